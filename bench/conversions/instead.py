"""What one would take instead: pandas, markitdown or img2table with a page of label lookups, on the same documents.

Every answer is graded as the reader's is. A page of lookups has no checks: whatever it gets wrong is wrong in silence.
"""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from bench.conversions.kept import Source
from bench.conversions.lookups import Rows, looked_up, rows_of_markdown, rows_of_text
from bench.conversions.tools import TOOLS, missing
from bench.fidelity.filled import Value
from bench.fidelity.grade import WRONG, Grade, outcome
from bench.fidelity.statutory import Cell
from ingest.read.decode import decode


@dataclass(frozen=True)
class Instead:
    """A tool and the lookups; `takes` are the formats that it reads."""

    name: str
    takes: tuple[str, ...]
    rows: Callable[[bytes, str], Rows]
    packages: tuple[str, ...]
    last: bool = False


@dataclass(frozen=True)
class Answer:
    """What a lookup found for one cell, as grading wants it."""

    value: Value
    unit: str | None = None

    @property
    def state(self) -> str:
        """Printed if there is a number, else blank."""
        return "blank" if self.value is None else "printed"


def _frame_rows(frame: Any) -> list[list[str]]:
    heads = [[str(head) for head in frame.columns]] if not str(frame.columns[0]).isdigit() else []
    return [*heads, *([str(cell) if cell == cell and cell is not None else "" for cell in row]
                      for row in frame.itertuples(index=False))]  # fmt: skip


def _pandas(data: bytes, suffix: str) -> Rows:
    frames = import_module("pandas").read_html(io.StringIO(decode(data)))
    return [row for frame in frames for row in _frame_rows(frame)]


def _markitdown(data: bytes, suffix: str) -> Rows:
    tool = next(tool for tool in TOOLS if tool.takes == suffix and tool.name.startswith("markitdown"))
    text = tool.convert(data).decode()
    return rows_of_text(text) if suffix == "pdf" else rows_of_markdown(text)


def _img2table(data: bytes, suffix: str) -> Rows:
    pdf = import_module("img2table.document").PDF
    found = pdf(src=io.BytesIO(data), pdf_text_extraction=True).extract_tables(ocr=None, borderless_tables=True)
    return [row for page in sorted(found) for table in found[page] for row in _frame_rows(table.df)]


INSTEAD = (
    Instead("pandas.read_html", ("html",), _pandas, ("pandas",)),
    Instead("markitdown", ("html", "docx", "pdf"), _markitdown, ("markitdown", "mammoth", "pdfminer.six"), True),
    Instead("img2table", ("pdf",), _img2table, ("img2table",)),
)


@cache
def usable() -> tuple[list[Instead], list[str]]:
    """Return what can run, and a sentence for each that cannot."""
    left_out = [
        f"{one.name}: {', '.join(lacking)} not installed" for one in INSTEAD if (lacking := missing(one.packages))
    ]
    return [one for one in INSTEAD if not missing(one.packages)], left_out


def grade_instead(source: Source, one: Instead) -> Grade:
    """Read a document with a tool and the lookups, and grade every cell."""
    document = source.document
    result = Grade(f"{one.name}: {document.layout}", document.suffix, document.seed)
    try:
        found = looked_up(one.rows(document.data, document.suffix), one.last)
    except Exception as error:  # noqa: BLE001  # another's tool may fail in any way on a document; that is a result
        found = {}
        result.rejected = type(error).__name__
    result.traced = counted(source, {cell: Answer(value) for cell, value in found.items()})
    return result


def counted(source: Source, found: dict[Cell, Answer]) -> Counter[str]:
    """Count the cells of a document by outcome; a number in a cell that the form does not have is wrong too."""
    truth = source.document.truth
    counts = Counter(outcome(value, found.get(cell)) for cell, value in truth.items())
    counts[WRONG] += sum(answer.value is not None for cell, answer in found.items() if cell not in truth)
    counts["silent"] = counts[WRONG]
    return counts
