"""RTF, OpenDocument, Excel and OFD: what they print is read, what they hide is not, and no file can make them run away."""

import io
import json
import re
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from bench.fidelity.filled import fill, fill_at_random
from bench.fidelity.made import made
from bench.fidelity.other_formats import OTHER_LAYOUTS, make_other, packed, rtf_bytes, rtf_unicode
from bench.fidelity.placed import OFD_LAYOUTS, make_ofd
from bench.fidelity.wordfile import docx_xml
from ingest.read import Unreadable, read
from ingest.read.packages import package_of
from ingest.report import Rejected, Report, report_of
from tests.test_formats import check, zipped

CASES = Path(__file__).parent / "documents" / "cases" / "complaints"
TRUTH: dict[str, dict[str, Any]] = json.loads((CASES / "truth.json").read_text(encoding="utf-8"))
SEEDS = range(601, 609)


def facts(data: bytes) -> dict[tuple[str, str | None], Any]:
    report = report_of(data)
    assert isinstance(report, Report), report
    return report.parsed.facts


def reason(data: bytes) -> str:
    answer = report_of(data)
    assert isinstance(answer, Rejected), answer
    assert "Traceback" not in answer.detail and " / " in answer.detail
    return answer.reason


# -- whole reports, written and read back ---


@pytest.mark.parametrize("layout", sorted(OTHER_LAYOUTS))
def test_what_is_written_is_read_back(layout: str) -> None:
    check([make_other(fill_at_random(seed), layout, seed) for seed in SEEDS])


@pytest.mark.parametrize("layout", sorted(OFD_LAYOUTS))
def test_placed_text_is_read_back(layout: str) -> None:
    check([make_ofd(fill_at_random(seed), layout, seed) for seed in SEEDS])


# -- made-up reports, each with one fault ---


@pytest.mark.parametrize("name", sorted(name for name in TRUTH if "t3" in TRUTH[name] and (CASES / name).exists()))
def test_every_figure_of_the_made_up_reports(name: str) -> None:
    read_facts = facts((CASES / name).read_bytes())
    figures = list(dict.fromkeys(figure for figure, applicant in read_facts if applicant is not None))
    applicants = list(dict.fromkeys(applicant for _, applicant in read_facts if applicant is not None))
    for figure, row in zip(figures, TRUTH[name]["t3"], strict=True):
        for applicant, value in zip(applicants, row, strict=True):
            fact = read_facts[figure, applicant]
            if name == "13-words.html" and fact.state == "blank":
                assert value == 0 and fact.printed == "无"  # what an agency prints for nothing is no zero
            else:
                assert fact.value == value, (name, figure, applicant, fact)


def test_a_padded_figure_keeps_what_is_printed() -> None:
    read_facts = facts((CASES / "02-zeros.html").read_bytes())
    padded = [fact for fact in read_facts.values() if fact.printed and len(fact.printed) > 1 and fact.printed[0] == "0"]
    assert len(padded) > 80 and all(fact.value == int(fact.printed) for fact in padded)


def test_a_title_in_rtf() -> None:
    assert reason((CASES / "04c-rtf.doc").read_bytes()) == "no_tables"
    assert read((CASES / "04c-rtf.doc").read_bytes()).lines == [
        "四川省广元市朝天区审计局2021年政府信息公开工作年度报告"
    ]


# -- one cell in every format ---

TITLE = "丰城市教育局2023年政府信息公开工作年度报告"
HEADS = ("第二十条第（六）项", ("信息内容", "本年处理决定数量"), "行政处罚")


def cell(data: bytes) -> Any:
    """The number in the cell of a table with one row; its state where there is no number."""
    fact = facts(data)["penalties.decisions", None]
    return fact.state if fact.value is None else fact.value


def rtf(content: str, head: str = "{\\fonttbl{\\f0\\fcharset134 SimSun;}{\\f1\\fcharset0 Arial;}}") -> bytes:
    """An RTF file with one table; `content` is the markup of its last cell."""
    heading, (label, head_of), row = HEADS
    u = rtf_unicode
    return (
        "{\\rtf1\\ansi\\ansicpg936\\uc1"
        + head
        + f"{u(TITLE)}\\par\\trowd\\cellx4000\\pard\\intbl {u(heading)}\\cell\\row"
        f"\\trowd\\cellx2000\\cellx4000\\pard\\intbl {u(label)}\\cell {u(head_of)}\\cell\\row"
        f"\\trowd\\cellx2000\\cellx4000\\pard\\intbl {u(row)}\\cell {content}\\cell\\row\\pard {u('五、其他')}\\par}}"
    ).encode("latin-1")


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("12", 12), ("", "blank"), ("1{\\b 2}", 12), ("\\'a3\\'b1\\'a3\\'b2", 12), ("12{\\v 3}", 12),
        ("{\\deleted 4}12", 12), ("{\\revised\\revdttm-2074015744 12}", 12), ("12{\\strike 3}", "unreadable"), ("12{\\super 3}", "unreadable"),
        ("12{\\up6 3}", "unreadable"), ("\\u65297?\\u65298?", 12), ("\\uc2\\u65297\\'a3\\'b12", 12),
        ("{\\upr{9}{\\*\\ud{12}}}", 12), ("12{\\*\\unknown 9}", 12), ("12{\\footnote 9}", 12),
        ("12\\chftn{\\footnote 9}", "unreadable"), ("{\\pict\\wmetafile8 0102}", "unreadable"),
        ("{\\field{\\*\\fldinst =6*2}{\\fldrslt 12}}", 12), ("{\\listtext 1.\\tab}12", "unreadable"),
        ("\\bin3 9\\}12", 12), ("{\\*\\bkmkstart a}12{\\*\\bkmkend a}", 12), ("1\\line 2", "unreadable"),
        ("12\\'bc\\'fe", 12), ("\\f1 12\\'bc\\'fe", 12), ("{\\*\\annotation 9}12", 12), ("\\f1\\u20214 ?12", "unreadable"),
        ("{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 9}}{\\shptxt 9\\par}}}12", "unreadable"), ("\\pard\\intbl\\plain 12", 12),
        ("000", "unreadable"), ("\\'ce\\'de", "blank"),
    ],
)  # fmt: skip
def test_a_cell_in_rtf(content: str, value: object) -> None:
    assert cell(rtf(content)) == value


def test_characters_of_rtf_whose_second_byte_is_ascii() -> None:
    """In GBK 丂 is 81 40 and its second byte is written as `@`."""
    assert read(b"{\\rtf1\\ansi\\ansicpg936 \\'81@\\'81\\'41 x\\par}").lines == ["丂丄 x"]
    assert read(b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f7\\fcharset134 S;}}\\f7 \\'d5\\'fe\\par}").lines == ["政"]
    assert read(("{\\rtf1\\ansi\\ansicpg936 " + rtf_bytes("政府") + "\\par}").encode()).lines == ["政府"]
    assert read(b"{\\rtf1 \\u-10187?\\u-8904?\\par}").lines == ["\U0001d538"]


def test_tables_within_tables_and_text_boxes_of_rtf() -> None:
    nested = (
        "{\\rtf1\\ansi\\trowd\\cellx9000\\pard\\intbl out\\par\\pard\\intbl\\itap2 a\\nestcell b\\nestcell"
        "{\\*\\nesttableprops\\trowd\\cellx100\\cellx200\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 end\\cell\\row"
        "\\pard{\\shp{\\*\\shpinst{\\shptxt\\pard box\\par}}} after\\par}"
    )
    document = read(nested.encode())
    assert document.lines == ["out", "a\tb", "end", "after", "box"]
    merged = (
        "{\\rtf1\\ansi\\trowd\\clvmgf\\cellx100\\clmgf\\cellx200\\clmrg\\cellx300\\pard\\intbl m\\cell x\\cell\\cell\\row"
        "\\trowd\\clvmrg\\cellx100\\cellx200\\cellx300\\pard\\intbl\\cell y\\cell z\\cell\\row}"
    )
    assert read(merged.encode()).lines == ["m\tx", "y\tz"]


def odt(content: str, styles: str = "", before: str = "", cells: str = "") -> bytes:
    """An OpenDocument text with one table; `content` is what its last cell holds."""
    heading, (label, head_of), row = HEADS
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
                            ("fo", "xsl-fo-compatible"), ("draw", "drawing"))
    )  # fmt: skip

    def of(text: str, more: str = "") -> str:
        return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"

    rows = [of(heading, ' table:number-columns-spanned="2"') + "<table:covered-table-cell/>", of(label) + of(head_of)]
    last = of(row) + (cells or f"<table:table-cell>{content}</table:table-cell>")
    table = "".join(f"<table:table-row>{each}</table:table-row>" for each in (*rows, last))
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{before}<text:p>{TITLE}</text:p><table:table>{table}</table:table><text:p>五、其他</text:p>"
        "</office:text></office:body></office:document-content>",
    })  # fmt: skip


def style(name: str, properties: str, family: str = "text", parent: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{above}><style:text-properties {properties}/></style:style>'


STYLES = (
    style("H", 'text:display="none"') + style("S", 'style:text-line-through-style="solid"') + style("I", "", parent="S")
    + style("U", 'style:text-position="super 58%"') + style("W", 'fo:color="#ffffff"')
    + style("PH", 'text:display="none"', "paragraph") + style("B", 'fo:font-weight="bold"')
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("<text:p>12</text:p>", 12), ("<text:p/>", "blank"), ("<text:p>1<text:span text:style-name='B'>2</text:span></text:p>", 12),
        ("<text:p>12<text:span text:style-name='H'>3</text:span></text:p>", 12),
        ("<text:p>12<text:span text:style-name='S'>3</text:span></text:p>", "unreadable"),
        ("<text:p>12<text:span text:style-name='I'>3</text:span></text:p>", "unreadable"),
        ("<text:p>12<text:span text:style-name='U'>3</text:span></text:p>", "unreadable"),
        ("<text:p>12<text:span text:style-name='W'>3</text:span></text:p>", "unreadable"),
        ("<text:p>12</text:p><text:p text:style-name='PH'>3</text:p>", 12),
        ("<text:p>12<text:note><text:note-citation>1</text:note-citation></text:note></text:p>", "unreadable"),
        ("<text:p>12<office:annotation><text:p>9</text:p></office:annotation></text:p>", 12),
        ("<text:p>1<text:s text:c='2'/>2</text:p>", "unreadable"), ("<text:p><text:tab/>12</text:p>", 12),
        ("<text:p><draw:frame><draw:image/></draw:frame></text:p>", "unreadable"),
        ("<text:p><draw:frame><draw:text-box><text:p>9</text:p></draw:text-box></draw:frame></text:p>", "unreadable"),
        ("<text:list><text:list-item><text:p>12</text:p></text:list-item></text:list>", "unreadable"),
        ("<text:p><text:hidden-text text:is-hidden='true'>9</text:hidden-text>12</text:p>", 12),
        ("<text:p>12<!-- 9 --></text:p>", 12), ("<text:p>&#65297;&#65298;</text:p>", 12),
    ],
)  # fmt: skip
def test_a_cell_in_opendocument(content: str, value: object) -> None:
    assert cell(odt(content, STYLES)) == value


def test_deleted_and_hidden_parts_of_opendocument_are_not_read() -> None:
    before = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:section text:display='none'><text:p>隐藏</text:p></text:section>"
        "<text:section><text:p>可见</text:p></text:section>"
    )
    assert read(odt("<text:p>1</text:p>", before=before)).lines[0] == "可见"


def test_deletions_of_opendocument_that_stay_where_they_were_are_not_read() -> None:
    """LibreOffice leaves a tracked deletion in its place where changes are shown."""
    regions = "".join(
        f"<text:changed-region text:id='{name}'><text:{kind}/></text:changed-region>"
        for name, kind in (("d", "deletion"), ("e", "deletion"), ("i", "insertion"))
    )

    def change(name: str, content: str) -> str:
        return f"<text:change-start text:change-id='{name}'/>{content}<text:change-end text:change-id='{name}'/>"

    before = f"<text:tracked-changes>{regions}</text:tracked-changes>"
    assert cell(odt(f"<text:p>{change('d', '99')}{change('i', '12')}</text:p>", before=before)) == 12
    row = "</table:table-cell></table:table-row><table:table-row><table:table-cell>"
    begin, end = (f"<text:change-{each} text:change-id='e'/>" for each in ("start", "end"))
    gone = f"<text:p>12</text:p>{row}<text:p>{begin}行政处罚</text:p></table:table-cell><table:table-cell><text:p>77{end}</text:p>"
    document = read(odt(gone, before=before))
    assert document.lines[-2:] == ["行政处罚\t12", "五、其他"]


def sheet(fill_in: Any) -> bytes:
    """An Excel file with one table whose last cell (B5) is filled in by the test."""
    book = openpyxl.Workbook()
    heading, (label, head_of), row = HEADS
    page = book.active
    page["A1"], page["A3"], page["A4"], page["B4"], page["A5"] = TITLE, heading, label, head_of, row
    fill_in(book, page, page["B5"])
    page["A7"] = "五、其他"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("stored", "shown", "value"),
    [
        (12, "General", 12), (12.0, "0.00", 12), (1e5, "General", 100000), (3, "000", 3), (12, '0"件"', 12),
        (12, "#,##0", 12), (0.12, "0%", "unreadable"), (12.4, "0", "unreadable"), (45000, "yyyy-mm-dd", "unreadable"),
        (12, ";;;", "unreadable"), (12, "#,##0,", "unreadable"), ("12件", "@", 12), ("03", "@", 3), (0, "General", 0),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 0), ("=6*2", "General", "unreadable"), (True, "General", "unreadable"),
        (12, "[Red]0", 12), (12, 'm"月"d"日"', "unreadable"), ("3月2日", "@", "unreadable"), (12.5, "General", "unreadable"),
        ("#REF!", "General", "unreadable"), (12, '0"（万件）"', "unreadable"), (2**53, "General", "unreadable"),
    ],
)  # fmt: skip
def test_a_cell_in_excel(stored: object, shown: str, value: object) -> None:
    def fill_in(book: Any, page: Any, at: Any) -> None:
        at.value, at.number_format = stored, shown

    assert cell(sheet(fill_in)) == value


def test_struck_white_and_hidden_cells_of_excel() -> None:
    def with_font(**how: Any) -> Any:
        def fill_in(book: Any, page: Any, at: Any) -> None:
            at.value, at.font = 12, Font(**how)

        return fill_in

    def hidden_row(book: Any, page: Any, at: Any) -> None:
        at.value, page.row_dimensions[5].hidden = 12, True

    def hidden_column(book: Any, page: Any, at: Any) -> None:
        at.value, page["C5"], page["C4"] = 12, 99, "其他"
        page.column_dimensions["C"].hidden = True

    def hidden_sheet(book: Any, page: Any, at: Any) -> None:
        at.value = 12
        other = book.create_sheet("旧")
        other["A1"], other["A2"], other["B2"], other["A3"], other["B3"] = *HEADS[:1], *HEADS[1], HEADS[2], 99
        other.sheet_state = "hidden"

    assert cell(sheet(with_font(strike=True))) == "unreadable"
    assert cell(sheet(with_font(color="FFFFFFFF"))) == "unreadable"
    assert cell(sheet(with_font(bold=True))) == 12
    assert reason(sheet(hidden_row)) in ("no_tables", "not_a_report")
    assert cell(sheet(hidden_column)) == cell(sheet(hidden_sheet)) == 12


def test_a_sum_of_money_in_excel_keeps_its_digits() -> None:
    form = fill(3, 2021)
    form.values["fees.amount", None] = 59237.2449
    form.printed["fees.amount", None] = "59237.2449"
    assert facts(make_other(form, "xlsx", 3).data)["fees.amount", None].value == Decimal("59237.2449")


# -- OFD ---


def ofd(*objects: str, resources: str = "", size: str = "") -> bytes:
    """An OFD file with one page of these objects; `resources` are its shared drawings."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    shared = "<ofd:CommonData><ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData>" if resources else ""
    return packed({
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D/Document.xml": f"<ofd:Document {space}>{shared}<ofd:Pages><ofd:Page ID='1' BaseLoc='P/C.xml'/></ofd:Pages>"
        "</ofd:Document>",
        "D/Res.xml": f"<ofd:Res {space}>{resources}</ofd:Res>",
        "D/P/C.xml": f"<ofd:Page {space}>{size}<ofd:Content><ofd:Layer ID='2'>{''.join(objects)}</ofd:Layer></ofd:Content>"
        "</ofd:Page>",
    })  # fmt: skip


def text(x: float, y: float, content: str, deltas: str = "g 99 3", more: str = "", inside: str = "") -> str:
    return (
        f"<ofd:TextObject Boundary='{x} {y} 90 4' Size='3' {more}>{inside}<ofd:TextCode X='0' Y='3' DeltaX='{deltas}'>"
        f"{content}</ofd:TextCode></ofd:TextObject>"
    )


def test_the_text_of_ofd_is_where_its_objects_are() -> None:
    assert read(ofd(text(20, 20, "后"), text(10, 20, "前"), text(10, 10, "上"))).lines == ["上", "前 后"]
    assert read(ofd(text(10, 10, "12", "1.5"), text(40, 10, "3"))).lines == ["12 3"]
    assert read(ofd(text(10, 10, "1 2", "1.5 0.7"))).lines == ["1 2"]  # a narrow blank parts two numbers
    assert read(ofd(text(10, 10, "一二三", "3 20"))).lines == ["一二 三"]
    assert read(ofd(text(10, 10, "一二三", "g 2 3"))).lines == read(ofd(text(10, 10, "一二三", ""))).lines == ["一二三"]
    assert read(ofd(text(10, 10, "隐", more="Visible='false'"), text(10, 20, "见"))).lines == ["见"]
    scaled = text(10, 10, "一二", "1", "CTM='3 0 0 3 0 0'").replace("Size='3'", "Size='1'").replace("Y='3'", "Y='1'")
    assert read(ofd(scaled, text(16.2, 10, "三"))).lines == ["一二三"]
    slanted = text(10, 10, "水印", more="CTM='0.7 0.7 -0.7 0.7 0 0'")
    assert read(ofd(slanted, text(10, 40, "文"))).lines == ["文"]


def test_a_label_of_ofd_that_runs_under_the_next_column_does_not_mix_with_it() -> None:
    assert read(
        ofd(text(10, 10, "一、本年新收政府信息公开申请数量"), text(32, 10, "316"), text(54, 10, "111"))
    ).lines == ["一、本年新收政府信息公开申请数量 316 111"]


def ruled_ofd(content: str, resources: str = "", fill_in: bool = False) -> bytes:
    """A table with one row drawn by lines, as strokes or as thin filled boxes."""
    heading, (label, head_of), row = HEADS
    borders = []
    for x0, y0, x1, y1 in ((10, 10, 90, 10), (10, 20, 90, 20), (10, 30, 90, 30), (10, 10, 10, 30), (50, 10, 50, 30),
                           (90, 10, 90, 30)):  # fmt: skip
        w, h = max(x1 - x0, 0.2), max(y1 - y0, 0.2)
        path = f"M 0 0 L {w} 0 L {w} {h} L 0 {h} C" if fill_in else f"M 0 0 L {x1 - x0} {y1 - y0}"
        kind = "Stroke='false' Fill='true'" if fill_in else ""
        borders.append(f"<ofd:PathObject Boundary='{x0} {y0} {w} {h}' {kind}><ofd:AbbreviatedData>{path}"
                       "</ofd:AbbreviatedData></ofd:PathObject>")  # fmt: skip
    words = text(10, -6, TITLE), text(10, 4, heading), text(12, 13, label), text(52, 13, head_of), text(12, 23, row)
    return ofd(*borders, *words, content, text(10, 40, "五、其他"), resources=resources)


WHITE = "<ofd:FillColor Value='255 255 255'/>"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (text(60, 23, "12", "1.5"), 12), ("", "blank"), (text(60, 23, "1", "") + text(61.5, 23, "2", ""), 12),
        (text(60, 23, "12", "1.5") * 2, 12), (text(60, 23, "12", "1.5", inside=WHITE), "unreadable"),
        (text(60, 23, "12", "1.5", "Alpha='0'"), "unreadable"), (text(60, 23, "1") + text(75, 23, "2"), "unreadable"),
        ("<ofd:PageBlock>" + text(60, 23, "12", "1.5") + "</ofd:PageBlock>", 12),
        ("<ofd:CompositeObject ResourceID='7' Boundary='60 23 9 9'/>", 12),
    ],
)  # fmt: skip
@pytest.mark.parametrize("fill_in", [False, True])
def test_a_cell_in_ofd(content: str, value: object, fill_in: bool) -> None:
    unit = f"<ofd:CompositeGraphicUnit ID='7'><ofd:Content>{text(0, 0, '12', '1.5')}</ofd:Content></ofd:CompositeGraphicUnit>"
    assert cell(ruled_ofd(content, unit, fill_in)) == value


def test_a_number_that_may_be_wrapped_outside_drawn_lines_stays_open() -> None:
    heading, (label, head_of), row = HEADS
    words = text(10, 2, TITLE), text(10, 10, heading), text(10, 20, label), text(50, 20, head_of), text(10, 30, row)
    one = ofd(*words, text(55, 30, "69", "1.5"), text(10, 45, "五、其他"))
    wrapped = ofd(*words, text(55, 30, "69", "1.5"), text(55, 34, "99", "1.5"), text(10, 45, "五、其他"))
    assert cell(one) == 69
    assert cell(wrapped) == "unreadable"


def test_an_ofd_of_pictures_asks_for_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.read import scan

    monkeypatch.setattr(scan, "is_installed", lambda: False)
    media = "<ofd:MultiMedias><ofd:MultiMedia ID='9'><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"
    page = ofd("<ofd:ImageObject ResourceID='9' Boundary='0 0 210 297'/>", resources=media)
    stream = io.BytesIO(page)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("D/a.png", b"\x89PNG")
    assert reason(stream.getvalue()) == "scan"


# -- what a file is, and what none may do ---


def test_a_zip_is_what_it_holds() -> None:
    form = fill_at_random(601)
    made = {suffix: make_other(form, name, 1).data for name, (suffix, _) in OTHER_LAYOUTS.items()}
    made["ofd"] = make_ofd(form, "ofd_ruled", 1).data
    assert package_of(made["odt"]) == "odf" and package_of(made["xlsx"]) == "xlsx" and package_of(made["ofd"]) == "ofd"
    assert package_of(zipped(("a/report.odt", made["odt"]), ("b.xml", b"<a/>"))) == "archive"
    for data in made.values():
        assert isinstance(report_of(zipped(("年报", data))), Report)
    assert reason(zipped(("[Content_Types].xml", b"<x/>"), ("ppt/presentation.xml", b"<x/>"))) == "no_document"
    assert reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600)) in (
        "locked", "no_document", "damaged",
    )  # fmt: skip


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e SYSTEM "file:///etc/passwd">]>'
)


def deep(tag: str, count: int = 100_000) -> str:
    return f"<{tag}>" * count + f"</{tag}>" * count


@cache
def hostile() -> dict[str, bytes]:
    good = odt("<text:p>12</text:p>")
    parts = {name: zipfile.ZipFile(io.BytesIO(good)).read(name).decode() for name in ("mimetype", "content.xml")}
    content = parts["content.xml"]
    head, tail = content.split("<office:text>")
    many = '<table:table-cell table:number-columns-repeated="1000000"><text:p>1</text:p></table:table-cell>'
    rows = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>'
    page = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'

    def book(inside: str) -> bytes:
        data = make_other(fill_at_random(601), "xlsx", 601).data
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            held = {name: old.read(name).decode() for name in old.namelist()}
        held["xl/worksheets/sheet1.xml"] = page.format(inside)
        return packed(held)

    return {
        "entities.odt": packed(parts | {"content.xml": LAUGHS + head + "<office:text><text:p>&d;&e;</text:p>" + tail}),
        "deep.odt": packed(parts | {"content.xml": head + "<office:text>" + deep("text:section") + tail}),
        "cells.odt": odt("", cells=many), "rows.odt": packed(parts | {"content.xml": content.replace("</table:table>", rows + "</table:table>", 1)}),
        "bomb.odt": packed(parts | {"content.xml": " " * (80 * 2**20)}),
        "merged.xlsx": book('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "far.xlsx": book('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "cells.xlsx": book("<sheetData>" + '<row><c><v>1</v></c><c><v>1</v></c></row>' * 150_000 + "</sheetData>"),
        "deep.rtf": b"{\\rtf1" + b"{" * 1_000_000, "words.rtf": b"{\\rtf1" + b"\\par" * 4_000_000,
        "rows.rtf": b"{\\rtf1" + b"\\pard\\intbl\\itap999999\\cell" * 10, "bin.rtf": b"{\\rtf1\\bin999999999 x",
        "cut.rtf": rtf("12")[:-40], "odd.rtf": b"{\\rtf1\\ansicpg99999\\u99999999?\\'zz\\f-1\\cf-5 \\trowd\\row\\nestrow\\cell",
        "counted.ofd": ofd(text(10, 10, "一二", "g 999999999 3")), "numbers.ofd": ofd(text(10, 10, "一二", "nan inf g g g x")),
        "deep.ofd": ofd(deep("ofd:PageBlock")), "itself.ofd": ofd("<ofd:CompositeObject ResourceID='7'/>", resources="<ofd:CompositeGraphicUnit ID='7'><ofd:Content><ofd:CompositeObject ResourceID='7'/><ofd:CompositeObject ResourceID='7'/></ofd:Content></ofd:CompositeGraphicUnit>"),
        "up.ofd": packed({"OFD.xml": "<OFD><DocRoot>../../etc/passwd</DocRoot></OFD>"}), "empty.ofd": packed({"OFD.xml": ""}),
        "empty.odt": packed({"mimetype": "", "content.xml": ""}), "empty.xlsx": packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}),
        "paths.ofd": ofd("<ofd:PathObject><ofd:AbbreviatedData>" + "L 1 1 " * 100_000 + "</ofd:AbbreviatedData></ofd:PathObject>"),
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(hostile()))
def test_no_file_makes_a_reader_run_away(name: str) -> None:
    import time

    started = time.perf_counter()
    answer = report_of(hostile()[name])
    assert time.perf_counter() - started < 20
    assert isinstance(answer, Report) or answer.reason != "crashed", answer
    assert "root:" not in str(answer) and "hahaha" not in str(answer)


def test_damaged_files_say_so() -> None:
    for name in ("odt", "xlsx"):
        data = make_other(fill_at_random(601), name, 601).data
        assert reason(data[: len(data) // 2]) == "damaged"
    data = make_ofd(fill_at_random(601), "ofd_ruled", 601).data
    assert reason(data[: len(data) // 2]) == "damaged"
    with pytest.raises(Unreadable):
        read(zipped(("OFD.xml", b"<OFD/>")))


# -- Word, as other programs package it ---


def test_word_files_as_a_single_xml_file() -> None:
    form = fill_at_random(611)
    markup = re.sub(r"<\?xml.*?\?>", "", docx_xml(form, "docx_plain", 611))
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    flat = f'<?xml version="1.0"?><pkg:package xmlns:pkg="{space}"><pkg:part><pkg:xmlData>{markup}</pkg:xmlData></pkg:part></pkg:package>'
    old = '<?xml version="1.0"?>' + markup.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://schemas.microsoft.com/office/word/2003/wordml"
    ).replace("w:document", "w:wordDocument").replace("w:vMerge", "w:vmerge")  # fmt: skip
    check([made(form, "word_xml", "xml", each.encode(), "all", 611) for each in (flat, old)])


def test_text_boxes_within_text_boxes_are_read_once() -> None:
    inside = "<w:p><w:r><w:t>内</w:t></w:r></w:p>"
    for _ in range(22):
        inside = f"<w:p><w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r></w:p>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{inside}</w:body></w:document>'
    assert read(zipped(("[Content_Types].xml", b""), ("word/document.xml", document.encode()))).lines == ["内"]


def test_the_main_part_of_a_word_file_may_have_another_name() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{kind}" Target="/word/document2.xml"/></Relationships>'
    )
    document = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>文</w:t></w:r></w:p></w:body></w:document>'
    parts = {"[Content_Types].xml": "<x/>", "_rels/.rels": relations, "word/document2.xml": document}
    assert read(packed(parts)).lines == ["文"]
