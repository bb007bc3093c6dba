"""The interface for programs, on the real server: every view, bounded, with errors in words."""

import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import polars as pl
import pytest

from dashboard.api import http
from dashboard.api.openapi import DOCS, with_table
from dashboard.api.views import MOST, VIEWS
from tests.conftest import ROOT, opened
from warehouse import questions
from warehouse.publish import current
from warehouse.scope import Scope
from warehouse.sql_names import TABLES

AGENCY = "320800.government"
NEEDED = {
    "agency": {"agency": AGENCY}, "agency/reports": {"agency": "淮安市人民政府"}, "agency/findings": {"agency": AGENCY},
    "agency/peers": {"agency": AGENCY, "year": "2024", "peers": "country"}, "compare": {"with": f"{AGENCY},福建省"},
    "search": {"q": "pt"}, "search/reports": {"q": "平潭 2023"}, "search/text": {"text": "信息公开"},
    "sql": {"sql": "SELECT year, count(*) AS n FROM reports GROUP BY year ORDER BY year"},
}  # fmt: skip
# The reports of the sample are their tables alone; none of them is late.
MAY_BE_EMPTY = {"quality/quarantine", "agency/findings", "claims", "claims/figures", "report/claims",
                "changes", "changes/cells", "changes/findings", "likeness/pairs", "likeness/tables", "report/alike",
                "plausible", "plausible/kinds", "report/doubts", "punctuality/reports"}  # fmt: skip


def fetch(address: str, method: str = "GET", sent: Mapping[str, str] = {}) -> tuple[int, Mapping[str, str], bytes]:
    try:
        request = urllib.request.Request(address, method=method, headers=dict(sent))
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def url(site: str, view: str, warehouse: Path, **params: str) -> str:
    given = dict(NEEDED.get(view, {}))
    if view.startswith("report"):
        (given["report"],) = opened(warehouse).execute("SELECT min(report_id) FROM reports").fetchone() or ("",)
    return f"{site}/api/{view}?{urlencode(given | params)}"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_as_json_and_as_csv(site: str, warehouse: Path, view: str) -> None:
    status, headers, body = fetch(url(site, view, warehouse))
    assert status == 200, body
    assert headers["Access-Control-Allow-Origin"] == "*" and headers["X-Snapshot"] == current(warehouse).id
    answer = json.loads(body)
    assert answer["view"] == view and answer["total"] == int(headers["X-Total-Rows"])
    status, _, text = fetch(url(site, view, warehouse, format="csv"))
    table = pd.read_csv(io.BytesIO(text)) if text.strip() else pd.DataFrame()
    assert status == 200 and len(table) == len(answer["data"])
    assert answer["data"] or view in MAY_BE_EMPTY
    if answer["data"]:
        assert list(table.columns) == list(answer["data"][0])


def test_the_same_numbers_as_the_page(site: str, warehouse: Path) -> None:
    query = urlencode({"province": "福建省", "from": "2021", "measures": "received,disclosure_rate"})
    table = pd.read_csv(f"{site}/api/applications.csv?{query}")
    asked = questions.measured(opened(warehouse), Scope(2021, 2025, province="福建省"), ("received", "disclosure_rate"))
    assert table["value"].to_list() == pytest.approx(asked["value"].to_list())
    panel = pd.read_csv(f"{site}/api/applications.csv?panel=1&measures=received")
    assert panel["value"].to_list() == [23, 21, 70, 74, 81, 218, 154]


def test_a_cache_knows_how_long_an_answer_holds(site: str, warehouse: Path) -> None:
    """The same question of the same snapshot has the same mark, which is answered without asking; another has another."""
    first, again = (fetch(f"{site}/api/applications?year=2023") for _ in range(2))
    assert first[1]["ETag"] == again[1]["ETag"] and first[1]["Cache-Control"] == "public, no-cache"
    status, headers, body = fetch(
        f"{site}/api/applications?year=2023", sent={"If-None-Match": f'W/{first[1]["ETag"]}, "x"'}
    )
    assert (status, body, headers["ETag"]) == (304, b"", first[1]["ETag"])
    kept = fetch(f"{site}/api/applications?year=2023&snapshot={current(warehouse).id}")
    assert kept[1]["Cache-Control"] == "public, max-age=86400" and kept[2].count(b"value") == first[2].count(b"value")
    others = [
        fetch(f"{site}/api/{each}")
        for each in ("applications.csv?year=2023", "applications?from=2023", "permits?year=2023")
    ]
    assert len({first[1]["ETag"], *(headers["ETag"] for _, headers, _ in others)}) == 4
    assert fetch(f"{site}/api/permits?year=2023", sent={"If-None-Match": first[1]["ETag"]})[0] == 200
    for path in ("sql?sql=SELECT+1", "search/text?text=x&limit=0", "nothing"):
        headers = fetch(f"{site}/api/{path}")[1]
        assert "ETag" not in headers and headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize("rows", [0, 1, 5, 12])
def test_a_large_answer_in_pieces_is_the_same(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_AT_A_TIME", 5)
    frame = pl.DataFrame({"a": list(range(rows)), "b": ['x"年'] * rows}, schema={"a": pl.Int64, "b": pl.String})
    assert "".join(http._csv(frame)) == frame.write_csv()
    assert json.loads("".join(http._json({"total": rows}, frame))) == {"total": rows, "data": frame.to_dicts()}
    answer = http._sent(http._csv(frame), frame.height, "text/csv", {"X-Total-Rows": str(rows)})
    assert ("content-length" in answer.headers) == (rows <= 5) and answer.headers["X-Total-Rows"] == str(rows)


def test_answers_are_bounded_and_go_on(site: str, warehouse: Path) -> None:
    _, headers, body = fetch(f"{site}/api/data?figures=licensing.decisions&limit=5")
    answer = json.loads(body)
    assert len(answer["data"]) == 5 and answer["total"] == 13 and answer["next"] and 'rel="next"' in headers["Link"]
    seen, following = [row["report_id"] for row in answer["data"]], answer["next"]
    while following:
        answer = json.loads(fetch(site + following)[2])
        seen += [row["report_id"] for row in answer["data"]]
        following = answer["next"]
    assert len(seen) == len(set(seen)) == 13
    status, _, body = fetch(f"{site}/api/data?limit={MOST + 1}")
    assert status == 400 and str(MOST) in json.loads(body)["error"]


def test_a_measure_asked_twice_is_one_and_a_cut_is_said(site: str) -> None:
    once = pd.read_csv(f"{site}/api/applications.csv?measures=received")
    assert pd.read_csv(f"{site}/api/applications.csv?measures=received,received").equals(once)
    _, headers, body = fetch(f"{site}/api/sql?{urlencode({'sql': 'SELECT * FROM range(20000)'})}")
    assert headers["X-Cut"] == "true" and json.loads(body)["cut"] is True
    query = urlencode({"province": "福建省", "limit": "2"})
    following = json.loads(fetch(f"{site}/api/data?{query}")[2])["next"]
    assert following.isascii() and json.loads(fetch(site + following)[2])["parameters"]["province"] == "福建省"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("nothing", 404, "/api lists"), ("applications?province=Mars", 400, "Mars"), ("applications?measures=joy", 400, "joy"),
     ("agency?agency=nobody", 404, "nobody"), ("agency", 400, "agency is missing"), ("report?report=0", 404, "no report"),
     ("overview?agency=320800.government", 400, "agency"), ("data?figure=fees.amount", 400, "figure"),
     ("overview?from=2021&from=2022", 400, "from is there twice"), ("sql?sql=%20", 400, "empty"),
     ("sql?" + urlencode({"sql": "SELECT DATE 'infinity' AS d"}), 400, "calendar"), ("agency?agency=" + "x" * 30000, 414, "long"),
     ("compare?with=nobody,nothing", 404, "nobody"), ("overview?format=xml", 400, "none of json, csv"), ("overview?limit=-1", 400, "limit"),
     ("overview?snapshot=000000000000", 410, "no longer kept"), ("sql?sql=DROP+TABLE+reports", 400, "SELECT"),
     ("sql?sql=SELECT+1;SELECT+2", 400, "one statement"), ("data?figures=x", 400, "data-dictionary"),
     ("overview?provnce=x", 400, "provnce"), ("overview?limit=0", 400, "limit"), ("overview?from=" + "1" * 5000, 400, "from"),
     ("applications?measures=-applications.received", 400, "there is no"), ("quality/findings?check=zz", 400, "check"),
     ("applications?measures=licensing.decisions@natural_person", 400, "there is no"),
     ("applications?rows=province&by=agency", 400, "contradict"), ("applications?measure=received&measures=processed", 400, "contradict"),
     ("overview.csv?format=json", 400, "contradicts"), ("overview?from=2023&to=2021", 400, "later than"),
     ("overview?type=government&layer=departments", 400, "layer governments"), ("compare?with=320800.government", 400, "2 to 6"),
     ("applications?year=1999", 400, "year"), ("overview?year=2019&from=2021", 400, "not within"),
     ("agency?agency=320800.government&province=Mars", 400, "Mars"), ("search?q=%20", 400, "q is empty"),
     ("quality/groups?by=agency", 400, "none of"), ("agency/peers?agency=320800.government&peers=world", 400, "none of")],
)  # fmt: skip
def test_what_cannot_be_answered_is_said(site: str, path: str, status: int, said: str) -> None:
    got, headers, body = fetch(f"{site}/api/{path}")
    assert got == status and said in json.loads(body)["error"] and headers["Access-Control-Allow-Origin"] == "*"


def test_what_the_comparison_of_a_page_has_in_its_address_means_the_same_here(site: str) -> None:
    page = pd.read_csv(f"{site}/api/applications.csv?part=compare&by=province&measure=received&year=2024&lang=en")
    table = pd.read_csv(f"{site}/api/applications.csv?rows=province&measures=received")
    assert page.equals(table[table["year"] == 2024].reset_index(drop=True)) and len(page)


def test_what_follows_is_of_the_same_snapshot_and_a_search_goes_on(site: str, warehouse: Path) -> None:
    following = json.loads(fetch(f"{site}/api/data?limit=5")[2])["next"]
    assert f"snapshot={current(warehouse).id}" in following
    answer = json.loads(fetch(f"{site}/api/search?{urlencode({'q': '市', 'limit': 2})}")[2])
    more = json.loads(fetch(site + answer["next"])[2])
    assert answer["total"] > 2 and more["data"] and more["data"] != answer["data"]


def test_what_no_table_can_hold_is_given_as_text(site: str) -> None:
    query = "SELECT 340282366920938463463374607431768211455::UHUGEINT AS most, INTERVAL 1 MONTH AS span, 7 AS n"
    (row,) = json.loads(fetch(f"{site}/api/sql?{urlencode({'sql': query})}")[2])["data"]
    assert row == {"most": "340282366920938463463374607431768211455", "span": "1 month", "n": 7}


def test_csv_is_harmless_in_a_spreadsheet_unless_asked_raw(site: str) -> None:
    query = "SELECT '=1+1' AS a, '-2+3' AS b, '@x' AS c, chr(9) || '=1' AS d, -5 AS e, '-5' AS f, 'x' AS \"=g\""
    asked = urlencode({"sql": query, "format": "csv"})
    table = pl.read_csv(io.BytesIO(fetch(f"{site}/api/sql?{asked}")[2]))
    assert table.columns[-1] == "'=g" and table.row(0)[:4] == ("'=1+1", "'-2+3", "'@x", "'\t=1")
    assert table.row(0)[4:6] == (-5, -5)  # numbers stay numbers
    raw = pl.read_csv(io.BytesIO(fetch(f"{site}/api/sql?{asked}&raw=1")[2]))
    assert raw.columns[-1] == "=g" and raw.row(0)[:4] == ("=1+1", "-2+3", "@x", "\t=1")
    assert json.loads(fetch(f"{site}/api/sql?{urlencode({'sql': query})}")[2])["data"][0]["a"] == "=1+1"


def test_the_index_lists_every_view_and_the_docs_explain_it(site: str) -> None:
    index = json.loads(fetch(f"{site}/api")[2])
    assert set(index["views"]) == {f"/api/{view}" for view in VIEWS}
    text = DOCS.read_text(encoding="utf-8")
    assert text == with_table(text), "run: python -m dashboard.api"
    described = json.loads(fetch(f"{site}/api/openapi.json")[2])
    assert set(described["paths"]) == {*index["views"], "/api/warehouse.zip"}
    assert fetch(f"{site}/api/overview", "OPTIONS")[0] == 204


def test_the_whole_warehouse_in_one_file(site: str, warehouse: Path) -> None:
    status, headers, body = fetch(f"{site}/api/warehouse.zip")
    assert status == 200 and "zip" in headers["Content-Type"]
    con = opened(warehouse)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert set(archive.namelist()) == {*(f"{name}.parquet" for name in TABLES), "data-dictionary.md", "README.txt"}
        for name in TABLES:
            frame = pl.read_parquet(io.BytesIO(archive.read(f"{name}.parquet")))
            assert con.execute(f"SELECT count(*) FROM {name}").fetchone() == (frame.height,)
        assert current(warehouse).id in archive.read("README.txt").decode()
        dictionary = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
        assert archive.read("data-dictionary.md").decode() == dictionary
    assert fetch(f"{site}/api/warehouse.zip")[2] == body
