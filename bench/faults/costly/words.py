"""Word files that cost much for their size."""

from bench.faults.costly.made import TITLE, Filler, packed

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


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
