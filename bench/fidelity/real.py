"""Real reports with manually read figures, graded like generated ones; without figures, only states are counted."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fidelity.filled import Value
from bench.fidelity.grade import Grade, grade
from bench.fidelity.made import Made
from bench.fidelity.statutory import Cell
from ingest.report import Rejected, report_of

FOLDERS = ("seeds", "corpus")
_NOT_REPORTS = ("README.md", "expected.json", "index.tsv")


@dataclass(frozen=True)
class Excerpt:
    """A report without known figures: its number of facts per state, or the reason for its rejection."""

    name: str
    states: Counter[str]
    rejected: str


def shared_folder(project: Path) -> Path | None:
    """Return the folder of real reports next to the project, if there is one."""
    folder = project.parent / "shared"
    return folder if folder.is_dir() else None


def _cell(key: str) -> Cell:
    figure, _, applicant = key.partition("|")
    return figure, applicant or None


def expected_of(entry: dict[str, Any]) -> tuple[dict[Cell, Value], dict[Cell, str | None]]:
    """Return the figures of a report and the known units of money."""
    values: dict[Cell, Value] = {}
    units: dict[Cell, str | None] = {}
    for key, value in entry["figures"].items():
        cell = _cell(key)
        if isinstance(value, dict):
            values[cell], units[cell] = value["value"], value.get("unit")
        else:
            values[cell] = value
            if cell[0] == "fees.amount" and value is not None:
                units[cell] = "万元"
    return values, units


def _files(folder: Path) -> Iterator[tuple[Path, dict[str, Any] | None]]:
    for name in FOLDERS:
        known = folder / name / "expected.json"
        expected = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
        for path in sorted((folder / name).glob("*")):
            if path.is_file() and path.name not in _NOT_REPORTS:
                yield path, expected.get(path.name)


def grade_real(folder: Path) -> tuple[list[Grade], list[Excerpt]]:
    """Return the grade of every report with known figures, and an excerpt for every other one."""
    grades: list[Grade] = []
    excerpts: list[Excerpt] = []
    for path, entry in _files(folder):
        data = path.read_bytes()
        if entry is None:
            report = report_of(data)
            if isinstance(report, Rejected):
                excerpts.append(Excerpt(path.name, Counter(), report.reason))
            else:
                states = Counter(fact.state for fact in report.parsed.facts.values())
                excerpts.append(Excerpt(path.name, states, ""))
            continue
        values, units = expected_of(entry)
        single = ("applications.other", "total") in values
        traced = frozenset(values)
        document = Made(path.name, path.suffix[1:], data, values, units, traced, int(entry["form"]), single)
        grades.append(grade(document))
    return grades, excerpts
