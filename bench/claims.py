"""How rightly numbers that narratives state are read: marked passages of our own, and real reports marked by eye.

`--write` keeps the section of docs/fidelity.md.
"""

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bench.fidelity.real import FOLDERS, shared_folder
from bench.section import FIDELITY, Section
from bench.served import ROOT
from ingest.narrative.claims import in_paragraph
from ingest.narrative.paragraphs import Paragraph, normalised
from ingest.narrative.words import own_of
from ingest.report import Report, report_of

HERE = Path(__file__).parent / "passages"
_MARK = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")
_YEAR = re.compile(r"(20\d\d)年")
_USUAL = 2024

Stated = tuple[str, str | None, Decimal]  # figure, applicant or channel, value


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked passage: its text without the marks, and what it states."""

    number: int
    text: str
    states: Counter[Stated]

    @property
    def year(self) -> int:
        """The year of the report that it would stand in."""
        years = Counter(map(int, _YEAR.findall(normalised(self.text))))
        return _USUAL if not years or _USUAL in years or not self.states else years.most_common(1)[0][0]


def passages(name: str) -> Iterator[Passage]:
    """The marked passages of one file."""
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            marked = Counter(_stated(words, mark) for words, mark in _MARK.findall(line))
            yield Passage(number, _MARK.sub(r"\1", line), marked)


def _stated(words: str, mark: str) -> Stated:
    name, _, value = mark.rstrip("~").partition("=")
    figure, _, whose = name.partition("@")
    value = value or normalised(words).replace(",", "")
    scale = 10_000 if value.endswith("万") else 1
    return figure, whose or None, Decimal(value.removesuffix("万")) * scale


def read_in(passage: Passage) -> Counter[Stated]:
    """What is read of a passage."""
    paragraph = Paragraph(normalised(passage.text), [0], [1])
    found = in_paragraph(paragraph, own_of(None, passage.year))
    return Counter((_marked_as(each.figure), each.applicant, Decimal(each.value)) for each in found)


def _marked_as(figure: str) -> str:
    """办理 is marked as what was processed; it may also be all that was at hand."""
    return "applications.processed" if figure == "applications.handled" else figure


def real() -> Iterator[tuple[str, Counter[Stated], Counter[Stated]]]:
    """(file, marked by eye, read) for every real report."""
    marked: dict[str, Counter[Stated]] = {}
    with (HERE / "real.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            figure, _, whose = row["id"].rstrip("~").partition("@")
            value = Decimal(row["value"].replace(",", ""))
            marked.setdefault(row["file"], Counter())[figure, whose or None, value] += 1
    shared = shared_folder(ROOT)
    found = [path for folder in FOLDERS for path in (shared / folder).glob("0*")] if shared else []
    for path in sorted(found):
        report = None if ".part." in path.name else report_of(path.read_bytes(), path.name)
        if isinstance(report, Report):
            read = Counter(
                (_marked_as(each.figure), each.applicant, Decimal(each.value))
                for each in report.narrative
                if each.value is not None
            )
            yield path.name, marked.get(path.name, Counter()), read


def row(name: str, texts: int, pairs: list[tuple[Counter[Stated], Counter[Stated]]]) -> str:
    """A line of the table: texts, marked, right, wrong, missed, precision, recall."""
    right = sum((marked & found).total() for marked, found in pairs)
    wrong = sum((found - marked).total() for marked, found in pairs)
    missed = sum((marked - found).total() for marked, found in pairs)
    shares = f"{right / max(right + wrong, 1):.1%} | {right / max(right + missed, 1):.1%}"
    return f"| {name} | {texts} | {right + missed} | {right} | {wrong} | {missed} | {shares} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench claims", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the section of docs/fidelity.md")
    options = parser.parse_args()
    section = Section("claims", "python -m bench claims --write", FIDELITY)
    section.say(
        "Numbers that narratives state about what the tables count (`forms/claims.yml`), and facts that no table",
        "counts: read beside what is marked by hand in [bench/passages](../bench/passages/README.md), which also says",
        "what was measured when the rules first saw a file. A number is right if figure, applicant or channel, and",
        "value are.\n",
        "| texts | passages or reports | numbers marked | right | wrong | missed | precision | recall |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    )
    for name in sorted(path.name for path in HERE.glob("*.txt")):
        own = list(passages(name))
        section.say(row(f"`{name}`", len(own), [(each.states, read_in(each)) for each in own]))
    if found := list(real()):
        section.say(row("real reports", len(found), [(marked, read) for _, marked, read in found]))
    section.say(
        "\nA passage stands alone: in its report the agency's own name would be known, and its clauses read. Missed is",
        "a number whose clause has a word that is not declared: nothing is said of it.",
    )
    if options.write:
        section.write()


if __name__ == "__main__":
    main()
