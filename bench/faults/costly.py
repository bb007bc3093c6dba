"""Documents that cost much for their size, made at any size: what a reader must do in time and memory that size bounds."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

TITLE = "丰城市卫生健康委员会2023年政府信息公开工作年度报告"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style")
)
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Filler = Callable[[int], bytes]


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


# -- text and web pages ---


def text(body: str) -> bytes:
    return f"{TITLE}\n二、主动公开政府信息情况\n第二十条第（一）项\n{body}\n".encode()


def html(body: str) -> bytes:
    return f"<html><head><title>{TITLE}</title></head><body><p>{TITLE}</p>{body}</body></html>".encode()


_LINE = "第二十条第（一）项"
TEXTS: dict[str, Filler] = {
    "blanks": lambda n: text(f"规章{'　' * n}1"),
    "blanks in front": lambda n: text("　" * n + "规章 1"),
    "spaces": lambda n: text(f"规章{' ' * n}1"),
    "tabs": lambda n: text("规章" + "\t" * n + "1"),
    "bars": lambda n: text("| 规章 " + "| " * n + "|"),
    "lone bars": lambda n: text("|规章" + "|" * n),
    "commas": lambda n: text("规章," + "1," * n),
    "digits": lambda n: text("规章 " + "1" * n),
    "digits and blanks": lambda n: text("规章 " + "1 " * n),
    "brackets": lambda n: text("（" * n),
    "brackets and digits": lambda n: text("（1" * n),
    "numbered": lambda n: text("一、" * n),
    "han": lambda n: text("公开报告" * (n // 4)),
    "titles in a line": lambda n: text(TITLE * (n // 25)),
    "years": lambda n: text("2023年" * (n // 5)),
    "agencies": lambda n: text("丰城市人民政府" * (n // 7)),
    "counties": lambda n: text("县" * n),
    "cities": lambda n: text("丰城市" * (n // 3)),
    "colons": lambda n: text("来源：" * (n // 3)),
    "breadcrumbs": lambda n: text("首页 > 政务公开 > " * (n // 14)),
    "dots": lambda n: text("." * n),
    "dashes": lambda n: text("-" * n),
    "latin": lambda n: text("a" * n),
    "glosses": lambda n: text("規(guī)" * (n // 6)),
    "ampersands": lambda n: text("&" * n),
    "stars": lambda n: text("#*> " * (n // 4)),
    "a character a line": lambda n: text("报\n" * (n // 2)),
    "a digit a line": lambda n: text("1\n" * (n // 2)),
    "empty lines": lambda n: text("\n" * n),
    "rows": lambda n: text("规章\t1\t2\t3\n" * (n // 9)),
    "rows of bars": lambda n: text("| 规章 | 1 | |  |\n| 规章 | 1 |\n" * (n // 28)),
    "rows of commas": lambda n: text("规章,1,,2\n" * (n // 9)),
    "rows of blanks": lambda n: text("规章 1 2 3\n" * (n // 9)),
    "a label, a number": lambda n: text("规章\n1\n" * (n // 5)),
    "table three": lambda n: text("（一）予以公开\t1\t2\t3\t4\t5\t6\t7\n" * (n // 24)),
    "table three, lines": lambda n: text("（一）予以公开\n1\n2\n3\n" * (n // 14)),
    "heads": lambda n: text("信息内容\t本年制发件数\t本年废止件数\n" * (n // 20)),
    "reviews": lambda n: text("四、政府信息公开行政复议、行政诉讼情况\n行政复议\t1\t1\t1\t1\n" * (n // 40)),
    "sections": lambda n: text("一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n" * (n // 45)),
    "titles": lambda n: text(f"{TITLE}\n" * (n // 26)),
    "titles of many": lambda n: text(
        "\n".join(f"丰城市卫生健康委员会{2010 + k % 14}年政府信息公开工作年度报告" for k in range(n // 26))
    ),
    "titles on two lines": lambda n: text("丰城市卫生健康委员会\n2023年政府信息公开工作年度报告\n" * (n // 28)),
    "dates": lambda n: text("2024年1月3日\n" * (n // 10)),
    "labels": lambda n: text("发布机构：丰城市卫生健康委员会\n" * (n // 16)),
    "sentences": lambda n: text("丰城市卫生健康委员会2023年公开政府信息3条。" * (n // 24)),
    "sentences, lines": lambda n: text("丰城市卫生健康委员会2023年公开政府信息3条。\n" * (n // 25)),
    "telephones": lambda n: text("联系电话：0795-6421234，邮编：331100；" * (n // 26)),
    "addresses": lambda n: text("地址：丰城市新城区" * (n // 9)),
    "hosts": lambda n: text("http://www.jxfc.gov.cn/" * (n // 23)),
    "printed frames": lambda n: text("   0  1  2\n0  规章  1  2\n" * (n // 26)),
    "indented": lambda n: text("规章\n\t1\n\t2\n" * (n // 9)),
    "indented, one row": lambda n: text("\t1\n" * (n // 3)),
    "marks": lambda n: text("\ufffc" * n),
    "damage": lambda n: b"\xef\xbb\xbf" + text("公开") + b"\xff" * n,
    "ill-encoded": lambda n: text("公开") + b"\xff" * n,
    "returns": lambda n: text("规章\r" * (n // 3)),
    "headers of a mail": lambda n: b"A: b\r\n" * (n // 6),
    "folds of a mail": lambda n: b"A: b\r\n" + b" c\r\n" * (n // 4),
    "a mail of many parts": lambda n: b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * (n // 52),
}  # fmt: skip


def nested(tag: str) -> Filler:
    return lambda n: html(f"<{tag}>" * (n // (len(tag) + 2)))


PAGES: dict[str, Filler] = {
    **{f"nested {tag}": nested(tag) for tag in (
        "div", "li", "span", "b", "font", "a", "p", "table", "tr", "td", "ul", "dl", "dd", "h1", "form", "button", "x",
        "select", "option", "svg", "math", "template", "ruby", "rt", "nobr", "object", "center", "blockquote", "input",
        "caption", "colgroup", "col", "frameset", "noscript", "marquee", "details", "body", "html", "head", "title", "textarea", "br",
    )},
    "nested tables": lambda n: html("<table><tr><td>" * (n // 15)),
    "nested lists": lambda n: html("<ul><li>" * (n // 8)),
    "nested and closed": lambda n: html("<div>" * (n // 11) + "</div>" * (n // 11)),
    "closed only": lambda n: html("</div>" * (n // 6)),
    "closed paragraphs": lambda n: html("</p>" * (n // 4)),
    "misnested": lambda n: html("<a><div>" * (n // 8)),
    "misnested formatting": lambda n: html("<code><p>" * (n // 9)),
    "misnested closed": lambda n: html("<code><s>" * (n // 20) + "</code></s>" * (n // 20)),
    "text before tables": lambda n: html("<table>x" * (n // 8)),
    "table, fostered": lambda n: html("<table>" + "<div>x</div>" * (n // 12)),
    "table, fostered text": lambda n: html("<table>" + "x<tr>" * (n // 5)),
    "attributes": lambda n: html("<p " + "".join(f"a{k} " for k in range(n // 6)) + ">x</p>"),
    "one attribute": lambda n: html(f'<p style="{"x" * n}">x</p>'),
    "formats of many kinds": lambda n: html("".join(f"<code a={k}><p>x" for k in range(n // 16))),
    "bold of many kinds": lambda n: html("".join(f"<b/a={k}><p>x" for k in range(n // 14))),
    "attributes of many tags": lambda n: html(("<p " + "".join(f"a{k} " for k in range(700)) + ">x</p>") * (n // 3400)),
    "unclosed tag": lambda n: html("<p " * (n // 3)),
    "open signs": lambda n: html("<" * n),
    "close signs": lambda n: html(">" * n),
    "comments": lambda n: html("<!--" * (n // 4)),
    "comments closed": lambda n: html("<!--x-->" * (n // 8)),
    "questions": lambda n: html("<?" * (n // 2)),
    "sections": lambda n: html("<![CDATA[" * (n // 9)),
    "entities": lambda n: html("&nbsp;" * (n // 6)),
    "open entities": lambda n: html("&" * n),
    "inputs": lambda n: html('<input type="text" value="1">' * (n // 29)),
    "open inputs": lambda n: html("<input " * (n // 7)),
    "input of quotes": lambda n: html("<input " + "\"'" * (n // 2)),
    "input of attributes": lambda n: html("<input " + "a=b " * (n // 4) + ">"),
    "selects": lambda n: html("<select><option selected>1</select>" * (n // 35)),
    "open selects": lambda n: html("<select>" * (n // 8)),
    "options": lambda n: html("<select>" + "<option selected>1" * (n // 18) + "</select>"),
    "styles": lambda n: html('<p style="text-decoration:line-through">1</p>' * (n // 45)),
    "style, unclosed": lambda n: html("<p style='line-through' opacity" + " opacity: 0" * (n // 11)),
    "style tags": lambda n: html("<p opacity: 0" * (n // 13)),
    "style blanks": lambda n: html("<p vertical-align" + " " * n),
    "hidden": lambda n: html('<p style="display:none">1</p>' * (n // 29)),
    "hiding classes": lambda n: html(
        "<style>" + "".join(f".a{k}{{display:none}}" for k in range(n // 20)) + "</style>" + "<p class='a1'>1</p>" * 100
    ),
    "hiding rules": lambda n: html("<style>" + ".a{" * (n // 3) + "display:none</style>"),
    "hiding names": lambda n: html("<style>." + "a" * n + " display:none</style>"),
    "hiding blanks": lambda n: html("<style>.a{display" + " " * n + "none</style>"),
    "hidden classes of a tag": lambda n: html("<style>.a{display:none}</style><p class='" + "b " * (n // 2) + "'>1</p>"),
    "hidden cells": lambda n: html(
        "<style>.a{display:none}</style><table>" + "<tr><td>1</td></tr>" * (n // 19) + "</table>"
    ),
    "a hidden table in divs": lambda n: html(
        "<style>.a{display:none}</style>" + "<div>" * 300 + "<table>" + "<tr><td>1" * (n // 9) + "</table>"
    ),
    "metas": lambda n: html('<meta name="sitename" content="x">' * (n // 34)),
    "a title of signs": lambda n: f"<html><title>{'_' * n}</title>".encode(),
    "a title of dashes": lambda n: f"<html><title>{'公-' * (n // 2)}</title>".encode(),
    "titles of the page": lambda n: html("<title>x</title>" * (n // 16)),
    "rows": lambda n: html("<table>" + "<tr><td>规章<td>1<td>2" * (n // 22) + "</table>"),
    "a row": lambda n: html("<table><tr>" + "<td>1" * (n // 5) + "</table>"),
    "tables": lambda n: html("<table><tr><td>规章<td>1</table>" * (n // 30)),
    "tables in a table": lambda n: html("<table><tr><td>" + "<table><tr><td>规章<td>1</table>" * (n // 30)),
    "long cells": lambda n: html("<table><tr><td>" + ("长" * 301 + "<td>") * (n // 305)),
    "spans": lambda n: html('<table><tr><td colspan="1000000000" rowspan="1000000000">1' * 1 + "<tr><td>1" * (n // 9)),
    "paragraphs": lambda n: html("<p>规章 1</p>" * (n // 12)),
    "links": lambda n: html("<a href='#fn'>1</a>" * (n // 19)),
    "pictures": lambda n: html('<img src="data:,' + "x" * n + '">'),
    "marks of formatting": lambda n: html("<b><i>1</i></b>" * (n // 15)),
    "formatting, unclosed": lambda n: html("<font " * (n // 6)),
    "formatting in capitals": lambda n: html("<FONT " * (n // 6)),
    "capitals": lambda n: html("<A" * (n // 2)),
    "blanks of a tag": lambda n: html("<p" + " " * n + ">1"),
    "blanks of a closing tag": lambda n: html("</td" + " " * n),
    "scripts": lambda n: html("<script>" * (n // 8)),
    "blanks before": lambda n: (" " * n + "<html>").encode(),
    "xml": lambda n: ('<?xml version="1.0"?>' + " " * n + "<x").encode(),
    "charsets": lambda n: b"\xb9<meta charset=" + b"charset=" * (n // 8),
}  # fmt: skip


# -- office documents ---


def docx(body: str) -> bytes:
    return packed({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_W} {_MC}><w:body><w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>{body}</w:body></w:document>",
    })  # fmt: skip


def _p(content: str) -> str:
    return f"<w:p><w:r><w:t>{content}</w:t></w:r></w:p>"


def boxes(n: int) -> bytes:
    """Text boxes within one another, each of them twice, as programs write them."""
    head = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
    tail = (
        "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    return docx(head * n + _p("1") + tail * n)


def doubled_boxes(n: int) -> bytes:
    """Text boxes of which each holds its content twice by reference of its own kind: 2ⁿ paths, 2n elements."""
    head, tail = "<w:p><w:r><w:txbxContent><w:txbxContent>", "</w:txbxContent></w:txbxContent></w:r></w:p>"
    return docx(head * n + _p("1") + tail * n)


def _nested_rows(n: int, cell: str) -> str:
    return "".join(f"<w:tr><w:tc>{cell}</w:tc></w:tr>" for _ in range(n))


WORDS: dict[str, Filler] = {
    "text boxes": lambda n: boxes(n // 180),
    "text boxes, bare": lambda n: doubled_boxes(n // 90),
    "nested tables": lambda n: docx("<w:tbl><w:tr><w:tc>" * (n // 40) + "</w:tc></w:tr></w:tbl>" * (n // 40)),
    "tables in a cell": lambda n: docx(
        "<w:tbl><w:tr><w:tc>" + f"<w:tbl><w:tr><w:tc>{_p('1')}</w:tc></w:tr></w:tbl>" * (n // 90) + "</w:tc></w:tr></w:tbl>"
    ),
    "tables by depth": lambda n: docx(
        ("<w:tbl>" + "<w:tr><w:tc></w:tc></w:tr>" * (n // 1200) + "<w:tr><w:tc>") * 40 + "</w:tc></w:tr></w:tbl>" * 40
    ),
    "nested controls": lambda n: docx("<w:sdt>" * (n // 15) + "</w:sdt>" * (n // 15)),
    "nested runs": lambda n: docx("<w:p>" + "<w:hyperlink>" * (n // 27) + "</w:hyperlink>" * (n // 27) + "</w:p>"),
    "nested paragraphs": lambda n: docx("<w:p>" * (n // 11) + "</w:p>" * (n // 11)),
    "paragraphs": lambda n: docx(_p("规章 1") * (n // 40)),
    "boxes of a paragraph": lambda n: docx(
        "<w:p>" + f"<w:r><w:pict><w:txbxContent>{_p('1')}</w:txbxContent></w:pict></w:r>" * (n // 90) + "</w:p>"
    ),
    "controls in boxes": lambda n: docx("<w:p><w:txbxContent>" + "<w:sdt>" * 80 + _p("1") * (n // 32) + "</w:sdt>" * 80 + "</w:txbxContent></w:p>"),
    "runs": lambda n: docx("<w:p>" + "<w:r><w:t>1</w:t></w:r>" * (n // 24) + "</w:p>"),
    "rows": lambda n: docx("<w:tbl>" + f"<w:tr><w:tc>{_p('规章')}</w:tc><w:tc>{_p('1')}</w:tc></w:tr>" * (n // 110) + "</w:tbl>"),
    "a row": lambda n: docx("<w:tbl><w:tr>" + f"<w:tc>{_p('1')}</w:tc>" * (n // 50) + "</w:tr></w:tbl>"),
    "spans": lambda n: docx(
        "<w:tbl>" + f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000"/><w:vMerge w:val="restart"/></w:tcPr>{_p("1")}</w:tc></w:tr>' * (n // 130) + "</w:tbl>"
    ),
    "merged below": lambda n: docx(
        "<w:tbl>" + "<w:tr>" + "<w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>" * (n // 46) + "</w:tr></w:tbl>"
    ),
    "grid before": lambda n: docx("<w:tbl>" + '<w:tr><w:trPr><w:gridBefore w:val="99"/></w:trPr></w:tr>' * (n // 60) + "</w:tbl>"),
    "attributes": lambda n: docx("<w:p " + " ".join(f'a{k}="1"' for k in range(n // 10)) + "/>"),
    "names": lambda n: docx("".join(f"<a{k}/>" for k in range(n // 9))),
    "namespaces": lambda n: docx("".join(f'<a xmlns="u{k}"/>' for k in range(n // 16))),
    "nested namespaces": lambda n: docx("".join(f'<a xmlns:p{k}="u{k}">' for k in range(n // 20))),
    "parts": lambda n: packed({
        "word/document.xml": f"<w:document {_W}/>", "[Content_Types].xml": "", **{f"a/{k}": "" for k in range(n // 110)},
    }),
    "comments": lambda n: docx("<!--x-->" * (n // 8)),
    "entities": lambda n: docx("&x;" * (n // 3)),
    "text": lambda n: docx(_p("报" * (n // 3))),
    "blanks": lambda n: docx(_p("　" * (n // 3))),
    "unclosed": lambda n: docx("<w:p>" * (n // 5)),
}  # fmt: skip


def odt(body: str) -> bytes:
    return packed({
        "content.xml": f"<office:document-content {_ODF}><office:body><office:text><text:p>{TITLE}</text:p>{body}"
        "</office:text></office:body></office:document-content>",
    })  # fmt: skip


def ods(rows: str) -> bytes:
    return packed({
        "content.xml": f"<office:document-content {_ODF}><office:body><office:spreadsheet><table:table>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>",
    })  # fmt: skip


_CELL = "<table:table-cell><text:p>1</text:p></table:table-cell>"
OPEN_DOCUMENTS: dict[str, Filler] = {
    "nested sections": lambda n: odt("<text:section>" * (n // 30) + "</text:section>" * (n // 30)),
    "nested tables": lambda n: odt(
        "<table:table><table:table-row><table:table-cell>" * (n // 90)
        + "</table:table-cell></table:table-row></table:table>" * (n // 90)
    ),
    "nested spans": lambda n: odt(
        "<text:p>" + "<text:span>" * (n // 24) + "</text:span>" * (n // 24) + "</text:p>"
    ),
    "nested boxes": lambda n: odt(
        "<text:p><text:text-box>" * (n // 50) + "</text:text-box></text:p>" * (n // 50)
    ),
    "paragraphs": lambda n: odt("<text:p>规章 1</text:p>" * (n // 26)),
    "rows": lambda n: odt("<table:table>" + f"<table:table-row>{_CELL}{_CELL}</table:table-row>" * (n // 150) + "</table:table>"),
    "columns repeated": lambda n: odt(
        "<table:table>" + ('<table:table-row><table:table-cell table:number-columns-repeated="256"><text:p>1</text:p>'
        "</table:table-cell></table:table-row>") * (n // 130) + "</table:table>"
    ),
    "rows repeated": lambda n: odt(
        '<table:table><table:table-row table:number-rows-repeated="999999999">' + _CELL * (n // 60) + "</table:table-row></table:table>"
    ),
    "tables repeated": lambda n: odt(
        "<table:table>" + ('<table:table-row table:number-rows-repeated="60"><table:table-cell table:number-columns-repeated="60">'
        "<table:table>") * 8 + f"<table:table-row>{_CELL}</table:table-row>" + "</table:table></table:table-cell></table:table-row>" * 8 + "</table:table>"
    ),
    "sheet repeated": lambda n: ods(
        '<table:table-row table:number-rows-repeated="999999999"><table:table-cell table:number-columns-repeated="999999999">'
        "<text:p>1</text:p></table:table-cell></table:table-row>"
    ),
    "sheet of empty repeats": lambda n: ods(
        ('<table:table-row table:number-rows-repeated="999999999"><table:table-cell table:number-columns-repeated="999999999"/>'
        "</table:table-row>") * (n // 140)
    ),
    "sheet of spans": lambda n: ods(
        ('<table:table-row><table:table-cell table:number-columns-spanned="999999999" table:number-rows-spanned="999999999">'
        "<text:p>1</text:p></table:table-cell></table:table-row>") * (n // 150)
    ),
    "sheet of wide spans": lambda n: ods(
        ('<table:table-row><table:table-cell table:number-columns-spanned="30"><text:p>1</text:p></table:table-cell></table:table-row>') * (n // 120)
    ),
    "sheet rows": lambda n: ods(f"<table:table-row>{_CELL}{_CELL}</table:table-row>" * (n // 150)),
    "sheet columns": lambda n: ods("<table:table-row>" + _CELL * (n // 60) + "</table:table-row>"),
    "hidden columns": lambda n: ods(
        '<table:table-column table:visibility="collapse"/>' * (n // 100) + f"<table:table-row>{_CELL * (n // 120)}</table:table-row>"
    ),
    "sheet groups": lambda n: ods("<table:table-row-group>" * (n // 45) + "</table:table-row-group>" * (n // 45)),
    "styles": lambda n: odt(
        "".join(f'<style:style style:family="text" style:name="a{k}" style:parent-style-name="a{k - 1}"/>' for k in range(n // 90))
        + "".join(f'<text:p><text:span text:style-name="a{k}">1</text:span></text:p>' for k in range(n // 90))
    ),
    "deletions": lambda n: odt(
        "<text:tracked-changes>" + "".join(f'<text:changed-region text:id="c{k}"><text:deletion/></text:changed-region>' for k in range(n // 200))
        + "</text:tracked-changes><text:p>" + "".join(f'<text:change-start text:change-id="c{k}"/>x' for k in range(n // 200)) + "</text:p>"
    ),
    "flat": lambda n: f'<?xml version="1.0"?><office:document {_ODF}><office:body><office:text>{"<text:p>1</text:p>" * (n // 18)}'.encode(),
}  # fmt: skip


def xlsx(sheet: str, texts: str = "", styles: str = "", book: str = "") -> bytes:
    return packed({
        "[Content_Types].xml": "",
        "xl/workbook.xml": f'<workbook {_SHEET} xmlns:r="{_RELATIONS}"><sheets><sheet name="a" r:id="r1"/>{book}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x" Target="sheet1.xml"/></Relationships>',
        "xl/sheet1.xml": f"<worksheet {_SHEET}>{sheet}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {_SHEET}>{texts}</sst>",
        "xl/styles.xml": f"<styleSheet {_SHEET}>{styles}</styleSheet>",
    })  # fmt: skip


def _data(rows: str, behind: str = "") -> bytes:
    return xlsx(f"<sheetData>{rows}</sheetData>{behind}")


SHEETS: dict[str, Filler] = {
    "rows": lambda n: _data("<row><c><v>1</v></c><c><v>2</v></c></row>" * (n // 42)),
    "a row": lambda n: _data("<row>" + "<c><v>1</v></c>" * (n // 15) + "</row>"),
    "far": lambda n: _data('<row r="9999999"><c r="XFD1048576"><v>1</v></c></row>'),
    "far rows": lambda n: _data("".join(f'<row r="{k}"><c r="XFD{k}"><v>1</v></c><c r="A{k}"><v>1</v></c></row>' for k in range(1, n // 70))),
    "far rows below": lambda n: _data("".join(f'<row r="{k}"><c r="A{k}"><v>1</v></c><c r="B{k}"><v>1</v></c></row>' for k in range(1, n // 70)) + '<row><c r="XFD1"><v>1</v></c></row>'),
    "merged": lambda n: _data('<row><c r="A1"><v>1</v></c></row>', "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * (n // 24) + "</mergeCells>"),
    "merged far": lambda n: _data('<row><c r="A1"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "merged backwards": lambda n: _data('<row><c r="A1"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1048576:XFD1"/></mergeCells>' * 9),
    "merged in a column": lambda n: _data(
        '<row><c r="A1"><v>1</v></c></row>', "<mergeCells>" + "".join(f'<mergeCell ref="A{k}:C{k}"/>' for k in range(1, n // 30)) + "</mergeCells>"
    ),
    "merged over hidden": lambda n: xlsx(
        "<cols>" + "".join(f'<col min="{k}" max="{k}" hidden="1"/>' for k in range(1, n // 100)) + "</cols><sheetData><row>"
        + "<c><v>1</v></c>" * (n // 100) + '</row></sheetData><mergeCells>' + "".join(f'<mergeCell ref="A{k}:Z{k}"/>' for k in range(2, n // 100)) + "</mergeCells>"
    ),
    "hidden rows": lambda n: _data("".join(f'<row r="{k}" hidden="1"/>' for k in range(1, n // 26)) + '<row><c r="A1"><v>1</v></c></row>'),
    "hidden rows merged": lambda n: _data(
        "".join(f'<row r="{k}" hidden="1"/>' for k in range(1, n // 26)) + '<row><c r="A1"><v>1</v></c></row>',
        "<mergeCells>" + f'<mergeCell ref="A1:A{n // 26}"/>' * (n // 50_000 + 1) + "</mergeCells>",
    ),
    "hidden columns": lambda n: xlsx(
        "<cols>" + "".join(f'<col min="{2 * k}" max="{2 * k}" hidden="1"/>' for k in range(1, n // 40)) + "</cols><sheetData><row>"
        + "<c><v>1</v></c>" * (n // 40) + "</row></sheetData>"
    ),
    "shared texts": lambda n: xlsx('<sheetData><row><c t="s"><v>1</v></c></row></sheetData>', "<si><t>1</t></si>" * (n // 17)),
    "a long text": lambda n: xlsx('<sheetData><row><c t="s"><v>0</v></c></row></sheetData>', f"<si><t>{'报' * (n // 3)}</t></si>"),
    "a long text, often": lambda n: xlsx(
        "<sheetData>" + '<row><c t="s"><v>0</v></c></row>' * (n // 40) + "</sheetData>", f"<si><t>{'报' * (n // 60)}</t></si>"
    ),
    "runs": lambda n: xlsx('<sheetData><row><c t="s"><v>0</v></c></row></sheetData>', "<si>" + "<r><t>1</t></r>" * (n // 15) + "</si>"),
    "a long code": lambda n: xlsx(
        '<sheetData><row><c s="0"><v>1</v></c></row></sheetData>',
        styles=f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * n}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>',
    ),
    "a code of digits": lambda n: xlsx(
        '<sheetData><row><c s="0"><v>1</v></c></row></sheetData>',
        styles=f'<numFmts><numFmt numFmtId="200" formatCode="{"#," * (n // 2)}x"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>',
    ),
    "a code of quotes": lambda n: xlsx(
        '<sheetData><row><c s="0"><v>1</v></c></row></sheetData>',
        styles=f'<numFmts><numFmt numFmtId="200" formatCode="{"&quot;" * (n // 6 // 2 * 2 + 1)}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>',
    ),
    "a long number": lambda n: _data(f"<row><c><v>{'1' * n}</v></c></row>"),
    "an exponent": lambda n: _data("<row>" + "<c><v>1E999999999</v></c>" * (n // 26) + "</row>"),
    "a small exponent": lambda n: _data("<row>" + "<c><v>1E-999999</v></c>" * (n // 26) + "</row>"),
    "nested": lambda n: xlsx("<x>" * (n // 7) + "</x>" * (n // 7)),
    "nested cells": lambda n: _data("<row>" + "<c>" * (n // 7) + "</c>" * (n // 7) + "</row>"),
    "sheets": lambda n: xlsx("", book='<sheet name="b" r:id="r1"/>' * (n // 30)),
}  # fmt: skip


# -- RTF ---


def _rich(body: Filler) -> Filler:
    return lambda n: b"{\\rtf1\\ansi\\ansicpg936 " + body(n) + b"}"


RICH_TEXTS: dict[str, Filler] = {
    name: _rich(body)
    for name, body in {
        "groups": lambda n: b"{" * n,
        "groups closed": lambda n: b"{}" * (n // 2),
        "closed": lambda n: b"}" * n,
        "paragraphs": lambda n: b"1\\par " * (n // 6),
        "unicode": lambda n: b"\\u24180?" * (n // 8),
        "held": lambda n: b"\\'b9" * (n // 4),
        "text": lambda n: b"x" * n,
        "braces": lambda n: b"\\{" * (n // 2),
        "cells": lambda n: b"\\intbl 1\\cell " * (n // 14),
        "rows": lambda n: b"\\trowd\\cellx1\\intbl 1\\cell\\row " * (n // 32),
        "a wide row": lambda n: b"\\trowd" + b"\\cellx1" * (n // 7) + b"\\intbl 1\\cell\\row ",
        "definitions": lambda n: b"\\trowd" + b"\\cellx1" * (n // 14) + b"\\intbl 1\\cell\\row " * (n // 40),
        "deep tables": lambda n: b"\\itap999999 1\\nestcell " * (n // 24),
        "boxes": lambda n: b"{\\shptxt " * (n // 9),
        "boxes closed": lambda n: b"{\\shptxt 1\\par}" * (n // 16),
        "nested boxes": lambda n: b"{\\shptxt {" * 200 + b"1\\par " * (n // 6),
        "fonts": lambda n: b"{\\fonttbl" + b"{\\f1\\fcharset134 a;}" * (n // 21) + b"}",
        "colours": lambda n: b"{\\colortbl" + b";" * n + b"}",
        "bin": lambda n: b"\\bin999999999 " * (n // 14),
        "numbers": lambda n: b"\\u" + b"1" * n,
        "words": lambda n: b"\\" + b"a" * n,
        "uc": lambda n: b"\\uc999999\\u24180?" + b"x" * n,
        "backslashes": lambda n: b"\\\\" * (n // 2),
        "stars": lambda n: b"\\*" * (n // 2),
        "pictures": lambda n: b"{\\pict " + b"{" * 10 + b"00\\x " * (n // 5) + b"}",
        "returns": lambda n: b"\r\n" * (n // 2),
    }.items()
}  # fmt: skip


# -- OFD ---


def ofd(content: str, resources: str = "", pages: int = 1) -> bytes:
    return packed({
        "OFD.xml": "<OFD><DocBody><DocRoot>Doc/Document.xml</DocRoot></DocBody></OFD>",
        "Doc/Document.xml": "<Document><CommonData><PublicRes>Res.xml</PublicRes></CommonData><Pages>"
        + '<Page ID="1" BaseLoc="Page.xml"/>' * pages + "</Pages></Document>",
        "Doc/Res.xml": f"<Res>{resources}</Res>",
        "Doc/Page.xml": f"<Page><Content><Layer>{content}</Layer></Content></Page>",
    })  # fmt: skip


def _said(text: str, x: float = 0, y: float = 10, size: float = 3) -> str:
    return f'<TextObject Boundary="0 0 200 200" Size="{size}"><TextCode X="{x}" Y="{y}">{text}</TextCode></TextObject>'


def _path(x0: float, y0: float, x1: float, y1: float) -> str:
    return f'<PathObject Boundary="0 0 300 300"><AbbreviatedData>M {x0} {y0} L {x1} {y1}</AbbreviatedData></PathObject>'


def _composite(levels: int, each: int) -> str:
    units = [f'<CompositeGraphicUnit ID="u0"><Content>{_said("1")}</Content></CompositeGraphicUnit>']
    for level in range(1, levels):
        inside = f'<CompositeObject ResourceID="u{level - 1}" Boundary="0 0 1 1"/>' * each
        units.append(f'<CompositeGraphicUnit ID="u{level}"><Content>{inside}</Content></CompositeGraphicUnit>')
    return "".join(units)


FIXED_LAYOUTS: dict[str, Filler] = {
    "runs at one place": lambda n: ofd(_said("1") * (n // 100)),
    "runs of many at one place": lambda n: ofd("".join(_said(chr(0x4E00 + k % 20000)) for k in range(n // 100))),
    "runs on a line": lambda n: ofd("".join(_said("报", k % 1000) for k in range(n // 100))),
    "runs on lines": lambda n: ofd("".join(_said("报", k % 50 * 4, k // 50 * 4) for k in range(n // 100))),
    "a long run": lambda n: ofd(_said("报" * (n // 3))),
    "a long run of digits": lambda n: ofd(_said("1" * n, size=1)),
    "large runs": lambda n: ofd("".join(_said("报", size=3 + k) for k in range(n // 100))),
    "low marks": lambda n: ofd("".join(_said("报", k % 20 * 9, k // 20 * 4) + _said("，", k % 20 * 9, k // 20 * 4, 1) for k in range(n // 210))),
    "paths": lambda n: ofd("".join(_path(0, k, 100, k) for k in range(n // 110))),
    "paths crossing": lambda n: ofd("".join(_path(0, k, 1000, k) + _path(k, 0, k, 1000) for k in range(n // 220))),
    "paths side by side": lambda n: ofd("".join(_path(0, k / 10, 100, k / 10) for k in range(n // 110))),
    "paths on a line": lambda n: ofd("".join(_path(9 * k, 5, 9 * k + 5, 5) for k in range(n // 110))),
    "paths upright on a line": lambda n: ofd("".join(_path(9 * k, 5, 9 * k, 9) for k in range(n // 110))),
    "a path": lambda n: ofd(f"<PathObject><AbbreviatedData>{'M 1 1 L 90 1 ' * (n // 13)}</AbbreviatedData></PathObject>"),
    "a grid": lambda n: ofd("".join(_path(0, 9 * k, 9 * (n // 220), 9 * k) + _path(9 * k, 0, 9 * k, 9 * (n // 220)) for k in range(n // 220))),
    "small tables": lambda n: ofd("".join(
        f"<PathObject><AbbreviatedData>M 0 {y} L 30 {y} M 0 {y + 5} L 30 {y + 5} M 0 {y} L 0 {y + 5} M 15 {y} L 15 {y + 5} M 30 {y} L 30 {y + 5}</AbbreviatedData></PathObject>" + _said("1", 3, y + 3)
        for y in range(0, n // 300 * 9, 9))),
    "blocks": lambda n: ofd("<PageBlock>" * (n // 23) + "</PageBlock>" * (n // 23)),
    "drawings that draw each other": lambda n: ofd('<CompositeObject ResourceID="u9" Boundary="0 0 1 1"/>', _composite(10, 10)),
    "a drawing that draws itself": lambda n: ofd(
        '<CompositeObject ResourceID="u" Boundary="0 0 1 1"/>',
        '<CompositeGraphicUnit ID="u"><Content><CompositeObject ResourceID="u"/><CompositeObject ResourceID="u"/></Content></CompositeGraphicUnit>',
    ),
    "one page often": lambda n: ofd(_said("报告" * (n // 800)) * 100, pages=120),
    "resources often": lambda n: ofd("", f"{'<MultiMedia ID=' + chr(34) + '1' + chr(34) + '/>' * 1}", pages=120),
    "pages that share resources": lambda n: packed({
        "OFD.xml": "<OFD><DocBody><DocRoot>Doc/Document.xml</DocRoot></DocBody></OFD>",
        "Doc/Document.xml": "<Document><Pages>" + '<Page ID="1" BaseLoc="Page.xml"/>' * 100 + "</Pages></Document>",
        "Doc/Page.xml": "<Page>" + "<PageRes>Res.xml</PageRes>" * 100 + "</Page>",
        "Doc/Res.xml": "<Res>" + "<a/>" * (n // 4) + "</Res>",
    }),
    "templates": lambda n: packed({
        "OFD.xml": "<OFD><DocBody><DocRoot>Doc/Document.xml</DocRoot></DocBody></OFD>",
        "Doc/Document.xml": '<Document><TemplatePage ID="t" BaseLoc="T.xml"/><Pages>' + '<Page ID="1" BaseLoc="Page.xml"/>' * 100 + "</Pages></Document>",
        "Doc/T.xml": "<Page><Content><Layer>" + _said("1") * (n // 100) + "</Layer></Content></Page>",
        "Doc/Page.xml": "<Page>" + '<Template TemplateID="t"/>' * 100 + "</Page>",
    }),
    "documents": lambda n: packed({"OFD.xml": "<OFD>" + "<DocRoot>Doc/Document.xml</DocRoot>" * (n // 35) + "</OFD>", "Doc/Document.xml": "<Document/>"}),
    "steps": lambda n: ofd('<TextObject Boundary="0 0 200 200" Size="3"><TextCode X="0" Y="9" DeltaX="' + "g 9 1 " * (n // 6) + f'">{"报" * (n // 6)}</TextCode></TextObject>'),
}  # fmt: skip


# -- PDF ---


def pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of these objects with its table of where they are."""
    out, places = b"%PDF-1.7\n", {}
    pieces = [out]
    at = len(out)
    for number, body in objects.items():
        places[number] = at
        piece = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        pieces.append(piece)
        at += len(piece)
    size = max(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size))
    pieces.append(
        b"xref\n0 %d\n%strailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table, size, root, at)
    )
    return b"".join(pieces)


def stream(content: bytes, entries: bytes = b"", pack: bool = True) -> bytes:
    data = zlib.compress(content, 9) if pack else content
    how = b"/Filter/FlateDecode" if pack else b""
    return b"<</Length %d%s%s>>stream\n%s\nendstream" % (len(data), how, entries, data)


def pages(content: bytes, count: int = 1, resources: bytes = b"", box: bytes = b"0 0 595 842", more: dict[int, bytes] | None = None,
          contents: bytes = b"4 0 R") -> bytes:  # fmt: skip
    return pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count),
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents %s/Resources<</Font<</F 5 0 R>>%s>>>>" % (box, contents, resources),
        4: stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **(more or {}),
    })  # fmt: skip


def _drawing(inside: bytes, content: bytes) -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<<%s>>>>" % inside)


def _placed(k: int, text: bytes = b"1") -> bytes:
    return b"1 0 0 1 %d %d Tm (%s) Tj " % (k % 60 * 9, 800 - k // 60 % 80 * 10, text)


PRINTS: dict[str, Filler] = {
    "a form that draws itself": lambda n: pages(
        b"/X Do", resources=b"/XObject<</X 6 0 R>>", more={6: _drawing(b"/X 6 0 R", b"/X Do /X Do /X Do")}
    ),
    "forms that draw each other": lambda n: pages(
        b"/X Do", resources=b"/XObject<</X 6 0 R>>",
        more={6 + k: _drawing(b"/X %d 0 R" % (7 + k), b"/X Do " * 10) for k in range(12)} | {18: _drawing(b"", b"0 0 1 1 re f")},
    ),
    "a form drawn often": lambda n: pages(
        b"/X Do " * (n // 6), resources=b"/XObject<</X 6 0 R>>", more={6: _drawing(b"", b"0 0 9 9 re f " * (n // 13))}
    ),
    "characters": lambda n: pages(b"BT /F 9 Tf " + b"".join(_placed(k) for k in range(n // 25)) + b"ET"),
    "characters at one place": lambda n: pages(b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (1) Tj " * (n // 22) + b"ET"),
    "characters side by side": lambda n: pages(b"BT /F 1 Tf " + b"".join(b"1 0 0 1 %d 0 Tm (123) Tj " % k for k in range(n // 24)) + b"ET"),
    "characters on many pages": lambda n: pages(b"BT /F 1 Tf " + b"".join(b"1 0 0 1 %d 0 Tm (123) Tj " % k for k in range(n // 24)) + b"ET", 120),
    "a line of characters": lambda n: pages(b"BT /F 1 Tf (" + b"12 " * (n // 3) + b") Tj ET"),
    "boxes": lambda n: pages(b"".join(b"%d %d 9 9 re S " % (k % 60 * 9, k // 60 * 9) for k in range(n // 18))),
    "boxes at one place": lambda n: pages(b"0 0 99 99 re S " * (n // 15)),
    "lines": lambda n: pages(b"".join(b"0 %d m 500 %d l S " % (k, k) for k in range(n // 24))),
    "lines crossing": lambda n: pages(b"".join(b"0 %d m 5000 %d l S %d 0 m %d 5000 l S " % (k, k, k, k) for k in range(n // 50))),
    "a grid": lambda n: pages(b"".join(b"0 %d m 50000 %d l S %d 0 m %d 50000 l S " % (9 * k, 9 * k, 9 * k, 9 * k) for k in range(n // 50))),
    "one path": lambda n: pages(b"".join(b"0 %d m 500 %d l " % (k, k) for k in range(n // 22)) + b"S"),
    "a filled path": lambda n: pages(b"".join(b"0 %d 99 1 re " % k for k in range(n // 14)) + b"f"),
    "states": lambda n: pages(b"q " * (n // 2)),
    "nothing": lambda n: pages(b"n " * (n // 2)),
    "content a thousand times": lambda n: pages(b"0 0 9 9 re f " * (n // 13), contents=b"[" + b"4 0 R " * 1000 + b"]"),
    "marked content": lambda n: pages(b"/A BMC " * (n // 7)),
    "arrays": lambda n: pages(b"[" * n),
    "dictionaries": lambda n: pages(b"<<" * (n // 2)),
    "objects": lambda n: pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>", **dict.fromkeys(range(3, n // 22), b"<<>>")}),
    "kids": lambda n: pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", **{k: b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (k + 1) for k in range(2, n // 50)}}),
    "signs of objects": lambda n: b"%PDF-1.7\n" + b"1 0 obj " * (n // 8),
    "signs of streams": lambda n: b"%PDF-1.7\n" + b"1 0 obj<<>>stream\n" * (n // 18),
}  # fmt: skip


# -- archives ---


def overlapping(count: int, content: bytes) -> bytes:
    """An archive all of whose members are the same bytes."""
    data = zlib.compress(content, 9)[2:-4]
    name = b"a.txt"
    crc = zlib.crc32(content)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), len(content), len(name), 0) + name
    central = b"".join(
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(data), len(content), len(name), 0, 0, 0, 0, 0, 0) + name
        for _ in range(count)
    )  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(central), len(local) + len(data), 0)
    return local + data + central + end


ARCHIVES: dict[str, Filler] = {
    "members": lambda n: packed({f"{k}.txt": "公" for k in range(n // 110)}),
    "names": lambda n: packed({"a/" * (min(n, 60_000) // 2) + "b.txt": "公"}),
    "overlapping": lambda n: overlapping(n // 50, b"\xe5" * 1_000_000),
    "zeros": lambda n: packed({"a.txt": b"\0" * (30 * 2**20)}),
    "many of zeros": lambda n: packed({f"{k}.txt": b"\xe5" * (30 * 2**20) for k in range(20)}),
    "signs": lambda n: b"PK\3\4" * (n // 4),
    "directory signs": lambda n: b"PK\3\4" + b"PK\1\2" * (n // 4) + b"PK\5\6" + b"\0" * 18,
}  # fmt: skip

FORMATS: dict[str, dict[str, Filler]] = {
    "text": TEXTS, "html": PAGES, "docx": WORDS, "odf": OPEN_DOCUMENTS, "xlsx": SHEETS, "rtf": RICH_TEXTS, "ofd": FIXED_LAYOUTS,
    "pdf": PRINTS, "zip": ARCHIVES,
}  # fmt: skip
