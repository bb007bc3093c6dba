"""What a cell holds beside plain text, and tables beside the form's: never a number wrong in silence."""

import re
from collections.abc import Callable

import pytest

from bench.fidelity.filled import Filled, fill
from bench.fidelity.grade import covered
from bench.fidelity.markup import clean
from bench.fidelity.wordfile import docx_xml, package
from forms import CellId
from ingest.cells.fact import Fact
from ingest.report import Report, report_of

Change = Callable[[str], str]
_NUMBER = re.compile(r"<td(?P<spans>[^>]*)>(?P<text>[\d.+\-]*)</td>")


def page(form: Filled, change: Change = lambda text: text) -> str:
    from random import Random

    return _NUMBER.sub(lambda m: f"<td{m['spans']}>{change(m['text'])}</td>", clean(form, Random(1)))


def wrong_in_silence(form: Filled, data: bytes) -> list[object]:
    report = report_of(data)
    assert isinstance(report, Report), report
    facts, findings = report.parsed.facts, report.checked.findings
    return [
        (cell, form.values.get(cell), fact)
        for cell, fact in facts.items()
        if fact.state in ("printed", "recovered", "blank")
        and (None if fact.value is None else float(fact.value)) != form.values.get(cell)
        and not covered(cell, findings, form.edition, form.single_row)
    ]


BESIDE: dict[str, Change] = {
    "a picture for the digits": lambda text: f'<img src="{text}.gif">',
    "a field": lambda text: f'<input value="{text}">',
    "a script": lambda text: f"<script>document.write('{text}')</script>",
    "a choice": lambda text: f"<select><option>1<option>{text}</select>",
    "struck out": lambda text: f"<s>5</s>{text}",
    "struck out by style": lambda text: f'<span style="text-decoration: line-through">5</span>{text}',
    "deleted and put in": lambda text: f"<del>5</del><ins>{text}</ins>",
    "a raised mark": lambda text: f"{text}<sup>1</sup>",
    "raised by style": lambda text: f'{text}<span style="vertical-align:super">1</span>',
    "a small mark": lambda text: f"{text}<small>1</small>",
    "a link to a note": lambda text: f'{text}<a href="#_ftn1">1</a>',
    "hidden": lambda text: f'<span style="display: none">7</span>{text}',
    "for readers of the screen": lambda text: f'<span class="sr-only">7</span>{text}',
    "two paragraphs": lambda text: f"<p>{text}</p><p>{text}</p>",
    "a comment": lambda text: f"<!-- 77 -->{text}",
    "a formula": lambda text: f"<math><mn>{text}</mn></math>",
}


@pytest.mark.parametrize("name", sorted(BESIDE))
def test_what_is_no_plain_text_is_no_number(name: str) -> None:
    for seed, edition in ((1, 2021), (2, 2019), (8, 2021)):
        form = fill(seed, edition, blanks=0.1)
        data = page(form, BESIDE[name]).encode()
        assert wrong_in_silence(form, data) == []


RUNS = {
    "struck out": "<w:r><w:rPr><w:strike/></w:rPr><w:t>5</w:t></w:r>",
    "doubly struck out": "<w:r><w:rPr><w:dstrike/></w:rPr><w:t>5</w:t></w:r>",
    "raised": '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>',
    "lifted": '<w:r><w:rPr><w:position w:val="8"/></w:rPr><w:t>1</w:t></w:r>',
    "a note": '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:t>1</w:t></w:r>',
    "white": '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>5</w:t></w:r>',
    "hidden": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>5</w:t></w:r>",
    "deleted": "<w:del><w:r><w:delText>5</w:delText></w:r></w:del>",
    "a symbol": '<w:r><w:sym w:font="Wingdings" w:char="F031"/></w:r>',
    "a picture": "<w:r><w:drawing/></w:r>",
}


@pytest.mark.parametrize("name", sorted(RUNS))
def test_what_is_no_plain_run_is_no_number(name: str) -> None:
    form = fill(3, 2021)
    markup = docx_xml(form, "docx_plain", 1)
    harmed = re.sub(r"(<w:r>(?:(?!</w:r>).)*<w:t[^>]*>\d[\d.]*</w:t></w:r>)", rf"{RUNS[name]}\1", markup)
    assert harmed != markup
    assert wrong_in_silence(form, package(harmed)) == []


def tables(text: str) -> list[str]:
    return re.findall(r"<table.*?</table>", text, re.DOTALL)


def test_last_years_tables_behind_this_years_are_not_settled_by_arithmetic() -> None:
    form, last = fill(4, 2021), fill(5, 2021)
    text = page(form)
    for own, other in zip(tables(text), tables(page(last)), strict=True):
        text = text.replace(own, f"{own}<p>上年同期：</p>{other}")
    assert wrong_in_silence(form, text.encode()) == []


def test_a_column_that_is_not_there_is_not_made_up() -> None:
    """Without the totals' column nothing says what the totals are, though they could be added up."""
    form = fill(6, 2021)
    text = page(form)
    second = tables(text)[1]
    without = re.sub(r"(<tr>(?:(?!</tr>).)*)<td[^>]*>[^<]*</td></tr>", r"\1</tr>", second, flags=re.DOTALL)
    without = without.replace('<td rowspan="2">总计</td>', "")
    report = report_of(text.replace(second, without).encode())
    assert isinstance(report, Report)
    assert report.parsed.facts["applications.received", "total"].value is None


def test_a_head_that_the_form_does_not_have_leaves_the_columns_undecided() -> None:
    form = fill(7, 2021, blanks=0.2)
    text = page(form)
    second = tables(text)[1]
    head = "<td>法律服务机构</td>"
    assert head in second
    wider = second.replace(head, f"{head}<td>新闻媒体</td>")
    wider = re.sub(r"(<td>[\d.]*</td>)(<td>[\d.]*</td><td>[\d.]*</td></tr>)", r"\1<td>0</td>\2", wider)
    assert wrong_in_silence(form, text.replace(second, wider).encode()) == []


def numbers(report: Report) -> dict[CellId, float | None]:
    return {cell: None if fact.value is None else float(fact.value) for cell, fact in report.parsed.facts.items()}


def one(row: str) -> dict[CellId, Fact]:
    """A page with one row of table 1 and the facts read from it."""
    text = (
        "<p>丰城市卫生健康委员会2023年政府信息公开工作年度报告</p><p>二、主动公开政府信息情况</p>"
        "<table><tr><td>第二十条第（五）项</td></tr><tr><td>信息内容</td><td>本年处理决定数量</td></tr>"
        f"{row}<tr><td>第二十条第（六）项</td></tr><tr><td>行政处罚</td><td>4</td></tr></table><p>五、存在的主要问题及改进情况</p>"
    )
    report = report_of(text.encode())
    assert isinstance(report, Report)
    return dict(report.parsed.facts)


@pytest.mark.parametrize(
    "row",
    [
        '<tr style="display:none"><td>行政许可</td><td>99</td></tr>',
        "<tr hidden><td>行政许可</td><td>99</td></tr>",
        "<tr><td>行政许可</td><td>1.234</td></tr>",
        "<tr><td>行政许可 3</td><td></td></tr>",
        "<tr><td>行政许可</td><td>2023.12</td></tr>",
    ],
)
def test_no_number_from_a_hidden_row_a_fraction_or_a_label(row: str) -> None:
    assert one(row)["licensing.decisions", None].value is None


def test_every_cell_printed_twice_is_not_a_number_of_twice_the_digits() -> None:
    form = fill(9, 2021)
    third = tables(page(form))[2]
    doubled = re.sub(r"<td>(\d+)</td>", r"<td>\1<br>\1</td>", third)
    assert wrong_in_silence(form, page(form).replace(third, doubled).encode()) == []


def test_a_page_saved_as_a_web_archive_is_read() -> None:
    import email.mime.multipart
    import email.mime.text

    form = fill(10, 2021)
    archive = email.mime.multipart.MIMEMultipart("related")
    archive.attach(email.mime.text.MIMEText(page(form), "html", "utf-8"))
    report = report_of(archive.as_bytes())
    assert isinstance(report, Report)
    assert numbers(report) == form.values


def test_formatting_that_is_never_closed_does_not_swallow_the_page() -> None:
    form = fill(11, 2021)
    text = page(form).replace("<td>", "<td><font size=3>").replace("<body>", "<body>" + "<font>" * 500)
    report = report_of(text.encode())
    assert isinstance(report, Report)
    assert numbers(report) == form.values
