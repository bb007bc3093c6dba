"""Determine which edition of the form a document prints: the tables decide, never the year."""

from functools import lru_cache
from itertools import permutations

from forms import EDITIONS
from forms.normal import normal
from ingest.cells.spellings import distinguishing_labels
from ingest.read.document import Document
from ingest.read.numbers import is_words

_PAIRS = tuple(permutations(EDITIONS, 2))
Scores = dict[tuple[int, int], int]  # (edition, other) → labels in the document that only the first of the two has


@lru_cache(maxsize=65536)
def _telling(text: str) -> tuple[str, frozenset[tuple[int, int]]] | None:
    """A label and the (edition, other) pairs that it distinguishes; None for a text that distinguishes none."""
    if len(text) > 60 or not is_words(text):
        return None
    label = normal(text)
    pairs = frozenset(pair for pair in _PAIRS if label in distinguishing_labels(*pair))
    return (label, pairs) if pairs else None


def edition_of(document: Document) -> tuple[int | None, bool]:
    """Return the edition whose tables a document prints, and whether it also contains labels of another edition.

    Editions are compared pairwise, by the labels that one has and the other lacks. If an edition only adds to an older
    one, a document prints the newer edition when it contains any of the additions, and the older one otherwise.
    """
    texts = {cell for row in document.rows for cell in row.cells[-64:] if len(cell) > 3}
    labels = dict(found for text in texts if (found := _telling(text)) is not None)
    scores = {pair: sum(1 for pairs in labels.values() if pair in pairs) for pair in _PAIRS}
    if max(scores.values()) < 2:
        whole = normal(document.text)
        scores = {pair: sum(1 for label in distinguishing_labels(*pair) if label in whole) for pair in _PAIRS}
    fit = [
        edition for edition in EDITIONS if all(_beats(edition, other, scores) for other in EDITIONS if other != edition)
    ]
    if len(fit) != 1 or not any(scores[pair] for pair in _PAIRS if pair[0] == fit[0]):
        return None, False
    (best,) = fit
    return best, any(scores[other, best] for other in EDITIONS if other != best)


def _beats(edition: int, other: int, scores: Scores) -> bool:
    own, against = scores[edition, other], scores[other, edition]
    if own == against == 0:
        return not distinguishing_labels(edition, other) and bool(distinguishing_labels(other, edition))
    return own > against
