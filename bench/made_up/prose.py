"""The prose of made-up reports: sentences in the manner of real ones, with the report's own figures."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forms import TOTAL, CellId
from forms.declared import declared
from ingest.identify.made_up import mark


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of part one, five and six, and the signature; the first says that the report is made up.

    An agency opens its reports alike in all years.
    """

    first: tuple[str, str, str, str, str]
    fifth: tuple[str, str]
    sixth: tuple[str, str, str]


@cache
def _sentences() -> dict[str, Any]:
    loaded: dict[str, Any] = declared(Path(__file__).parent / "sentences.yml")
    return loaded


def prose_of(chance: random.Random, agency: str, year: int, figures: Mapping[CellId, float]) -> Prose:
    """Return the prose of one report; every number in it is one of its figures."""
    said = {
        name: f"{figures[figure, applicant]:.0f}"
        for name, (figure, applicant) in _SAID.items()
        if (figure, applicant) in figures
    }
    if "reviews" in said:
        said["lawsuits"] = f"{sum(figures[cell] for cell in _LAWSUITS):.0f}"
    said |= {"agency": agency, "year": str(year), "next": str(year + 1), "last": str(year - 1)}

    def some(kind: str, count: int) -> str:
        found = [
            each for each in _sentences()[kind] if all(f"{{{name}}}" not in each for name in _SAID if name not in said)
        ]
        return "".join(chance.sample(found, count)).format_map(said)

    opening = random.Random(agency).choice(_sentences()["opening"]).format_map(said)
    return Prose(
        (mark(), opening, f"（一）主动公开。{some('disclosure', 4)}", f"（二）依申请公开。{some('applications', 3)}",
         f"（三）管理与监督。{some('management', 4)}"),
        (some("problems", 3), some("plans", 3)),
        (some("other", 2), agency, f"{year + 1}年1月{chance.randrange(5, 31)}日"),
    )  # fmt: skip


_SAID: dict[str, CellId] = {
    "received": ("applications.received", TOTAL), "processed": ("applications.processed", TOTAL),
    "granted": ("applications.granted", TOTAL), "carried_out": ("applications.carried_out", TOTAL),
    "licensing": ("licensing.decisions", None), "penalties": ("penalties.decisions", None),
    "issued": ("normative_documents.issued", None), "in_force": ("normative_documents.in_force", None),
    "reviews": ("reconsideration.total", None), "lawsuits": ("litigation_direct.total", None),
}  # fmt: skip
_LAWSUITS: tuple[CellId, ...] = (("litigation_direct.total", None), ("litigation_after_reconsideration.total", None))
