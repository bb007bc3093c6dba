"""The keys allowed in the form's YAML files. An unknown or misspelt key is an error that names the file and line."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import yaml

TEXT, NUMBER, FLAG, DATE = "text", "a whole number", "true or false", "a date"
_TAGS = {NUMBER: "int", FLAG: "bool", DATE: "timestamp"}

# A spec is a scalar type, a list of one spec, a mapping of keys (`key?` is optional, `*` matches any key), or an
# Either: two mappings distinguished by a key that only the first has.
Spec = Any


class FormError(ValueError):
    """An invalid declaration; the message names the file, says what is wrong and, where possible, gives the line."""


class Either(tuple[str, Spec, Spec]):
    """(key, spec of a mapping that has the key, spec of one that does not)."""


_WORDS = {"zh": TEXT, "en": TEXT}
_LABEL = {**_WORDS, "short?": TEXT, "variants?": [TEXT]}
_RULE = {"zh": TEXT, "en": TEXT}
_COLUMN = {
    "id": TEXT,
    **_LABEL,
    "unit?": TEXT,
    "money?": FLAG,
    "signed?": FLAG,
    "total_of?": [TEXT],
    "elsewhere?": FLAG,
    "mark?": TEXT,
}
_ROW = {
    "id": TEXT,
    "zh": TEXT,
    "en?": TEXT,
    "short?": TEXT,
    "variants?": [TEXT],
    "total_of?": TEXT,
    "parts?": [TEXT],
    "under?": TEXT,
    "elsewhere?": FLAG,
    "numbered?": [TEXT],
}
_ROWS: list[Spec] = []
_GROUP = {"group": TEXT, **_LABEL, "single_row?": _ROW, "rows": _ROWS}
_ROWS.append(Either(("group", _GROUP, _ROW)))
_BLOCK = {"heading": _LABEL, "unit?": TEXT, "money?": FLAG, "columns": [_COLUMN], "rows": [_ROW]}
_TABLE_HEAD = {
    "id": TEXT,
    "section": TEXT,
    "title": _LABEL,
    "layout": TEXT,
    "by_applicant?": FLAG,
    "unit?": TEXT,
    "note?": _WORDS,
    "corner?": _LABEL,
    "heads?": [{**_LABEL, "over?": [TEXT]}],
    "row_total?": TEXT,
    "column_total?": TEXT,
}
_TABLE = Either(("blocks", {**_TABLE_HEAD, "blocks": [_BLOCK]}, {**_TABLE_HEAD, "columns": [_COLUMN], "rows": _ROWS}))
_TERMS = {"*": NUMBER}
_CHECK = {
    **_WORDS,
    "rule": _RULE,
    "from?": TEXT,
    "terms?": _TERMS,
    "previous?": _TERMS,
    "each?": [TEXT],
    "anchor?": TEXT,
}
_CHECKS = {"*": _CHECK}

EDITION: Spec = {
    "edition": NUMBER,
    "notice": TEXT,
    "issued": DATE,
    "first_year": NUMBER,
    "title": _LABEL,
    "remarks": [TEXT],
    "narrowing?": [TEXT],
    "parts_before?": [{"number": TEXT, **_LABEL}],
    "parts_behind": [{"number": TEXT, **_LABEL}],
    "units": {"*": _WORDS},
    "tables": [_TABLE],
    "checks?": _CHECKS,
}
CHECK_FILE: Spec = {
    "checks": _CHECKS,
    **{each: {"*": _WORDS} for each in ("reading", "publication", "messages")},
}
MEASURE_FILE: Spec = {
    "measures": {
        "*": {**_WORDS, "unit?": TEXT, "rule?": _RULE, "of": [TEXT], "over?": [TEXT], "zero?": FLAG},
    },
}
CLAIM_FILE: Spec = {
    "topics": {"*": {"words": [TEXT], "units": [TEXT], "bare_units?": [TEXT], "weak?": [TEXT], "about?": TEXT}},
    "acts": {"*": [TEXT]},
    "together": [[TEXT]],
    "applicants": {"*": [TEXT]},
    "channels": {"*": [TEXT]},
    **{each: [TEXT] for each in ("fillers", "qualifiers", "cumulative", "since", "none", "joints", "elsewhere")},
    **{each: [TEXT] for each in ("comparing", "shortfall")},
    "claims": {
        "*": {
            "topic": TEXT, "act": TEXT, "bare?": FLAG, "people?": FLAG, "means?": [[TEXT]], "unit?": TEXT, "zh?": TEXT,
            "en?": TEXT,
        },
    },
    "problems": {"*": {**_WORDS, "words": [TEXT]}},
}  # fmt: skip
PLAUSIBLE_FILE: Spec = {
    "figures": [TEXT],
    "least": NUMBER,
    "kinds": {"*": {**_WORDS, "method": _RULE, "*": TEXT}},
}
LETTER_FILE: Spec = {"pairs": TEXT, "radicals": TEXT, "variants": TEXT}


def verify(node: yaml.Node, spec: Spec, file: str) -> None:
    """Raise FormError at the first place where a composed YAML document violates the spec."""
    if isinstance(spec, Either):
        key, with_key, without = spec
        has = isinstance(node, yaml.MappingNode) and any(name.value == key for name, _ in node.value)
        verify(node, with_key if has else without, file)
    elif isinstance(spec, Mapping):
        _verify_mapping(node, spec, file)
    elif isinstance(spec, Sequence) and not isinstance(spec, str):
        if not isinstance(node, yaml.SequenceNode):
            raise _error(node, file, "a list is expected here")
        for each in node.value:
            verify(each, spec[0], file)
    elif not isinstance(node, yaml.ScalarNode) or (spec != TEXT and node.tag.rpartition(":")[2] != _TAGS[spec]):
        raise _error(node, file, f"{spec} is expected here")


def _verify_mapping(node: yaml.Node, spec: Mapping[str, Spec], file: str) -> None:
    if not isinstance(node, yaml.MappingNode):
        raise _error(node, file, "a mapping of keys is expected here")
    known = {key.removesuffix("?") for key in spec} - {"*"}
    seen: set[str] = set()
    for name, value in node.value:
        key = str(name.value)
        if key in seen:
            raise _error(name, file, f"“{key}” is there twice")
        seen.add(key)
        own = spec.get(key, spec.get(f"{key}?", spec.get("*")))
        if own is None:
            near = get_close_matches(key, known, 1)
            hint = f"; did you mean “{near[0]}”?" if near else f"; known here: {', '.join(sorted(known))}"
            raise _error(name, file, f"unknown key “{key}”{hint}")
        verify(value, own, file)
    for key in spec:
        if key != "*" and not key.endswith("?") and key not in seen:
            raise _error(node, file, f"the key “{key}” is missing")


def _error(node: yaml.Node, file: str, what: str) -> FormError:
    return FormError(f"{file}, line {node.start_mark.line + 1}: {what}")
