"""Convert Word documents to .doc and .pdf with LibreOffice, many in one call; skipped if it is not installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.fidelity.filled import Filled
from bench.fidelity.made import Made
from bench.fidelity.wordfile import DOCX_LAYOUTS, make_docx

_FILTERS = {"doc": "doc:MS Word 97", "pdf": "pdf"}
OFFICE_LAYOUTS = {"doc_plain": ("docx_plain", "doc"), "doc_one_table": ("docx_one_table", "doc"),
                  "doc_nested": ("docx_nested", "doc"), "pdf_from_word": ("docx_plain", "pdf")}  # fmt: skip
_SECONDS = 600
assert all(source in DOCX_LAYOUTS for source, _ in OFFICE_LAYOUTS.values())


def installed() -> bool:
    """Whether LibreOffice is available."""
    return shutil.which("soffice") is not None


def make_by_office(forms: Sequence[tuple[Filled, int]], name: str) -> list[Made]:
    """Make reports as .doc or PDF, converted from Word documents in one call; failed conversions are left out."""
    source, suffix = OFFICE_LAYOUTS[name]
    documents = [make_docx(form, source, seed) for form, seed in forms]
    program = shutil.which("soffice")
    if program is None or not documents:
        return []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number, document in enumerate(documents):
            (folder / f"{number}.docx").write_bytes(document.data)
        command = [
            program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", _FILTERS[suffix],
            "--outdir", str(folder / "out"), *(str(folder / f"{n}.docx") for n in range(len(documents))),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        made = []
        for number, document in enumerate(documents):
            out = folder / "out" / f"{number}.{suffix}"
            if out.exists():
                made.append(replace(document, layout=name, suffix=suffix, data=out.read_bytes()))
        return made
