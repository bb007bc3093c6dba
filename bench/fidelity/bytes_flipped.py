"""Damage to the bytes of a document: one of them becomes another that is no digit and no separator."""

import re
from random import Random

_KEPT = frozenset(b' \t\r\n|.,+-/<>&;="')
_FULL_WIDTH = re.compile(rb"\xef\xbc[\x90-\x99]")
_NEVER = _KEPT | frozenset(b"0123456789\x00\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0")


def flip(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        flipped = changed[at] ^ (1 << chance.randrange(8))
        if changed[at] not in _KEPT and flipped not in _NEVER:
            before, changed[at] = changed[at], flipped
            # One bit turns a full-width digit or bracket into another full-width digit.
            if _full_width_digits(bytes(changed)) - _full_width_digits(data):
                changed[at] = before
    return bytes(changed)


def _full_width_digits(data: bytes) -> set[tuple[int, bytes]]:
    return {(found.start(), found[0]) for found in _FULL_WIDTH.finditer(data)}
