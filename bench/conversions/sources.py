"""The documents that are converted: the bench's own web pages, Word files and PDFs, and the real reports beside it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from playwright.sync_api import Page

from bench.conversions.kept import Source
from bench.fidelity.filled import Filled, fill_at_random
from bench.fidelity.made import Made, made
from bench.fidelity.markup import MARKUP_LAYOUTS, make_markup
from bench.fidelity.office import make_by_office
from bench.fidelity.printed import BROWSER_LAYOUTS, print_pdf
from bench.fidelity.real import FOLDERS, expected_of
from bench.fidelity.run import seeds
from bench.fidelity.wordfile import DOCX_LAYOUTS, make_docx
from bench.fidelity.wrapped import WRAPPED_LAYOUTS, make_wrapped
from ingest.report import Rejected, report_of

_SUFFIXES = (".html", ".docx", ".pdf")
_KEPT_BY_MARKUP = {name: layout.keeps for name, layout in MARKUP_LAYOUTS.items()}
_BLANKS = 0.08


def _source(document: Made, form: Filled, keeps: str) -> Source:
    return Source(document, form.printed, keeps, document.layout)


def pages(seed: int, count: int) -> Iterator[Source]:
    """Yield reports as web pages, `count` in every layout."""
    for name in MARKUP_LAYOUTS:
        for number in seeds(seed, name, count):
            form = fill_at_random(number)
            yield _source(make_markup(form, name, number), form, _KEPT_BY_MARKUP[name])


def word_files(seed: int, count: int) -> Iterator[Source]:
    """Yield reports as Word files, `count` in every layout."""
    for name in DOCX_LAYOUTS:
        for number in seeds(seed, name, count):
            form = fill_at_random(number)
            yield _source(make_docx(form, name, number), form, "all")


def pdfs_from_word(seed: int, count: int) -> list[Source]:
    """Return reports as PDFs that LibreOffice wrote."""
    forms = [(fill_at_random(number), number) for number in seeds(seed, "pdf_from_word", count)]
    by_seed = {number: form for form, number in forms}
    return [_source(each, by_seed[each.seed], "all") for each in make_by_office(forms, "pdf_from_word")]


def printed(tab: Page, seed: int, count: int) -> Iterator[Source]:
    """Yield reports as PDFs printed by a browser, with full, thin and no lines, and with blanks among the cells."""
    for name, layout in BROWSER_LAYOUTS.items():
        for number in seeds(seed, name, count):
            form = with_blanks(fill_at_random(number), number)
            data = print_pdf(tab, form, layout, number)
            yield _source(made(form, name, "pdf", data, layout.keeps, number), form, layout.keeps)


def wrapped(seed: int, count: int) -> Iterator[Source]:
    """Yield reports as the text of PDFs, with labels wrapped around the figures in every way."""
    for name in WRAPPED_LAYOUTS:
        for number in seeds(seed, name, count):
            form = fill_at_random(number)
            yield _source(make_wrapped(form, name, number), form, "rows")


def with_blanks(form: Filled, seed: int) -> Filled:
    """Return the form with some more cells left blank."""
    chance = Random(seed)
    left = {cell for cell in form.values if chance.random() < _BLANKS}
    printed_ = {cell: "" if cell in left else text for cell, text in form.printed.items()}
    values = {cell: None if cell in left else value for cell, value in form.values.items()}
    units = {cell: unit for cell, unit in form.units.items() if cell not in left}
    return replace(form, printed=printed_, values=values, units=units)


def real(shared: Path | None, sample: Path) -> tuple[list[Source], list[str]]:
    """Return real reports as web pages, Word files and PDFs, and the names of those without known figures.

    What is expected of a report without known figures are the cells that the reader finds printed or blank in it.
    """
    found: list[Source] = []
    by_reader: list[str] = []
    folders = [shared / name for name in FOLDERS] if shared else []
    for folder in [*folders, sample]:
        known = folder / "expected.json"
        expected = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
        for path in sorted(folder.rglob("*")):
            if path.suffix not in _SUFFIXES:
                continue
            document = _expected(path, expected[path.name]) if path.name in expected else _as_read(path)
            if document is None:
                continue
            if path.name not in expected:
                by_reader.append(path.name)
            texts = {cell: "" if value is None else str(value) for cell, value in document.truth.items()}
            found.append(Source(document, texts, "all", f"real ({document.suffix})"))
    return found, by_reader


def _expected(path: Path, entry: dict[str, object]) -> Made:
    values, units = expected_of(entry)
    single = ("applications.other", "total") in values
    return Made(
        path.name, path.suffix[1:], path.read_bytes(), values, units, frozenset(values), int(str(entry["form"])), single
    )


def _as_read(path: Path) -> Made | None:
    report = report_of(path.read_bytes())
    if isinstance(report, Rejected):
        return None
    facts = {cell: fact for cell, fact in report.parsed.facts.items() if fact.state in ("printed", "blank")}
    values = {cell: None if fact.value is None else float(fact.value) for cell, fact in facts.items()}
    units = {cell: fact.unit for cell, fact in facts.items()}
    return Made(
        path.name,
        path.suffix[1:],
        path.read_bytes(),
        values,
        units,
        frozenset(values),
        report.parsed.edition,
        report.parsed.single_row,
    )
