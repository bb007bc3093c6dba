"""Convert documents with every tool, read what comes out, and add up the grades by tool and by source."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from bench.conversions import instead, office, sources
from bench.conversions.kept import Source, lost_in, traced_in
from bench.conversions.tools import Tool, usable
from bench.fidelity.grade import EXACT, WRONG, Grade, grade, outcome
from bench.fidelity.made import Made
from bench.fidelity.printed import browser_page, page_as_pdf
from bench.fidelity.run import Total
from bench.fidelity.statutory import Cell
from ingest.report import Rejected, report_of

T = TypeVar("T")
_CHUNK = 4
_TEXTS = ("txt", "md", "csv")
DIRECTLY = "read directly"
THIS = "this project"
COMPARED = {"html": "web pages", "docx": "Word files", "pdf": "PDFs"}
BROWSER = office.OfficeTool("Chromium, PDF of a page", "html", "", "pdf", "all")


@dataclass(frozen=True)
class Conversion:
    """What a tool made of a document, and how that was read; `made` and `answers` only where it fell short."""

    tool: str
    group: str
    grade: Grade
    made: Made | None = None
    answers: dict[Cell, str] = field(default_factory=dict)
    instead: bool = False

    @property
    def kinds(self) -> list[str]:
        """In which ways it fell short."""
        traced, others = self.grade.traced, self.grade.others
        found = ["rejected"] if self.grade.rejected else ["missed"] if traced["missed"] else []
        found += ["wrong"] if traced["wrong"] else []
        return found + (["silent"] if traced["silent"] + others["silent"] else [])


@dataclass
class Conversions:
    """All conversions of a run, added up by tool, and by tool and source of the documents.

    `beside`: the reader and what one would take instead, on the documents themselves, by their kind and the name;
    `left_out`: what did not run and why; `by_reader`: real reports whose figures are known from the reader alone.
    """

    by_tool: dict[str, Total] = field(default_factory=dict)
    by_source: dict[tuple[str, str], Total] = field(default_factory=dict)
    beside: dict[tuple[str, str], Total] = field(default_factory=dict)
    failures: list[Conversion] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    by_reader: list[str] = field(default_factory=list)
    seed: int = 1
    documents: int = 0

    def add(self, one: Conversion) -> None:
        """Count one more."""
        if one.instead or (one.tool == DIRECTLY and one.grade.suffix in COMPARED):
            whose = "real" if one.group.startswith("real") else "made"
            name = one.tool if one.instead else THIS
            self.beside.setdefault((f"{COMPARED[one.grade.suffix]}, {whose}", name), Total()).add(one.grade)
        if one.instead:
            return
        self.by_tool.setdefault(one.tool, Total()).add(one.grade)
        self.by_source.setdefault((one.tool, one.group), Total()).add(one.grade)
        if one.made is not None:
            self.failures.append(one)


def graded(source: Source, data: bytes, suffix: str, tool: str, keeps: str) -> Conversion:
    """Read and grade a converted document."""
    text = data.decode("utf-8", "replace") if suffix in _TEXTS else None
    lost = lost_in(source, text) if text else frozenset()
    made = replace(source.document, suffix=suffix, data=data, traced=traced_in(source, text, keeps), lost=lost)
    result = grade(made)
    result.layout = f"{tool}: {source.document.layout}"
    one = Conversion(tool, source.group, result)
    return replace(one, made=made, answers=answers(made)) if one.kinds else one


def answers(made: Made) -> dict[Cell, str]:
    """Return what was read for every cell that is not exact though traced, or wrong."""
    report = report_of(made.data)
    if isinstance(report, Rejected):
        return dict.fromkeys(made.traced, report.reason)
    found = {}
    for cell, truth in made.truth.items():
        fact = report.parsed.facts.get(cell)
        result = outcome(truth, fact, cell in made.lost)
        if result == WRONG or (result != EXACT and cell in made.traced):
            found[cell] = "absent" if fact is None else fact.state if fact.value is None else str(fact.value)
    return found


def convert_and_grade(batch: Sequence[Source], beside: bool = False) -> list[Conversion]:
    """Convert every document with every tool that takes it, read it directly, and by what one would take instead."""
    found = []
    tools, _ = usable()
    others = instead.usable()[0] if beside else []
    for source in batch:
        document = source.document
        found.append(graded(source, document.data, document.suffix, DIRECTLY, source.keeps))
        for tool in tools:
            if tool.takes == document.suffix:
                found.append(graded(source, _converted(tool, document.data), tool.suffix, tool.name, tool.keeps))
        for one in others:
            if document.suffix in one.takes:
                found.append(Conversion(one.name, source.group, instead.grade_instead(source, one), instead=True))
    return found


def _converted(tool: Tool, data: bytes) -> bytes:
    try:
        return tool.convert(data)
    except Exception:  # noqa: BLE001  # another's tool may fail in any way on a document; that is a result
        return b""


def grade_converted(batch: Sequence[tuple[Source, bytes]], tool: office.OfficeTool) -> list[Conversion]:
    """Grade documents that a program outside has converted."""
    return [graded(source, data, tool.suffix, tool.name, tool.keeps) for source, data in batch]


def run(
    seed: int, count: int, shared: Path | None, sample: Path, beside: bool, tell: Callable[[str], None]
) -> Conversions:
    """Make, convert, read and grade; all counts depend only on the arguments and the installed tools.

    `beside`: also read the documents by what one would take instead, which takes most of the time.
    """
    left_out = usable()[1] + instead.usable()[1]
    result = Conversions(left_out=left_out, seed=seed, documents=count)
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        pool.submit(convert_and_grade, []).result()  # all workers are forked before a browser is running
        jobs: list[Future[list[Conversion]]] = []
        given, result.by_reader = sources.real(shared, sample)
        given += [*sources.pages(seed, count), *sources.word_files(seed, count), *sources.wrapped(seed, count)]
        jobs += [pool.submit(convert_and_grade, part, beside) for part in _chunks(given)]
        tell(f"{len(given)} documents made")
        jobs += _by_browser(pool, given, beside, result)
        jobs += _by_office(pool, given, beside, result)
        for number, job in enumerate(jobs):
            for one in job.result():
                result.add(one)
            if number % 20 == 19:
                tell(f"{number + 1} of {len(jobs)} batches read")
    return result


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))


def _by_browser(
    pool: ProcessPoolExecutor, given: Sequence[Source], beside: bool, result: Conversions
) -> Iterable[Future[list[Conversion]]]:
    try:
        with browser_page() as tab:
            found = list(sources.printed(tab, result.seed, result.documents))
            pages = [source for source in given if source.document.suffix == "html"]
            papers = [(source, page_as_pdf(tab, source.document.data)) for source in pages]
    except FileNotFoundError as error:
        result.left_out.append(f"PDFs printed by a browser: {error}")
        return []
    jobs = [pool.submit(convert_and_grade, part, beside) for part in _chunks(found)]
    return jobs + [pool.submit(grade_converted, part, BROWSER) for part in _chunks(papers)]


def _by_office(
    pool: ProcessPoolExecutor, given: Sequence[Source], beside: bool, result: Conversions
) -> Iterable[Future[list[Conversion]]]:
    if not office.installed():
        result.left_out.append("LibreOffice: `soffice` is not installed")
        return []
    papers = sources.pdfs_from_word(result.seed, result.documents)
    jobs = [pool.submit(convert_and_grade, part, beside) for part in _chunks(papers)]
    for tool in office.OFFICE_TOOLS:
        fitting = [source for source in given if source.document.suffix == tool.takes]
        converted = office.convert_all([source.document.data for source in fitting], tool)
        pairs = [(source, data or b"") for source, data in zip(fitting, converted, strict=True)]
        jobs += [pool.submit(grade_converted, part, tool) for part in _chunks(pairs)]
    return jobs
