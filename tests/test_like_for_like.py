"""Change among the same agencies: the same numbers in SQL and in plain Python, and what a chart makes of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import isclose

import polars as pl
import pytest

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from dashboard.address import reading
from dashboard.draw import by_year, canvas
from forms.measures import measure
from tests.conftest import ingest
from warehouse import questions
from warehouse.publish import current
from warehouse.questions.asking import Connection
from warehouse.scope import Scope

AGENCIES = ("福州市财政局", "厦门市财政局", "泉州市财政局", "南昌市司法局", "九江市司法局")
# Which agency has a report on which year: none reports always, and 2022 to 2023 all change.
YEARS = {
    2019: (0, 1, 2),
    2020: (0, 1, 3),
    2021: (0, 1, 3, 4),
    2022: (0, 4),
    2023: (1, 2),
    2024: (1, 2, 3),
    2025: (1, 2, 3),
}
NAMES = ("received", "licensing", "disclosure_rate", "documents_net", "zero_share", "penalties")
SCOPE = Scope(2019, 2025)
TWICE = (2021, 4)  # a year on which this agency has two reports
HALF = "本报告数据统计期限为2025年7月1日至2025年12月31日。"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("like")
    (folder / "reports").mkdir()
    for year, reporting in YEARS.items():
        for agency in reporting:
            form = fill(year * 10 + agency, 2019 if year < 2021 else 2021, blanks=0.1 if agency == 3 else 0.0)
            form = replace(form, title=f"{AGENCIES[agency]}{year}年政府信息公开工作年度报告")
            text = render(form, tabs)
            if (year, agency) == (2025, 3):
                text = text.replace(form.above[0], HALF, 1)
            (folder / "reports" / f"{agency}-{year}.txt").write_text(text, encoding="utf-8")
    year, agency = TWICE
    form = replace(fill(99, 2021), title=f"{AGENCIES[agency]}{year}年政府信息公开工作年度报告")
    (folder / "reports" / "twice.txt").write_text(render(form, tabs), encoding="utf-8")
    ingest(folder / "reports", "--warehouse", folder / "w")
    yield questions.connect(str(current(folder / "w").path))


def by_hand(con: Connection, name: str) -> list[tuple[int, int, float | None, float | None, float | None]]:
    """(year, agencies, before, value, index), from the contract's tables alone."""
    of_measure = measure(name)
    given: dict[tuple[str, int], tuple[float, float]] = {}
    counts = Counter(con.execute("SELECT agency_id, year FROM reports WHERE superseded_by IS NULL").fetchall())
    for report, key, year, first, last in con.execute(
        "SELECT report_id, agency_id, year, covers_from, covers_to FROM reports WHERE superseded_by IS NULL"
    ).fetchall():
        facts = {
            (figure, applicant): value
            for figure, applicant, value in con.execute(
                "SELECT figure, applicant, value FROM facts WHERE report_id = ?", [report]
            ).fetchall()
        }
        terms = [(facts[cell], above, below) for cell, above, below in of_measure.terms() if cell in facts]
        partial = (first and (first.month, first.day) > (1, 1)) or (last and (last.month, last.day) < (12, 31))
        if partial or not terms or any(value is None for value, _, _ in terms) or counts[key, year] > 1:
            continue
        above = sum(value * times for value, times, _ in terms)
        below = sum(value * times for value, _, times in terms)
        given[key, year] = (float(above == 0), 1.0) if of_measure.zero else (above, below)
    rows: list[tuple[int, int, float | None, float | None, float | None]] = []
    index: float | None = None
    for year in range(2020, 2026):
        both = [key for key, each in given if each == year and (key, year - 1) in given]
        if not both:
            continue
        before, now = ([sum(given[key, at][n] for key in both) for n in (0, 1)] for at in (year - 1, year))
        shown = [
            (parts[0] / parts[1] if parts[1] else None) if of_measure.is_rate else parts[0] for parts in (before, now)
        ]
        if not (rows and rows[-1][0] == year - 1):
            index = 100.0
        no_ratio = of_measure.is_rate or any(above < 0 for _, above, _ in of_measure.terms()) or before[0] <= 0
        index = None if no_ratio or index is None else index * now[0] / before[0]
        rows.append((year, len(both), shown[0], shown[1], index))
    return rows


def close(left: float | None, right: float | None) -> bool:
    return left is right if left is None or right is None else isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_in_python(asked: Connection, name: str) -> None:
    wanted = by_hand(asked, name)
    frame = questions.like_for_like(asked, SCOPE, NAMES).filter(pl.col("measure") == name)
    found = frame.select("year", "agencies", "before", "value", "index").rows()
    assert [row[:2] for row in found] == [row[:2] for row in wanted]
    assert len(found) >= 3 and all(
        close(a, b) for x, y in zip(found, wanted, strict=True) for a, b in zip(x, y, strict=True)
    )


def test_only_agencies_with_both_years(asked: Connection) -> None:
    frame = questions.like_for_like(asked, SCOPE, ("received",))
    counts = dict(frame.select("year", "agencies").iter_rows())
    assert counts[2020] == 2 and 2023 not in counts  # of 2022 and 2023 no agency is the same
    assert counts[2025] == 2, "a report on half a year is not compared"


def test_groups_are_compared_within_themselves(asked: Connection) -> None:
    frame = questions.like_for_like(asked, SCOPE, ("penalties",), by="province")
    whole = questions.like_for_like(asked, SCOPE, ("penalties",))
    sums = frame.group_by("year").agg(pl.sum("before"), pl.sum("value"), pl.sum("agencies")).sort("year")
    assert set(frame["name"]) == {"福建省", "江西省"}
    assert sums.select("before", "value", "agencies").rows() == whole.select("before", "value", "agencies").rows()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_line_is_drawn_only_between_the_same_agencies(asked: Connection, language: str) -> None:
    names = ("received", "processed")
    frame, like = questions.measured(asked, SCOPE, names), questions.like_for_like(asked, SCOPE, names)
    with reading({"lang": language}):
        figure = by_year.trend(frame, [measure(name) for name in names], list(range(2019, 2026)), language, like)
    pale = [each for each in figure["data"] if each.get("meta") == canvas.APART]
    drawn = next(each for each in figure["data"] if each.get("name") == measure("received").text(language))
    points = list(zip(drawn["x"], drawn["y"], strict=True))
    joined = {
        int(after[0])
        for before, after in pairwise(points)
        if None not in (before[1], after[1]) and after[0] - before[0] == 1
    }
    reporting = {year: {AGENCIES[n] for n in agencies} for year, agencies in YEARS.items()}
    assert joined <= {year for year in reporting if reporting[year] == reporting.get(year - 1)}
    assert pale and all(each["line"]["dash"] == "dot" and not each.get("name") for each in pale)
