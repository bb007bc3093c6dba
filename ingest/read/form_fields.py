"""The fields of a web form → what they show: a report printed from a filing system has its figures in them. Pure."""

import re
from html import unescape

from ingest.read.document import OBJECT

_INPUT = re.compile(r"<input(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_SELECT = re.compile(
    r"<select(?=[\s>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>((?:(?!</?select).)*)</select\s*>", re.IGNORECASE | re.DOTALL
)
_OPTION = re.compile(r"<option(?=[\s>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>([^<]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z][\w:-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WITH_TEXT = frozenset(("text", "number", "tel", "search", ""))
# A field that shows its value otherwise than as plain text is left to the marks of the page's reader.
_NOT_PLAIN = re.compile(
    r"line-through|text-security|opacity\s*:\s*0(?!\s*\.?\d*[1-9])|font-size\s*:\s*0|color\s*:\s*(?:transparent|white|#f{3}\b"
    r"|#f{6})",
    re.IGNORECASE,
)


def with_values(text: str) -> str:
    """A page's markup with the text that its fields show in their place; OBJECT where that is not certain.

    An empty field is blank only on a page whose markup fills in others: elsewhere a script may do so.
    """
    filled = any((given := _attributes(found[1])).get("value", "").strip() and _is_text(given)
                 for found in _INPUT.finditer(text))  # fmt: skip

    def value(found: re.Match[str]) -> str:
        given = _attributes(found[1])
        if given.get("type", "").lower() == "hidden" or _is_hidden(given):
            return ""
        if not _is_text(given) or "value" not in given or _NOT_PLAIN.search(given.get("style", "")):
            return f" {OBJECT} "
        return f" {_escaped(given['value'])} " if given["value"].strip() or filled else f" {OBJECT} "

    def choice(found: re.Match[str]) -> str:
        given = _attributes(found[1])
        if _is_hidden(given):
            return ""
        chosen = [label for own, label in _OPTION.findall(found[2]) if "selected" in _attributes(own)]
        plain = len(chosen) == 1 and not _NOT_PLAIN.search(given.get("style", ""))
        return f" {chosen[0].strip()} " if plain else f" {OBJECT} "

    return _INPUT.sub(value, _SELECT.sub(choice, text))


def _attributes(text: str) -> dict[str, str]:
    """The attributes of a tag by their lower-case names; of two with one name the first counts, as in browsers."""
    given: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        given.setdefault(name.lower(), unescape(double or single or bare))
    return given


def _is_text(given: dict[str, str]) -> bool:
    return given.get("type", "").strip().lower() in _WITH_TEXT


def _is_hidden(given: dict[str, str]) -> bool:
    return "hidden" in given or _HIDDEN.search(given.get("style", "")) is not None


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
