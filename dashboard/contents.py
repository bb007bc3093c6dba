"""The measures of each page over a scope, for its comparison, its table and the API."""

OUTCOMES = ("granted", "partially_granted", "refused", "unable", "not_processed", "other_handling")
RESULTS = tuple(f"reconsideration_{each}" for each in ("upheld", "corrected", "other", "pending"))

CASES = ("reconsideration", "litigation_direct", "litigation_after")
# The start page, which the server also warms up: headlines, and trends as (phrase id, counts, rates).
FIRST_HEADLINES = ("received", "licensing", "penalties", "reconsideration")
FIRST_TRENDS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("trend.licensing", ("licensing",), ()),
    ("trend.penalties", ("penalties",), ()),
    ("trend.applications", ("received", "processed"), ("disclosure_rate", "refusal_rate")),
    ("trend.disputes", CASES, ("first_dispute_rate",)),
)

MEASURES: dict[str, tuple[str, ...]] = {
    "overview": (
        "received", "processed", "disclosure_rate", "refusal_rate", "licensing", "penalties", "reconsideration",
        "litigation_direct", "litigation_after", "first_dispute_rate",
    ),
    "applications": (
        "received", "processed", *OUTCOMES, "disclosure_rate", "granted_rate", "substance_rate", "refusal_rate",
        "unable_rate", "not_processed_rate", "other_rate", "completion_rate", "carry_rate", "natural_person_share",
        "commercial_share", "legal_service_share", "zero_share",
    ),
    "permits": (
        "licensing", "fees_amount", "fee_items", "licensing_items", "other_services", "documents_issued",
        "documents_repealed", "documents_in_force", "documents_net", "repeal_rate",
    ),
    "penalties": ("penalties", "coercion"),
    "disputes": (
        *CASES, *RESULTS, "reconsideration_correction_rate",
        "litigation_direct_correction_rate", "litigation_after_correction_rate", "first_dispute_rate",
    ),
    "map": (
        "received", "disclosure_rate", "refusal_rate", "unable_rate", "not_processed_rate", "zero_share", "licensing",
        "penalties", "coercion", "reconsideration", "litigation_direct", "first_dispute_rate",
        "reconsideration_correction_rate",
    ),
    "compare": (
        "received", "disclosure_rate", "granted_rate", "substance_rate", "refusal_rate", "unable_rate",
        "not_processed_rate", "other_rate", "completion_rate", "carry_rate", "natural_person_share",
        "commercial_share", "legal_service_share", "licensing", "penalties", "reconsideration",
        "reconsideration_correction_rate", "first_dispute_rate", "documents_issued", "documents_net",
    ),
}  # fmt: skip
