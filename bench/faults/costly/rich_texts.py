"""RTF files that cost much for their size."""

from bench.faults.costly.made import Filler


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
