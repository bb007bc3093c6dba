"""Pairs of neighbouring characters, by which texts are searched. Pure.

A pair is known by its slot, which others may share: a block of reports named for all pairs of a word may hold the
word, and one that is not named cannot.
"""

import numpy as np
import numpy.typing as npt

BLOCK = 64  # reports, neighbours by number: their texts lie side by side and are read together
SLOTS = 2**18


def slots_of(text: str) -> npt.NDArray[np.uint32]:
    """The slots of all pairs of neighbouring characters of a text, in their order; none of a text shorter than two."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    mixed = codes[:-1] * np.uint32(2654435761) ^ codes[1:] * np.uint32(40503)
    return (mixed >> np.uint32(7)) % np.uint32(SLOTS)
