"""A report inside a ZIP file, as portals offer attachments for download."""

import io
import zipfile
from dataclasses import replace
from random import Random

from bench.fidelity.filled import Filled
from bench.fidelity.layouts import make_text
from bench.fidelity.made import Made
from bench.fidelity.markup import make_markup
from bench.fidelity.wordfile import make_docx

ZIP_LAYOUTS = ("zip",)
_EPOCH = (2020, 1, 1, 0, 0, 0)


def zipped(document: Made, name: str) -> bytes:
    """Return a ZIP file that contains only the document, under a Chinese file name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(zipfile.ZipInfo(f"{name}.{document.suffix}", _EPOCH), document.data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def make_zip(form: Filled, name: str, seed: int) -> Made:
    """Make a text, a web page or a Word document in a ZIP file."""
    chance = Random(seed)
    make, layout = chance.choice(
        ((make_text, "tabs"), (make_text, "lines"), (make_markup, "html_clean"), (make_markup, "html_word"),
         (make_docx, "docx_plain"))
    )  # fmt: skip
    inside = make(form, layout, seed)
    return replace(inside, layout=name, suffix="zip", data=zipped(inside, form.heading))
