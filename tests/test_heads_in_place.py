"""Columns that are not the form's, on pages without drawn lines and in heads that are wrapped over several lines."""

import itertools
import random

import pytest
from lxml import html

from bench.fidelity.filled import fill_at_random
from bench.fidelity.markup import make_markup
from bench.fidelity.printed import BROWSER_LAYOUTS, browser_page, html_for_print, page_as_pdf
from ingest.cells.heads import row_heads
from ingest.report import Report, report_of

HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
FOREIGN_COLUMN, REMARKS = "备注", ("", "0", "3", "7")


def wrapped(heads: tuple[str, ...], width: int) -> list[str]:
    """The lines that heads beside each other take in columns of `width` characters."""
    lines = itertools.zip_longest(*([head[n : n + width] for n in range(0, len(head), width)] for head in heads))
    return ["".join(piece or "" for piece in line) for line in lines]


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("joined", [False, True], ids=["lines", "one line"])
def test_wrapped_heads_in_another_order_are_noticed(width: int, joined: bool) -> None:
    heads = row_heads(2021, "applications")
    of_form = wrapped(HEADS, width)
    lines = ["".join(of_form)] if joined else of_form
    assert not any(map(heads.is_crossed, lines))
    for first, second in itertools.combinations(range(len(HEADS)), 2):
        order = list(HEADS)
        order[first], order[second] = order[second], order[first]
        lines = wrapped(tuple(order), width)
        assert any(map(heads.is_crossed, ["".join(lines)] if joined else lines)), (order, width)
        text = "\n".join(["申请人情况", "法人或其他组织", *lines])
        has_heads, found = heads.order(text)
        assert found in (None, tuple(order.index(head) for head in HEADS)) and has_heads, text


def page(seed: int, columns: list[int], extra: tuple[str, ...] = (), emptied: int | None = None) -> str:
    """A form printed without lines whose columns have another order, one more among them, or one without numbers."""
    chance = random.Random(seed)
    whole = html.fromstring(html_for_print(fill_at_random(seed), BROWSER_LAYOUTS["browser_no_lines"], seed))
    rows = whole.findall(".//table")[1].findall(".//tr")
    for n, row in enumerate(rows):
        cells = list(row)
        if n == 2:  # the heads of organisations
            row[:] = [cells[column - 1] for column in columns[1:6]]
        elif n > 2:
            numbers = [cells[len(cells) - 7 + column] for column in columns]
            if emptied is not None:
                numbers[emptied].text = ""
            row[:] = [*cells[:-7], *numbers]
        if extra and n in (0, *range(3, len(rows))):
            cell = html.fromstring("<table><tr><td></td></tr></table>").find(".//td")
            cell.text = FOREIGN_COLUMN if n == 0 else chance.choice(extra)
            if n == 0:
                cell.set("rowspan", "3")
            row.append(cell)
    return html.tostring(whole, encoding="unicode")


def read(text: str) -> Report:
    with browser_page() as tab:
        report = report_of(page_as_pdf(tab, text.encode()))
    assert isinstance(report, Report)
    return report


APPLICATIONS = "applications."
FORM = list(range(7))


@pytest.mark.parametrize(
    ("seed", "swapped"), [(100, (2, 4)), (101, (2, 5)), (111, (2, 3)), (118, (2, 3)), (122, (2, 5))]
)
def test_columns_in_another_order_are_read_where_they_stand(chromium: str, seed: int, swapped: tuple[int, int]) -> None:
    columns, form = list(FORM), fill_at_random(seed)
    columns[swapped[0]], columns[swapped[1]] = columns[swapped[1]], columns[swapped[0]]
    facts = read(page(seed, columns)).parsed.facts
    values = {cell: fact.value for cell, fact in facts.items() if cell[0].startswith(APPLICATIONS)}
    assert values == {cell: form.values[cell] for cell in values}


@pytest.mark.parametrize("seed", [101, 111, 115, 118])
def test_numbers_of_a_column_that_the_form_does_not_have_are_never_read_as_another_s(chromium: str, seed: int) -> None:
    form = fill_at_random(seed)
    facts = read(page(seed, FORM, extra=REMARKS)).parsed.facts
    read_as = {cell: fact for cell, fact in facts.items() if cell[0].startswith(APPLICATIONS)}
    assert all(fact.value is None or fact.value == form.values[cell] for cell, fact in read_as.items())


@pytest.mark.parametrize("seed", [101, 114, 123])
def test_an_empty_column_that_the_form_does_not_have_changes_nothing(chromium: str, seed: int) -> None:
    form = fill_at_random(seed)
    facts = read(page(seed, FORM, extra=("",))).parsed.facts
    values = {cell: fact.value for cell, fact in facts.items() if cell[0].startswith(APPLICATIONS)}
    assert values == {cell: form.values[cell] for cell in values}


@pytest.mark.parametrize(("seed", "emptied"), [(104, 0), (107, 3), (115, 6)])
def test_a_column_without_numbers_is_blank(chromium: str, seed: int, emptied: int) -> None:
    form = fill_at_random(seed)
    facts = read(page(seed, FORM, emptied=emptied)).parsed.facts
    applicants = list(dict.fromkeys(applicant for _, applicant in facts if applicant))
    for cell, fact in facts.items():
        if cell[0].startswith(APPLICATIONS):
            blank = cell[1] == applicants[emptied]
            assert (fact.value, fact.state == "unreadable") == (None if blank else form.values[cell], False)


def test_numbers_below_each_other_in_cells_of_their_own_are_in_no_columns(chromium: str) -> None:
    """A page whose cells are blocks prints each on a line: their order alone says which is which."""
    form = fill_at_random(13)
    with browser_page() as tab:
        report = report_of(page_as_pdf(tab, make_markup(form, "html_div_cells", 13).data))
    assert isinstance(report, Report)
    values = {cell: fact.value for cell, fact in report.parsed.facts.items() if cell[0].startswith(APPLICATIONS)}
    assert values == {cell: form.values[cell] for cell in values}
