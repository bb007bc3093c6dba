"""Words and numbers in the reader's language. `phrase` looks words.yml up; labels of the form come from `forms`."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from dashboard.address import asked
from forms import unit_names
from forms.declared import declared
from ingest.identify.reference import agency_types, levels

LANGUAGES = {"zh": "中文", "en": "English"}
NONE = "—"


@cache
def words() -> dict[str, dict[str, str]]:
    """All words by id, each in both languages."""
    loaded: dict[str, dict[str, str]] = declared(Path(__file__).parent / "words.yml")
    return loaded


def language() -> str:
    """`zh` or `en`, from the address; Chinese by default."""
    wanted = asked("lang")
    return wanted if wanted in LANGUAGES else "zh"


def phrase(word: str, **values: object) -> str:
    """The words of that id in the reader's language."""
    text = words()[word][language()]
    return text.format(**values) if values else text


def kind_name(agency_type: str | None) -> str:
    spoken = language()
    if agency_type is None:
        return words()["compare.unnamed"][spoken]
    kind = agency_types()[agency_type]
    return kind.en if spoken == "en" else kind.zh


def level_name(level: str | None) -> str:
    spoken = language()
    return levels()[level][spoken] if level else words()["compare.unnamed"][spoken]


def unit_name(unit: str | None) -> str:
    """A unit of the form in the reader's language; nothing where the document prints none."""
    return unit_names()[unit][language()] if unit else ""


def exact(value: float | None) -> str:
    """A number with thousands separators and no more digits than it has; a gap is a dash."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6f}".rstrip("0").rstrip(".")


def short(value: float | None) -> str:
    """A number with at most two decimals; whole numbers stay exact."""
    return NONE if value is None else exact(round(value, 2))


_MYRIADS = ((1e8, "亿"), (1e4, "万"))
_WHOLE = 1e3  # from here on a fraction says nothing that could be read off a chart
_FROM = 1e5  # below this a number is short enough to stand exact in either language


def compact(value: float | None) -> str:
    """A number for headlines and axes: whole from 1,000 on; in Chinese 万 and 亿 from 100,000 on."""
    if value is None or abs(value) < _WHOLE:
        return short(value)
    if language() == "en" or abs(value) < _FROM:
        return exact(round(value))
    unit, word = next((unit, word) for unit, word in _MYRIADS if abs(value) >= unit)
    return f"{short(value / unit)}{word}"


def percent(value: float | None) -> str:
    return NONE if value is None else f"{value * 100:.1f}%"


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in r"\`*_{}[]()#+-.!|<>~$:&^"})


def plain(text: object) -> str:
    """What came from an address, a document or a name, as it stands: its signs are not taken for markup."""
    return " ".join(str(text).split()).translate(_MARKS)


def listed(names: Iterable[str]) -> str:
    """Names in a row, joined as the language joins them."""
    return ("、" if language() == "zh" else ", ").join(names)
