"""Lines with nothing but blanks between a label and its numbers. Pure."""

from forms.normal import normal
from ingest.read.numbers import is_value

_VALUE_ENDS = frozenset("/-—–―无元件项条个)）")
_LABELLIKE = 60  # characters; longer words before numbers are narrative


def between_blanks(stripped: str) -> list[str]:
    """`规章 0 - 22元` → four cells; numbers alone → a row of numbers; anything else is one cell."""
    if len(stripped) > 200 or (not stripped[-1].isdigit() and stripped[-1] not in _VALUE_ENDS):
        return [stripped]
    tokens = stripped.split()
    begin = len(tokens)
    while begin and is_value(tokens[begin - 1]):
        begin -= 1
    if begin == len(tokens) or (len(tokens) == 1):
        return [stripped]
    if begin == 0:
        return tokens
    label = " ".join(tokens[:begin])
    # Words followed by a number are a row of a table only if the words are a short label.
    short = len(label) <= _LABELLIKE and (len(normal(label)) > 1 or len(tokens) - begin > 2)
    return [label, *tokens[begin:]] if short else [stripped]
