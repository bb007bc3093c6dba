"""The same text in other characters: traditional, Kangxi radicals, half-width punctuation, spaces inside labels."""

import re
import unicodedata
from functools import cache
from random import Random

from bench.fidelity.marks import bare

_TRADITIONAL = dict(
    zip(
        "总体况动开务项内数废现规许处罚强业费单万结转办这计区机关构会织团属国护权类过询执查没补访举报诉复请无认获应为与"
        "则纠维讼审经议后书据题进须问对额购减县乡发员网时间页导个条联长门户汇级组广别员档训馈违录简证责",
        "總體況動開務項內數廢現規許處罰強業費單萬結轉辦這計區機關構會織團屬國護權類過詢執查沒補訪舉報訴復請無認獲應為與"
        "則糾維訟審經議後書據題進須問對額購減縣鄉發員網時間頁導個條聯長門戶匯級組廣別員檔訓饋違錄簡證責",
        strict=True,
    )
)
_HALF_WIDTH = str.maketrans("（），：；", "(),:;")
_NUMBERED = re.compile(r"(?<![\d.])([1-8])\.(?=[^\d\s])")
_DEPTH_OF_BLANKS = 3


def traditional(text: str) -> str:
    """Convert to traditional characters."""
    return "".join(_TRADITIONAL.get(char, char) for char in text)


@cache
def _look_alikes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for first, last in ((0x2F00, 0x2FD6), (0xF900, 0xFAD9)):
        for code in range(first, last):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                found.setdefault(plain, []).append(chr(code))
    return found


def radicals(text: str, chance: Random) -> str:
    """Replace half of the characters that have a Kangxi radical or compatibility character with it."""
    chars = _look_alikes()
    return "".join(chance.choice(chars[char]) if char in chars and chance.random() < 0.5 else char for char in text)


def half_width(text: str) -> str:
    """Use half-width brackets and punctuation, and `1、` for `1.`."""
    return _NUMBERED.sub(r"\1、", text.translate(_HALF_WIDTH))


def blanks_within(text: str, chance: Random) -> str:
    """Insert random spaces into a label: `三、 本年 度办 理结 果`."""
    if len(bare(text)) < _DEPTH_OF_BLANKS:
        return text
    out = []
    for char in text:
        out.append(char)
        if "一" <= char <= "鿿" and chance.random() < 0.25:
            out.append(" ")
    return "".join(out).rstrip()
