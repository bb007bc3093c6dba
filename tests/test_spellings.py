"""Every spelling that the form declares is honoured: printed in place of the usual one and read back, cell for cell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms import EDITIONS, FormError, form
from forms.declaration import Label
from forms.declared import declared
from forms.editions import HERE
from forms.from_yaml import read_form
from forms.schema import CHECK_FILE, MEASURE_FILE
from ingest.report import Report, report_of
from tests.printed_form import filled, printed

TITLE = "杭州市财政局{year}年政府信息公开工作年度报告"
YEARS = {2019: 2020, 2021: 2023}


def written(edition: int) -> Any:
    return yaml.safe_load((HERE / f"{edition}.yml").read_text(encoding="utf-8"))


def labels_of(entry: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every label of a form's file with where it is: (path, its entry)."""
    if isinstance(entry, dict):
        if "zh" in entry and "units" not in path and not path.endswith(("note", "rule")):
            yield path, entry
        for name, value in entry.items():
            yield from labels_of(value, f"{path}.{name}")
    elif isinstance(entry, list):
        for number, value in enumerate(entry):
            yield from labels_of(value, f"{path}[{number}]")


SPELLINGS = [
    (edition, path, entry["zh"], spelling)
    for edition in EDITIONS
    for path, entry in labels_of(written(edition)["tables"])
    for spelling in (entry["zh"], *entry.get("variants", ()), *entry.get("numbered", ()))
] + [
    (edition, path, entry["zh"], spelling)
    for edition in EDITIONS
    for path, entry in labels_of(written(edition)["parts_behind"], "parts_behind")
    for spelling in (entry["zh"], *entry.get("variants", ()))
]  # fmt: skip


def read(text: str) -> Report:
    report = report_of(text.encode())
    assert isinstance(report, Report), report
    return report


def test_there_is_something_to_honour() -> None:
    variants = [entry for entry in SPELLINGS if entry[2] != entry[3]]
    assert len(SPELLINGS) > 200 and len(variants) > 100


@pytest.mark.parametrize(("edition", "path", "usual", "spelling"), SPELLINGS)
def test_every_declared_spelling_is_read(edition: int, path: str, usual: str, spelling: str) -> None:
    """The label is spelled so wherever the form prints it; every cell is read from its own place all the same."""
    made, single_row = form(edition), ".single_row" in path
    values = filled(made, len(path) + len(spelling), single_row)

    def spell(label: Label) -> str:
        return spelling if label.zh == usual else label.zh

    text = printed(made, values, TITLE.format(year=YEARS[edition]), spell)
    report = read(text)
    assert report.parsed.edition == edition and report.parsed.single_row == single_row
    assert {cell: fact.value for cell, fact in report.parsed.facts.items()} == values
    assert {fact.state for fact in report.parsed.facts.values()} == {"printed"}
    assert [finding for finding in report.checked.findings if finding.verdict == "broken"] == []


@pytest.mark.parametrize(
    ("edition", "usual", "spelling"), [case[0:1] + case[2:] for case in SPELLINGS if case[1].startswith("parts_behind")]
)
@pytest.mark.parametrize("numbered", [True, False])
def test_the_tables_end_where_the_part_behind_them_begins(
    edition: int, usual: str, spelling: str, numbered: bool
) -> None:
    """A number below it is no number of the form, whether the heading has its number or not."""
    made = form(edition)
    values = filled(made, 5)
    text = printed(made, values, TITLE.format(year=YEARS[edition]), numbered=numbered)
    before, heading, _ = text.partition(usual)
    decoy = f"{before.rstrip()[: -2 if numbered else None]}\n" if numbered else before
    text = f"{decoy}{'五、' if numbered else ''}{spelling}\n行政处罚\t" + "\t".join(["999"] * 3) + "\n"
    assert heading
    report = read(text)
    assert {cell: fact.value for cell, fact in report.parsed.facts.items()} == values


PARTS = [
    (edition, row["id"], part)
    for edition in EDITIONS
    for table in written(edition)["tables"]
    for block in table.get("blocks", ())
    for row in block["rows"]
    for part in row.get("parts", ())
]


@pytest.mark.parametrize(("edition", "row", "part"), PARTS)
def test_every_declared_subrow_adds_up_to_its_row(edition: int, row: str, part: str) -> None:
    """Printed in the row's place, a sub-row gives the row's cells, marked as recovered."""
    made = form(edition)
    values = filled(made, len(part))
    block = next(b for table in made.tables for b in table.blocks for form_row in b.rows if form_row.id == row)
    of_row = next(form_row for form_row in block.rows if form_row.id == row)
    own = "\t".join([of_row.label.zh, *(str(values[cell]) for cell in block.cells_of(of_row))])
    subrow = own.replace(of_row.label.zh, f"{of_row.label.zh}\t{part}")
    text = printed(made, values, TITLE.format(year=YEARS[edition]))
    assert own in text
    report = read(text.replace(own, subrow))
    for cell in block.cells_of(of_row):
        assert (report.parsed.facts[cell].value, report.parsed.facts[cell].state) == (values[cell], "recovered")


# -- what is not declared rightly --


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [("2021.yml", "    variants: [", "    varients: [", "unknown key “varients”; did you mean “variants”?"),
     ("2021.yml", "signed", "signed", None),
     ("2021.yml", "total_of: results", "total_off: results", "did you mean “total_of”?"),
     ("2021.yml", "layout: blocks", "layout: block", "has the layout “block”"),
     ("2021.yml", "by_applicant: true", "by_applicant: maybe", "true or false is expected"),
     ("2021.yml", "    section: 二\n", "", "the key “section” is missing"),
     ("2021.yml", "over: [commercial_enterprise", "over: [comercial_enterprise", "columns that it does not have"),
     ("2021.yml", "total_of: results", "total_of: result", "totals of no group: result"),
     ("2021.yml", "  - id: disputes", "  - id: disputes\n    id: again", "“id” is there twice"),
     ("2021.yml", "edition: 2021", "edition: 2022", "must be named 2022.yml"),
     ("2021.yml", "    unit: 件\n    row_total: review", "    unit: 份\n    row_total: review", "units without names: 份"),
     ("2021.yml", "numbered: [（六）其他]", "numbered: 其他", "a list is expected")],
)  # fmt: skip
def test_a_misspelt_key_names_its_file_and_line(
    tmp_path: Path, name: str, old: str, new: str, said: str | None
) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    if said is None:
        assert read_form(HERE / name).edition == 2021
        return
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError) as error:
        read_form(tmp_path / name)
    assert said in str(error.value) and name in str(error.value)
    if "key" in said:
        line = text[: text.index(old)].count("\n") + 1
        assert f"{name}, line {line}" in str(error.value) or "missing" in said


@pytest.mark.parametrize(
    ("name", "spec", "old", "new"),
    [("checks.yml", CHECK_FILE, "    previous:", "    previus:"), ("checks.yml", CHECK_FILE, "messages:", "mesages:"),
     ("measures.yml", MEASURE_FILE, "    over: [", "    ower: [")],
)  # fmt: skip
def test_so_does_one_of_the_checks_and_measures(tmp_path: Path, name: str, spec: Any, old: str, new: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError, match=f"{name}, line {text[: text.index(old)].count(chr(10)) + 1}: unknown key"):
        declared(tmp_path / name, spec)
