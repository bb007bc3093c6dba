"""OpenDocument files that cost much for their size."""

from bench.faults.costly.made import TITLE, Filler, packed

_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style")
)


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
