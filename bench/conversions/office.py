"""Other formats by LibreOffice, a program called from outside: many documents in one call."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 900


@dataclass(frozen=True)
class OfficeTool:
    """A format that LibreOffice writes; `keeps` as in `made.traced_cells`."""

    name: str
    takes: str
    filter: str
    suffix: str
    keeps: str


OFFICE_TOOLS = (
    OfficeTool("LibreOffice, RTF", "docx", "rtf", "rtf", "all"),
    OfficeTool("LibreOffice, ODT", "docx", "odt", "odt", "all"),
    OfficeTool("LibreOffice, web page", "docx", "html", "html", "all"),
    OfficeTool("LibreOffice, text", "docx", "txt:Text (encoded):UTF8", "txt", "rows"),
    OfficeTool("LibreOffice, old Word", "docx", "doc:MS Word 97", "doc", "all"),
    OfficeTool("LibreOffice, PDF", "docx", "pdf", "pdf", "all"),
    OfficeTool("LibreOffice, Word of a page", "html", "docx:MS Word 2007 XML", "docx", "all"),
    OfficeTool("LibreOffice, RTF of a page", "html", "rtf:Rich Text Format", "rtf", "all"),
    OfficeTool("LibreOffice, ODT of a page", "html", "odt", "odt", "all"),
)


def installed() -> bool:
    """Whether LibreOffice is available."""
    return shutil.which("soffice") is not None


def convert_all(documents: Sequence[bytes], tool: OfficeTool) -> list[bytes | None]:
    """Return every document in the tool's format, None where the conversion failed."""
    program = shutil.which("soffice")
    if program is None or not documents:
        return [None] * len(documents)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        paths = [folder / f"{number}.{tool.takes}" for number in range(len(documents))]
        for path, data in zip(paths, documents, strict=True):
            path.write_bytes(data)
        as_writer = ["--writer"] if tool.takes == "html" else []
        command = [
            program, "--headless", f"-env:UserInstallation=file://{folder}/profile", *as_writer, "--convert-to",
            tool.filter, "--outdir", str(folder / "out"), *map(str, paths),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        outs = [folder / "out" / f"{number}.{tool.suffix}" for number in range(len(documents))]
        return [out.read_bytes() if out.exists() else None for out in outs]
