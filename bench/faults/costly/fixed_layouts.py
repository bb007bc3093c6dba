"""OFD files that cost much for their size."""

from bench.faults.costly.made import Filler, packed


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
