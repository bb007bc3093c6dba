"""Make pinyin.tsv: the pinyin of characters and words, for the search box.

Source: characters from the PyPI package pypinyin 0.55.0 (MIT licence); readings that occur in names but differ from
those of single characters are listed here and reviewed by hand. Places have their own spelling in divisions.csv.
Usage: python data/reference/make_pinyin.py
"""

import csv
from pathlib import Path

from pypinyin import lazy_pinyin

HERE = Path(__file__).parent
# Readings used in names rather than in sentences: 成都, 长城, 重庆 and the like.
IN_NAMES = {"都": "du", "长": "chang", "重": "chong", "曾": "zeng", "厦": "xia", "乐": "le", "会": "hui", "行": "xing"}
WORDS = {
    "银行": "yin hang", "分行": "fen hang", "支行": "zhi hang", "央行": "yang hang", "会计": "kuai ji",
    "林长": "lin zhang", "河长": "he zhang", "畜牧": "xu mu", "畜禽": "chu qin", "重点": "zhong dian",
    "重大": "zhong da", "重工": "zhong gong", "市长": "shi zhang", "县长": "xian zhang", "音乐": "yin yue",
}  # fmt: skip
FIRST, LAST = 0x4E00, 0x9FA5


def characters() -> dict[str, str]:
    """Return the reading of every character that has one in plain ASCII letters."""
    found: dict[str, str] = {}
    for code in range(FIRST, LAST + 1):
        spelled = IN_NAMES.get(chr(code)) or lazy_pinyin(chr(code))[0]
        if spelled.isascii() and spelled.isalpha():
            found[chr(code)] = spelled
    return found


def main() -> None:
    with (HERE / "pinyin.tsv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, delimiter="\t", lineterminator="\n")
        rows.writerow(["text", "pinyin"])
        rows.writerows(WORDS.items())
        rows.writerows(characters().items())


if __name__ == "__main__":
    main()
