"""The form as data: both editions in full, their differences as written down, ids as in the contract."""

from collections import Counter

import yaml

from forms import APPLICANTS, EDITIONS, cells, cross_year_checks, equations, figures, form
from forms.editions import declaration_files
from forms.measures import measures

# Every difference between the editions (both notices): figures that one of them alone asks for …
ONLY_2019 = {
    "regulations.made", "regulations.disclosed", "regulations.disclosed_total", "normative_documents.made",
    "normative_documents.disclosed", "normative_documents.disclosed_total", "licensing.prior_items", "licensing.change",
    "other_services.prior_items", "other_services.change", "other_services.decisions", "penalties.prior_items",
    "penalties.change", "coercion.prior_items", "coercion.change", "fees.prior_items", "fees.change",
    "procurement.items", "procurement.amount",
}  # fmt: skip
ONLY_2021 = {
    "regulations.issued", "regulations.repealed", "regulations.in_force", "normative_documents.issued",
    "normative_documents.repealed", "normative_documents.in_force", "fees.amount",
    "applications.other.overdue_correction", "applications.other.overdue_fee", "applications.other.other",
}  # fmt: skip
# … and labels of common figures that are printed otherwise.
RELABELLED = {
    "licensing.decisions": ("处理决定数量", "本年处理决定数量"),
    "penalties.decisions": ("处理决定数量", "本年处理决定数量"),
    "coercion.decisions": ("处理决定数量", "本年处理决定数量"),
}
OUTCOMES = [
    "granted",
    "partially_granted",
    "refused.state_secret",
    "refused.prohibited_by_law",
    "refused.safety_and_stability",
    "refused.third_party_rights",
    "refused.internal_affairs",
    "refused.process_information",
    "refused.enforcement_files",
    "refused.administrative_query",
    "unable.not_held",
    "unable.requires_creation",
    "unable.unclear_after_correction",
    "not_processed.petition",
    "not_processed.repeated",
    "not_processed.publication",
    "not_processed.excessive",
    "not_processed.reconfirmation",
]


def test_differences_between_the_editions_are_exactly_those_written_down() -> None:
    old, new = form(2019).figures, form(2021).figures
    single = {"applications.other"}  # on the 2019 form a row of its own, on the 2021 form where agencies print it so
    assert set(old) - set(new) == ONLY_2019
    assert set(new) - set(old) == ONLY_2021
    assert single <= set(old) and single <= set(new)
    for figure in set(old) & set(new):
        before, after = old[figure], new[figure]
        assert (before.unit, before.money, before.signed) == (after.unit, after.money, after.signed), figure
        if figure in RELABELLED:
            assert (before.column.label.zh, after.column.label.zh) == RELABELLED[figure]  # type: ignore[union-attr]
        else:
            assert before.text("zh") == after.text("zh"), figure
        assert before.text("en") == after.text("en"), figure


def test_ids_are_those_of_the_contract() -> None:
    applications = {
        f"applications.{name}" for name in (*OUTCOMES, "received", "carried_in", "processed", "carried_out")
    }
    disputes = {
        f"{kind}.{result}"
        for kind in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
        for result in ("upheld", "corrected", "other", "pending", "total")
    }
    both = {"licensing.decisions", "penalties.decisions", "coercion.decisions", "applications.other"}
    assert set(figures()) == applications | disputes | both | ONLY_2019 | ONLY_2021
    assert APPLICANTS == (
        "natural_person", "commercial_enterprise", "research_institution", "social_organization", "legal_service",
        "other", "total",
    )  # fmt: skip


def test_sizes_of_the_forms() -> None:
    assert [len(form(edition).cells()) for edition in EDITIONS] == [198, 200]
    assert len(form(2021).cells(single_row=True)) == 186
    assert len(cells()) == len(set(cells())) == 226
    count = {e: Counter(identity.check for identity in equations(e)) for e in EDITIONS}
    assert count[2019] == {"row": 23, "sum": 7, "balance": 7, "review": 3}
    assert count[2021] == {"row": 25, "sum": 7, "balance": 7, "review": 3}


def test_units() -> None:
    assert figures()["fees.amount"].unit == "万元" and figures()["fees.amount"].money
    assert form(2019).figures["procurement.amount"].unit is None  # the form gives none; it is read, never guessed
    assert form(2019).figures["fees.prior_items"].unit == "项"


def test_cross_year_checks() -> None:
    assert {check.check for check in cross_year_checks()} == {"carry", "documents", "items"}
    assert {c.anchor for c in cross_year_checks() if c.check == "items"} == {
        f"{name}.prior_items" for name in ("licensing", "other_services", "penalties", "coercion", "fees")
    }


def test_every_label_is_in_both_languages() -> None:
    def walk(entry: object, path: str) -> None:
        if isinstance(entry, dict):
            if "zh" in entry:
                assert entry.get("en") or path.endswith(("blocks.rows", ".other_services")) or "parts" in entry, path
            for name, value in entry.items():
                walk(value, f"{path}.{name}")
        elif isinstance(entry, list):
            for value in entry:
                walk(value, path)

    for file in declaration_files():
        walk(yaml.safe_load(file.read_text(encoding="utf-8")), file.name)
    for figure in figures().values():
        assert not any("一" <= c <= "鿿" for c in figure.text("en").replace("(规章)", "")), figure.id


def test_measures_name_only_figures_that_exist() -> None:
    for measure in measures().values():
        named = {name.removeprefix("-").partition("@")[0] for name in (*measure.of, *measure.over)}
        assert measure.of and named <= set(figures())
        assert measure.zh and measure.en and measure.rule("zh") and measure.rule("en")
        assert measure.is_rate or measure.unit
