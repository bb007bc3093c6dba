"""Which edition of the form a document prints: the tables decide, never the year."""

from functools import lru_cache

from forms import EDITIONS
from forms.normal import normal
from ingest.cells.labels import telling_labels
from ingest.read.document import Document
from ingest.read.numbers import is_words


@lru_cache(maxsize=65536)
def _told(text: str) -> tuple[str, int] | None:
    """A label that one edition alone has, and that edition."""
    if len(text) > 60 or not is_words(text):
        return None
    label = normal(text)
    return next(((label, edition) for edition in EDITIONS if label in telling_labels(edition)), None)


def edition_of(document: Document) -> tuple[int | None, bool]:
    """Which edition's tables a document prints, and whether labels of the other edition stand in it too.

    The tables decide, never the year: only labels that one edition alone has are counted.
    """
    texts = {cell for row in document.rows for cell in row.cells[-64:] if len(cell) > 3}
    told = {label: edition for text in texts if (found := _told(text)) for label, edition in (found,)}
    scores = {edition: sum(1 for each in told.values() if each == edition) for edition in EDITIONS}
    if max(scores.values()) < 2:
        whole = normal(document.text)
        scores = {e: sum(1 for label in telling_labels(e) if label in whole) for e in EDITIONS}
    best = max(scores, key=lambda edition: scores[edition])
    if not scores[best] or scores[2019] == scores[2021]:
        return None, False
    return best, all(scores.values())
