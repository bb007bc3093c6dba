"""Counts and rates shown in the charts, read from measures.yml: labels, definitions and the cells they add up."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.declaration import TOTAL, CellId
from forms.declared import declared
from forms.editions import EDITIONS, HERE, figures, form, is_by_applicant
from forms.schema import MEASURE_FILE, FormError


@dataclass(frozen=True, slots=True)
class Measure:
    """A count, a sum of money or, with `over`, a rate; `of` and `over` are figure ids.

    A figure may name its applicant (`applications.received@natural_person`) or be subtracted (`-x`). `zero` makes the
    measure the share of agencies whose sum is 0.
    """

    id: str
    zh: str
    en: str
    unit: str | None
    rule_zh: str
    rule_en: str
    of: tuple[str, ...]
    over: tuple[str, ...]
    zero: bool = False

    @property
    def is_rate(self) -> bool:
        return bool(self.over) or self.zero

    @property
    def editions(self) -> tuple[int, ...]:
        """The editions of the form that have any of its figures."""
        return tuple(e for e in EDITIONS if any(_figure(name) in form(e).figures for name in self.of))

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def rule(self, language: str) -> str:
        """The definition in words; by default the labels of its figures."""
        if self.rule_zh:
            return self.rule_en if language == "en" else self.rule_zh
        joint = " + "
        return joint.join(figures()[_figure(name)].text(language) for name in self.of)

    def terms(self, applicant: str = TOTAL) -> list[tuple[CellId, int, int]]:
        """(cell, numerator coefficient, denominator coefficient) for one applicant of applications.* figures."""
        weights: dict[CellId, list[int]] = {}
        for place, names in enumerate((self.of, self.over)):
            for name in names:
                figure, _, own = name.removeprefix("-").partition("@")
                cell = (figure, (own or applicant) if is_by_applicant(figure) else None)
                weights.setdefault(cell, [0, 0])[place] += -1 if name.startswith("-") else 1
        return [(cell, above, below) for cell, (above, below) in weights.items()]


def _figure(name: str) -> str:
    return name.removeprefix("-").partition("@")[0]


def expanded(names: list[str]) -> tuple[str, ...]:
    """Replace a name ending in .* by every figure under that heading."""
    found: list[str] = []
    for name in names:
        if not name.endswith(".*"):
            found.append(name)
            continue
        heading = name.removesuffix(".*")
        found += [figure for figure in figures() if figure == heading or figure.startswith(f"{heading}.")]
    return tuple(found)


def _measure(measure_id: str, entry: dict[str, Any]) -> Measure:
    rule = entry.get("rule", {"zh": "", "en": ""})
    of, over = expanded(entry["of"]), expanded(entry.get("over", []))
    unknown = [name for name in (*of, *over) if _figure(name) not in figures()]
    if unknown:
        raise FormError(f"measures.yml: {measure_id} names figures that no form has: {unknown}")
    return Measure(measure_id, entry["zh"], entry["en"], entry.get("unit"), rule["zh"], rule["en"], of, over,
                   bool(entry.get("zero", False)))  # fmt: skip


@cache
def measures() -> dict[str, Measure]:
    """Return every measure by id."""
    written: dict[str, dict[str, Any]] = declared(HERE / "measures.yml", MEASURE_FILE)["measures"]
    return {measure_id: _measure(measure_id, entry) for measure_id, entry in written.items()}


def measure(name: str) -> Measure:
    """Return a declared measure, or the plain count of one figure (or of `figure@applicant`); raise KeyError."""
    declared = measures().get(name)
    if declared is not None:
        return declared
    figure = figures()[_figure(name)]
    return Measure(name, figure.brief("zh"), figure.brief("en"), figure.unit, "", "", (name,), ())
