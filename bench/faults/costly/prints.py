"""PDFs that cost much for their size."""

import zlib

from bench.faults.costly.made import Filler


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
