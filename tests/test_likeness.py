"""How alike texts are: signatures beside the exact share, planted copies, pairs beside all pairs, two side by side."""

import random
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from bench.likeness import CHANGES, _clauses, text_of
from forms import form
from ingest.narrative.likeness import COMPONENTS, LEAST, clauses_of_narrative, fingerprints, likeness, shared, signature
from tests.browsing import serve, visit
from tests.conftest import ingest, opened
from tests.printed_form import TITLE, filled, printed
from warehouse import questions
from warehouse.lookalikes import lookalikes, shares
from warehouse.scope import Scope


def _signature(sentences: list[str]) -> list[int]:
    made = signature(fingerprints(_clauses(sentences)))
    assert made is not None and len(made) == COMPONENTS
    return made


@pytest.mark.parametrize("kind", CHANGES)
def test_a_copy_is_found_whatever_was_changed(kind: str) -> None:
    texts = [text_of(number) for number in range(60)]
    copy = CHANGES[kind][1](texts[7], random.Random(1))
    signatures = np.array([_signature(each) for each in (*texts, copy)], np.uint16)
    pairs = lookalikes(signatures, np.arange(61), LEAST, 5)
    assert list(zip(pairs.one, pairs.other, strict=True)) == [(7, 60)]


def test_a_signature_estimates_the_exact_share() -> None:
    chance = random.Random(2)
    errors = []
    for number in range(40):
        own = text_of(number)
        other = [each if chance.random() < number / 40 else text_of(1000 + number)[0] for each in own]
        exact = likeness(fingerprints(_clauses(own)), fingerprints(_clauses(other)))
        if exact is not None:
            equal = np.mean(np.array(_signature(own)) == np.array(_signature(other)))
            errors.append(float(equal) - exact)
    assert abs(np.mean(errors)) < 0.03 and np.std(errors) < 0.07


def test_names_years_numbers_and_common_phrases_are_no_likeness() -> None:
    own = "安棠县水利局2024年主动公开信息321条，群众办事更加便捷高效，监督渠道畅通。根据《中华人民共和国政府信息公开条例》，编制本报告。"
    other = "临溪市教育局2019年主动公开信息9条，群众办事更加便捷高效，监督渠道畅通。根据《中华人民共和国政府信息公开条例》，编制本报告。"
    flats = [
        [each.flat for each in clauses_of_narrative([text], (), [name])]
        for text, name in ((own, "安棠县水利局"), (other, "临溪市教育局"))
    ]
    assert flats[0] == flats[1]
    assert "" in flats[0] and "群众办事更加便捷高效" in flats[0]
    assert not any("条例" in each for each in flats[0])


def test_labels_of_the_form_are_no_narrative() -> None:
    body = printed(form(2021), filled(form(2021), 5), TITLE.format(organ="教育局", year=2023))
    clauses = clauses_of_narrative(body.split("\n"), (), ["杭州市教育局"])
    assert {each.flat for each in clauses if len(each.flat) > 2} == set()


def test_a_short_text_is_like_nothing() -> None:
    clauses = clauses_of_narrative(["略。"], ())
    assert signature(fingerprints(clauses)) is None and likeness(fingerprints(clauses), fingerprints(clauses)) is None


def test_pairs_are_those_of_all_pairs() -> None:
    """Among signatures of every likeness, what is found is alike, and of what is clearly alike all is found."""
    chance = np.random.default_rng(3)
    base = chance.integers(0, 2**16, (200, COMPONENTS), np.uint16)
    copies = base.copy()
    for row, share in zip(copies, np.linspace(0, 1, 200), strict=True):
        changed = chance.random(COMPONENTS) > share
        row[changed] = chance.integers(0, 2**16, changed.sum(), np.uint16)
    signatures = np.concatenate([base, copies])
    one, other = np.triu_indices(400, 1)
    every = shares(signatures, one.astype(np.int64), other.astype(np.int64))
    pairs = lookalikes(signatures, np.arange(400), LEAST, 5)
    found = set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    alike = {
        (a, b): s
        for a, b, s in zip(every.one.tolist(), every.other.tolist(), every.likeness, strict=True)
        if s >= LEAST
    }
    assert found <= set(alike)
    assert {pair for pair, share in alike.items() if share > 0.75} <= found
    assert len(found) > 0.9 * len(alike)


def test_texts_of_one_owner_are_no_pair_and_the_best_stay() -> None:
    signatures = np.tile(np.arange(COMPONENTS, dtype=np.uint16), (6, 1))
    assert len(lookalikes(signatures, np.zeros(6, np.int64), LEAST, 5).one) == 0
    kept = lookalikes(signatures, np.arange(6), LEAST, 1)
    assert set(kept.one.tolist()) | set(kept.other.tolist()) == set(range(6)) and len(kept.one) < 15
    assert len(lookalikes(np.empty((0, COMPONENTS), np.uint16), np.empty(0, np.int64), LEAST, 5).one) == 0


def test_shared_clauses_are_marked_in_both() -> None:
    one, other = text_of(1), text_of(2)
    mixed = [*one[:5], *other[5:]]
    first, second = shared(_clauses(one), _clauses(mixed))
    assert {each.flat for each in first} == {each.flat for each in second}
    flats = {each.flat for each in _clauses(one[:5]) if len(each.flat) >= 8}
    assert flats <= {each.flat for each in first}


# -- in the warehouse and on the page ---


def _document(organ: str, year: int, seed: int, text: int) -> str:
    body = printed(form(2021), filled(form(2021), seed), TITLE.format(organ=organ, year=year))
    title, _, rest = body.partition("\n")
    return f"{title}\n一、总体情况\n{year}年，杭州市{organ}工作情况如下。{''.join(text_of(text))}\n{rest}"


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An agency that keeps its text and its tables for a year, one with another's text, and one of its own."""
    folder, warehouse = tmp_path_factory.mktemp("alike"), tmp_path_factory.mktemp("alike-warehouse")
    for organ, year, seed, text in (
        ("教育局", 2022, 5, 1), ("教育局", 2023, 5, 1), ("民政局", 2023, 6, 1), ("司法局", 2022, 7, 2), ("司法局", 2023, 8, 3),
    ):  # fmt: skip
        (folder / f"{organ}{year}.txt").write_text(_document(organ, year, seed, text), encoding="utf-8")
    ingest(folder, "--warehouse", warehouse)
    return warehouse


def test_alike_reports_and_equal_tables(alike: Path) -> None:
    scope = Scope(2022, 2023)
    with opened(alike) as con:
        own = questions.alike_list(con, scope, "own", 0.5, 10)
        assert own.select("agency", "year", "other_year").rows() == [("杭州市教育局", 2023, 2022)]
        assert own["likeness"][0] > 0.95
        other = questions.alike_list(con, scope, "other", 0.5, 10)
        assert {frozenset(pair) for pair in other.select("agency", "other_agency").iter_rows()} == {
            frozenset(("杭州市教育局", "杭州市民政局"))
        }
        tables = questions.same_tables(con, scope, 10)
        assert set(tables["agency"]) == {"杭州市教育局"} and tables.height == 3
        (before, now) = questions.likeness_by_year(con, scope).iter_rows(named=True)
        assert (before["compared"], now["compared"], now["at_90"], now["same_tables"]) == (0, 2, 1, 1)
        said = con.execute("SELECT DISTINCT message FROM findings WHERE check_id = 'alike'").fetchall()
        assert len(said) == 4 and all("2022" in message for (message,) in said)
        report = own["report_id"][0]
        assert questions.alike_of(con, report)["whose"].to_list().count("own") == 1


def test_a_renewed_warehouse_keeps_the_same_pairs_as_one_built_anew(tmp_path: Path) -> None:
    """Of twelve texts that are all alike, each keeps five others: the same ones, in whichever order they came."""
    organs = [
        "教育局",
        "民政局",
        "司法局",
        "财政局",
        "公安局",
        "审计局",
        "水利局",
        "统计局",
        "体育局",
        "商务局",
        "林业局",
        "应急局",
    ]
    documents = tmp_path / "documents"
    documents.mkdir()
    for first, last in ((2, 12), (0, 2)):  # the last to come, few enough for a renewal, are the first by name
        for number in range(first, last):
            text = _document(organs[number], 2023, number, 1)
            (documents / f"{number:02}.txt").write_text(text, encoding="utf-8")
        ingest(documents, "--warehouse", tmp_path / "renewed")
    ingest(documents, "--warehouse", tmp_path / "anew")
    kept = []
    for warehouse in ("renewed", "anew"):
        with opened(tmp_path / warehouse) as con:
            kept.append(con.execute("SELECT report_id, other_id, whose, likeness FROM alike ORDER BY ALL").fetchall())
    assert kept[0] == kept[1] and 60 <= len(kept[0]) < 132


def test_two_side_by_side(alike: Path, page: Page) -> None:
    with opened(alike) as con:
        pair = questions.alike_list(con, Scope(2022, 2023), "other", 0.5, 1).row(0, named=True)
    process, site = serve(alike)
    try:
        visit(page, f"{site}/likeness?report={pair['report_id']}&other={pair['other_id']}")
        assert page.locator(".nb-text").count() == 2 and page.locator(".nb-text mark").count() > 40
        assert "相似不等于抄袭" in page.inner_text("[data-testid=stMain]")
        visit(page, f"{site}/likeness?report=x&other=y&lang=en")
        assert "not in this snapshot" in page.inner_text("[data-testid=stMain]")
    finally:
        process.terminate()
        process.wait(30)
