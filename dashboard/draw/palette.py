"""The colour palette, safe for colour-blind readers (Okabe & Ito); docs/design.md lists what each colour means."""

BLUE, SKY, GREEN, MINT, RED, YELLOW, PURPLE, GREY = (
    "#0072B2", "#56B4E9", "#009E73", "#7BC8A4", "#D55E00", "#E69F00", "#CC79A7", "#8C8C8C",
)  # fmt: skip
NO_VALUE = "#C9CDD2"  # a tile or a cell without a number: opaque, so that its sign is as dark on it in either theme
PALE, BAND = "rgba(140,140,140,0.4)", "#9EC9E2"  # not ranked or unknown; the middle half of peers
MEANING = {
    "received": BLUE, "processed": YELLOW, "carried_in": GREY, "carried_out": GREY, "granted": GREEN,
    "partially_granted": MINT, "refused": RED, "unable": YELLOW, "not_processed": PURPLE, "other_handling": GREY,
    "disclosure_rate": GREEN, "refusal_rate": RED, "unable_rate": YELLOW, "completion_rate": BLUE,
    "granted_rate": MINT, "substance_rate": BLUE, "documents_issued": BLUE, "documents_repealed": YELLOW,
    "not_processed_rate": PURPLE, "other_rate": GREY, "carry_rate": GREY,
    "licensing": BLUE, "penalties": RED, "coercion": PURPLE, "fees_amount": YELLOW, "fee_items": YELLOW,
    "other_services": SKY, "reconsideration": BLUE, "litigation_direct": YELLOW, "litigation_after": PURPLE,
    "upheld": SKY, "corrected": RED, "other": GREY, "pending": YELLOW,
    "reconsideration_upheld": SKY, "reconsideration_corrected": RED, "reconsideration_other": GREY,
    "reconsideration_pending": YELLOW, "reconsideration_correction_rate": BLUE,
    "litigation_direct_correction_rate": YELLOW, "litigation_after_correction_rate": PURPLE,
}  # fmt: skip
SERIES = (BLUE, YELLOW, GREEN, PURPLE, SKY, RED, GREY, "#004C78", MINT, "#8A5A00")
# Scale for maps and tiles, light to dark: readable in greyscale and with any colour blindness.
SCALE = ("#DCEAF4", "#A9CCE3", "#6FA8D0", "#3B82B8", "#0072B2", "#004C78")
