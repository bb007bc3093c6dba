"""Excel sheets that cost much for their size."""

from bench.faults.costly.made import Filler, packed

_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


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
