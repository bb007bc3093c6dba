"""Make telephone.csv: the prefectures (or municipalities) that each telephone area code serves.

Source: the geographical descriptions in the PyPI package phonenumbers 9.0.43 (Apache-2.0 licence), country code 86.
Usage: pip install phonenumbers==9.0.43, then python data/reference/make_telephone.py
"""

import csv
import importlib
import pkgutil
import re
import sys
from pathlib import Path

import phonenumbers.geodata

HERE = Path(__file__).parent
PREFIX = "86"


def described() -> dict[str, str]:
    """Map leading digits of fixed-line numbers to the place in Chinese."""
    found = pkgutil.iter_modules(phonenumbers.geodata.__path__, "phonenumbers.geodata.")
    tables = [getattr(importlib.import_module(module.name), "data", {}) for module in found]
    numbers = {number: words["zh"] for table in tables for number, words in table.items() if "zh" in words}
    mobile = re.compile(r"861[3-9]")
    return {n: words for n, words in numbers.items() if n.startswith(PREFIX) and not mobile.match(n)}


# Codes of which the source has only the digits that no other code shares.
WHOLE = {"033": "0335", "034": "0349", "058": "0580", "070": "0701"}


def area(number: str) -> str:
    """Return the area code with its leading 0: two further digits for codes beginning with 1 or 2, else three."""
    digits = number.removeprefix(PREFIX)
    code = "0" + digits[: 2 if digits[0] in "12" else 3]
    return WHOLE.get(code, code)


# Missing in the source: areas merged since (0371, 0851), prefectures that share a code, old or misspelt names.
MORE = {
    "0371": ["410200"], "0558": ["341600"], "0692": ["533100"], "0710": ["420600"], "0731": ["430200"],
    "0772": ["451300"], "0774": ["451100"], "0775": ["450800"], "0851": ["520300", "520400"], "0887": ["533400"],
    "0898": ["460300", "460400"], "0903": ["653200"], "0935": ["620300"], "0937": ["620200"],
}  # fmt: skip


def places(words: str, units: list[dict[str, str]]) -> set[str]:
    """Return the codes of the prefectures (or municipalities) named by a description: 四川省成都市、资阳市、眉山市."""
    province = next(u for u in units if u["level"] == "province" and words.startswith(u["short"]))
    rest = re.sub(f"^({province['name']}|{province['short']}省?)", "", words)
    if not rest or province["name"] == words:
        return {province["code"]}
    below = [u for u in units if u["parent"] == province["code"]]
    parts = [part for part in re.split("[、/和]", rest) if part]
    return {u["code"] for u in below for part in parts if u["name"].startswith(part.removesuffix("地区"))}


if __name__ == "__main__":
    with (HERE / "divisions.csv").open(encoding="utf-8", newline="") as stream:
        units = [row for row in csv.DictReader(stream) if not row["until"]]
    served: dict[str, set[str]] = {}
    for number, words in described().items():
        served.setdefault(area(number), set()).update(places(words, units))
    for code, more in MORE.items():
        served.setdefault(code, set()).update(more)
    told = set[str]().union(*served.values())
    if missing := [u["name"] for u in units if u["level"] == "prefecture" and u["code"] not in told]:
        sys.exit(f"no area code for {missing}: complete MORE")
    rows = [(code, " ".join(sorted(units))) for code, units in sorted(served.items()) if units]
    with (HERE / "telephone.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([("area", "divisions"), *rows])
