"""Text and numbers in the user's language. `phrase` reads words.yml; labels of the form come from `forms`."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter

from dashboard.address import asked
from forms import unit_names
from forms.declared import declared
from ingest.identify.english import english_name
from ingest.identify.english_agency import english_agency
from ingest.identify.reference import agency_types, levels

LANGUAGES = {"zh": "中文", "en": "English"}
NONE = "—"
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def words() -> dict[str, dict[str, str]]:
    """Return all phrases by id, each in both languages."""
    loaded: dict[str, dict[str, str]] = declared(Path(__file__).parent / "words.yml")
    return loaded


def language() -> str:
    """Return `zh` or `en`, from the URL; Chinese by default."""
    wanted = asked("lang")
    return wanted if wanted in LANGUAGES else "zh"


class _Counted(Formatter):
    """Formats as `str.format` does; `{n:report|reports}` is the first word if `n` is one and the second otherwise."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return format(value, format_spec)
        return one if str(value) == "1" else many


_COUNTED = _Counted()
# What phrases call numbers of things, which have separators; years, lines and pages have none.
_COUNTS = frozenset(
    {
        "n",
        "of",
        "count",
        "shown",
        "reports",
        "agencies",
        "facts",
        "findings",
        "quarantined",
        "broken",
        "missing",
        "asked",
    }
)


def phrase(word: str, **values: object) -> str:
    """Return the phrase with this id in the user's language, formatted with `values`."""
    text = words()[word][language()]
    if not values:
        return text
    counted = {
        name: f"{value:,}" if name in _COUNTS and isinstance(value, int) else value for name, value in values.items()
    }
    return _COUNTED.vformat(text, (), counted)


def kind_name(agency_type: str | None) -> str:
    spoken = language()
    if agency_type is None:
        return words()["compare.unnamed"][spoken]
    kind = agency_types()[agency_type]
    return kind.en if spoken == "en" else kind.zh


def level_name(level: str | None) -> str:
    spoken = language()
    return levels()[level][spoken] if level else words()["compare.unnamed"][spoken]


def place_name(place: str) -> str:
    """Return the name of a province, prefecture or county in the user's language; others stay as they are."""
    return (english_name(place) if language() == "en" else None) or place


def agency_said(name: str) -> str:
    """Return an agency as the reader calls it: in English kind and place, with the Chinese name behind it."""
    said = english_agency(name) if name and language() == "en" else None
    return f"{said} ({name})" if said else name


_IN_A_BOX = 34  # letters that a box of a phone shows


def boxed_agency(name: str) -> str:
    """Return an agency for a box, which cuts what is longer: in English its kind and place, or else its own name."""
    if language() == "zh":
        return name
    said = agency_said(name).partition(" (")[0]
    return said if len(said) <= _IN_A_BOX else name


def brief_agency(name: str) -> str:
    """Return of what `agency_said` gives what tells it from others of one kind: in English its place."""
    before = name.partition(" (")[0]
    return before.rpartition(", ")[2] if language() == "en" else name


def unit_name(unit: str | None) -> str:
    """Return the name of a unit in the user's language; empty if the document prints none."""
    return unit_names()[unit][language()] if unit else ""


def exact(value: float | None) -> str:
    """Format a number with thousands separators and up to six decimals; None is a dash."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6f}".rstrip("0").rstrip(".")


def short(value: float | None) -> str:
    """Format a number with at most two decimals; None is a dash."""
    return NONE if value is None else exact(round(value, 2))


_MYRIADS = ((1e8, "亿"), (1e4, "万"))
_WHOLE = 1e3  # from here on decimals would not be visible in a chart
_FROM = 1e5  # below this, whole numbers are short enough in either language


def compact(value: float | None) -> str:
    """Format a number for headlines and axes: whole from 1,000 on; in Chinese, 万 and 亿 from 100,000 on."""
    if value is None or abs(value) < _WHOLE:
        return short(value)
    if language() == "en" or abs(value) < _FROM:
        return exact(round(value))
    unit, word = next((unit, word) for unit, word in _MYRIADS if abs(value) >= unit)
    return f"{short(value / unit)}{word}"


def percent(value: float | None) -> str:
    return NONE if value is None else f"{value * 100:.1f}%"


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in r"\`*_{}[]()#+-.!|<>~$:&^@="})
_JOINER = "\u2060"  # seen by nobody, and no letter of any address
# What becomes a link, a picture or another sign after the escapes are resolved: addresses, mails, shortcodes, arrows.
_MADE_INTO = re.compile(r"(?<=:)(?=[\w+/-])(?!\d)|(?<=www)(?=\.)|(?=@)|(?<=[-<>~=])(?=[->=])", re.IGNORECASE)
_TAGS = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def printable(text: str) -> str:
    """The text without the control characters that no XML may hold (XML 1.0, 2.2)."""
    return _NO_XML.sub("", text)


def plain(text: object) -> str:
    """Text from a URL, a document or a name so that Markdown shows it literally; collapses whitespace.

    Every text that this program did not write itself goes through here before Streamlit shows it as Markdown: in a
    heading, a caption, a message, the label or the help of a button, a link, a metric.
    """
    return _MADE_INTO.sub(_JOINER, " ".join(str(text).split())).translate(_MARKS)


def drawn(text: object) -> str:
    """The same for a chart, whose texts may hold tags: a name, a tick, a title, what is shown over a point."""
    return str(text).translate(_TAGS)


def listed(names: Iterable[str]) -> str:
    """Join names with the list separator of the user's language."""
    return ("、" if language() == "zh" else ", ").join(names)
