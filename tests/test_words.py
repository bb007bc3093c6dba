"""Both languages complete: every word used exists, every word exists in both, nothing is unused."""

import re

import pytest
import yaml

from dashboard import condition
from dashboard.address import reading
from dashboard.words import phrase, words
from ingest.identify.reference import agency_types, levels
from ingest.report import _reasons
from tests.conftest import ROOT
from warehouse.questions import GROUPS
from warehouse.schema import tables

# Words whose ids are formed elsewhere than in a call of t: columns and names of tables, kinds of download.
_FORMED = ("evidence.", "names.", "col.")
# A bound, or rows beyond one: never one.
_ALWAYS_MANY = ("sql.bounds", "sql.cut", "table.cut", "check.files", "check.refused.many", "plausible.peers")


def test_every_word_is_in_both_languages() -> None:
    for word, spoken in words().items():
        assert set(spoken) == {"zh", "en"} and spoken["zh"] and spoken["en"], word
        fields = [set(re.findall(r"(?<!%)\{(\w+)\}", text)) for text in spoken.values()]
        assert fields[0] == fields[1], word
        assert not re.search(r"[一-鿿]", spoken["en"].replace("年报", "")), word


def test_every_word_used_exists_and_every_word_is_used() -> None:
    code = "".join(p.read_text(encoding="utf-8") for f in ("dashboard", "pages") for p in (ROOT / f).rglob("*.py"))
    used = set(re.findall(r"""\b(?:phrase|name)\(\s*["']([a-z_.]+)["']""", code))
    used |= set(re.findall(r"""[( ]"(trend\.[a-z_]+)",""", code))
    used |= set(re.findall(r"""\btrends\.composition\(\s*opened, "([a-z_.]+)\"""", code)) | {"applicants"}
    used |= {f"reasons.{group}" for group in re.findall(r"""flows\.reasons\(opened, "(\w+)\"""", code)}
    used |= set(re.findall(r""""(reasons\.[a-z_]+)",""", code))
    pages = re.findall(r"""\bopening\("(\w+)"|title\("(\w+)"\)""", "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "pages").glob("*.py")))  # fmt: skip
    used |= {f"{kind}.{a or b}" for a, b in pages for kind in ("page", "intro")}
    used |= {f"by.{group}" for group in GROUPS}
    used |= {"compare.unnamed", condition.NOTHING, condition.MISSING, condition.DAMAGED, condition.OTHER}
    unknown = {word for word in used if word not in words()}
    assert not unknown
    formed = (*_FORMED, *re.findall(r"""\bphrase\(f["']([a-z_.]+\.)\{""", code))
    unused = {word for word in words() if word not in used and not word.startswith(formed)}
    assert not unused


def test_other_words_are_in_both_languages() -> None:
    assert all(spoken["zh"] and spoken["en"] for spoken in _reasons().values())
    assert all(kind.zh and kind.en for kind in agency_types().values())
    assert all(spoken["zh"] and spoken["en"] for spoken in levels().values())
    for table in tables().values():
        assert table.zh and table.en and all(column.zh and column.en for column in table.columns)
    messages = yaml.safe_load((ROOT / "forms" / "checks.yml").read_text(encoding="utf-8"))["messages"]
    for message, spoken in messages.items():
        fields = [set(re.findall(r"\{(\w+)\}", spoken[language])) for language in ("zh", "en")]
        assert fields[0] == fields[1], message


def test_every_kind_of_evidence_has_its_words() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ingest" / "identify").glob("*.py"))
    kinds = set(re.findall(r'f"(?:\{[^}]*\}; )?(\w+): ', code))
    assert len(kinds) >= 9
    assert {f"evidence.{kind}" for kind in kinds} == {word for word in words() if word.startswith("evidence.")}


@pytest.mark.parametrize(
    ("reports", "agencies", "said"),
    [
        (13, 7, "13 reports by 7 agencies"),
        (1, 1, "1 report by 1 agency"),
        ("1", "1,001", "1 report by 1,001 agencies"),
        (0, 0, "0 reports by 0 agencies"),
    ],
)
def test_counted_things_are_singular_only_at_one(
    reports: object, agencies: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.words.language", lambda: "en")
    assert phrase("scope.holds", reports=reports, agencies=agencies).startswith(said)


def test_a_count_before_a_noun_chooses_its_number() -> None:
    """“1 reports” can be written in no phrase: after a count, a plural noun stands only where it may also be one."""
    nouns = "reports|agencies|findings|facts|rows|files|peers"
    for word, spoken in words().items():
        assert not re.search(rf"\{{\w+\}} (?:\w+ )?(?:{nouns})\b", spoken["en"]) or word in _ALWAYS_MANY, word


@pytest.mark.parametrize("language", ["zh", "en"])
def test_numbers_of_things_have_separators_and_years_have_none(language: str) -> None:
    with reading({"lang": language}):
        assert "12,345" in phrase("caveat.unplaced", n=12345)
        assert "2,025" not in phrase("opens.map.one", year=2025, place="x", value="1", measure="m")
