"""Pairs of alike texts among many, from their signatures: locality-sensitive hashing. Pure: arrays → arrays.

After P. Indyk and R. Motwani: Approximate nearest neighbors (1998). A signature is cut into bands; texts that agree
in a whole band are compared. The cost is linear in the number of texts: what more than `_CROWD` texts share is what
many write, and is no reason to compare them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Signatures = NDArray[np.uint16]

BAND = 3  # components of a band: two texts of likeness s agree in one of 21 with the chance 1 - (1 - s³)²¹
_CROWD = 30  # texts that share a band
_AT_A_TIME = 500_000  # pairs compared at once


class Pairs(NamedTuple):
    """Rows of signatures that are alike, and the share of components that are equal."""

    one: Numbers
    other: Numbers
    likeness: NDArray[np.float32]

    def where(self, kept: NDArray[np.bool_]) -> "Pairs":
        return Pairs(self.one[kept], self.other[kept], self.likeness[kept])


def shares(signatures: Signatures, one: Numbers, other: Numbers) -> Pairs:
    """The likeness of given pairs of rows."""
    found = [
        (signatures[one[at : at + _AT_A_TIME]] == signatures[other[at : at + _AT_A_TIME]]).mean(1, dtype=np.float32)
        for at in range(0, len(one), _AT_A_TIME)
    ]
    return Pairs(one, other, np.concatenate(found) if found else np.empty(0, np.float32))


def lookalikes(signatures: Signatures, owners: Numbers, least: float, most: int) -> Pairs:
    """Every pair of rows of two owners that is found to be alike by at least `least`, `one` < `other`.

    Of a text with many such pairs only the `most` with the highest likeness stay, of equal ones those with the first
    rows, unless they are among the other's.
    """
    bands = range(0, signatures.shape[1] - BAND + 1, BAND) if len(signatures) else ()
    found = [_in_band(signatures[:, first : first + BAND]) for first in bands]
    codes = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    one, other = codes >> 32, codes & 0xFFFFFFFF
    apart = owners[one] != owners[other]
    pairs = shares(signatures, one[apart], other[apart])
    pairs = pairs.where(pairs.likeness >= least)
    return pairs.where(_best(pairs, most))


def _in_band(band: Signatures) -> Numbers:
    """The pairs of rows that agree in a band, each as one number."""
    keys = np.zeros(len(band), np.uint64)
    for column in band.T:
        keys = (keys << np.uint64(16)) | column.astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[begins, len(keys)])
    pairs = []
    for size in range(2, _CROWD + 1):
        members = order[begins[sizes == size][:, None] + np.arange(size)].astype(np.int64)
        left, right = np.triu_indices(size, 1)
        one, other = members[:, left].ravel(), members[:, right].ravel()
        pairs.append((np.minimum(one, other) << 32) | np.maximum(one, other))
    return np.concatenate(pairs)


def _best(pairs: Pairs, most: int) -> NDArray[np.bool_]:
    """Which pairs are among the `most` with the highest likeness of either text."""
    kept = np.zeros(len(pairs.one), bool)
    if not len(kept):
        return kept
    texts, others = np.r_[pairs.one, pairs.other], np.r_[pairs.other, pairs.one]
    order = np.lexsort((others, -np.r_[pairs.likeness, pairs.likeness], texts))
    place = np.arange(len(texts))
    begins = np.r_[True, texts[order][1:] != texts[order][:-1]]
    first = order[place - np.maximum.accumulate(np.where(begins, place, 0)) < most]
    kept[first % len(kept)] = True
    return kept
