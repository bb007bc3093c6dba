"""A snapshot that is brought up to date is what it would be, had it been built from nothing; the store stays compact."""

import random
from pathlib import Path

import duckdb
import polars as pl
import pytest

from bench.fidelity.filled import fill
from ingest.store import compact as compacting
from ingest.store import update
from ingest.store.files import Found, find
from ingest.store.ledger import parser_version
from ingest.store.opening import opened
from ingest.store.update import gather
from tests.test_agencies import carried, report
from warehouse import build as building
from warehouse import renewal
from warehouse.build import build
from warehouse.contributed import contributed, reports_of
from warehouse.differences import differences
from warehouse.questions import measured
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, Scope


def documents() -> dict[str, list[str]]:
    """Source → the texts that its file may have: what depends on neighbours, on other years, on the same year's other
    reports, on the file's name, and what is no report."""
    return {
        "北京市/a.txt": [report("朝阳区卫健委", 2021, more="\n联系电话：0431-85109000")],
        "x/a.txt": [report("朝阳区卫健委", 2019, fill(1, 2021), "\n联系电话：0431-85109000")],
        "x/b.txt": [report("朝阳区卫健委", 2020, fill(2, 2021), "\n邮编：130012"), report("朝阳区卫健委", 2020, fill(9, 2021))],
        "x/c.txt": [report("朝阳区卫健委", 2022, fill(3, 2021), "\n联系电话：010-65090000")],
        "湖北省随州市曾都区/d.txt": [report("东城街道办事处", 2022, fill(4, 2021))],
        "湖北省随州市曾都区/e.txt": [report("东城街道办事处", 2023, fill(5, 2021))],
        "years/2021.txt": [report("大连市审计局", 2021, carried(out={"natural_person": 7}))],
        "years/2022.txt": [
            report("大连市审计局", 2022, carried({"natural_person": 7}, {"natural_person": 3}, 2)),
            report("大连市审计局", 2022, carried({"natural_person": 6}, {"natural_person": 2}, 2)),
        ],
        "years/2023.txt": [report("大连市审计局", 2023, carried({"natural_person": 3}, seed=3))],
        "years/2023 again.txt": [report("大连市审计局", 2023, carried({"natural_person": 4}, seed=4), "\n发布日期：2024-02-01")],
        "merger/into 2020.txt": [report("拱墅区财政局", 2020, carried(out={"natural_person": 4}, seed=5))],
        "merger/from 2020.txt": [
            report("下城区财政局", 2020, carried(out={"natural_person": 3}, seed=6)),
            report("下城区财政局", 2020, carried(out={"natural_person": 2}, seed=6)),
        ],
        "merger/into 2021.txt": [report("拱墅区财政局", 2021, carried({"natural_person": 7}, seed=7))],
        "twin.txt": [report("大连市审计局", 2021, carried(out={"natural_person": 7}))],
        "大连市财政局2022年.txt": [report("", 2022, fill(8, 2021)).replace("2022年政府信息公开工作年度报告", "政府信息公开工作年度报告")],
        "names/old.txt": [report("横县卫健局", 2021, fill(15, 2021))],
        "names/new.txt": [report("横州市卫生健康局", 2021, fill(16, 2021)), report("横州市卫健局", 2021, fill(17, 2021))],
        "zone/committee.txt": [report("大连高新技术产业园区管理委员会", 2022, fill(11, 2021))],
        "zone/body.txt": [report("大连高新技术产业园区审计局", 2022, fill(12, 2021))],
        "government.txt": [report("大连市人民政府", 2022, fill(13, 2021))],
        "county.txt": [report("大连市甘井子区人民政府", 2022, fill(14, 2021))],
        "大连市水务局2022.txt": ["没有表格。", ""],
        "empty.txt": [""],
    }  # fmt: skip


@pytest.fixture()
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database is renewed, however much of it changes."""
    monkeypatch.setattr(renewal, "_MOST_CHANGED", 1e9)
    monkeypatch.setattr(renewal, "_MOST_GONE", 1e9)
    monkeypatch.setattr(building, "builder", lambda: "the same")
    monkeypatch.setattr(renewal, "builder", lambda: "the same")


@pytest.mark.parametrize("seed", range(2))
def test_brought_up_to_date_it_is_as_if_built_from_nothing(
    tmp_path: Path, seed: int, always: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files come, go and change at random, the store is compacted now and then; every total is the same as well."""
    monkeypatch.setattr(compacting, "_MANY", 3)
    chance, folder, every = random.Random(seed), tmp_path / "reports", documents()
    stays = ("government.txt", "merger/into 2020.txt", "merger/into 2021.txt")
    there = {source: 0 for source in every if chance.random() < 0.6 or source in stays}
    before: Path | None = None
    kept = 0
    for step in range(6):
        for source in chance.sample(sorted(every), chance.randint(1, 5)):
            if source in there and chance.random() < 0.5 and source not in stays:
                del there[source]
            else:
                there[source] = chance.randrange(len(every[source]))
        for source, texts in every.items():
            path = folder / source
            path.unlink(missing_ok=True)
            if source in there:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(texts[there[source]], encoding="utf-8")
        with opened(tmp_path / "store") as ledger:
            gathered = gather(find([folder]), ledger)
            files = contributed(gathered.contributions)
            ways = {"renewed": before, "anew": None}
            paths = {way: tmp_path / f"{step}-{way}.duckdb" for way in ways}
            counts = {
                way: build(paths[way], f"{step:012d}", parser_version(), files, ledger.folder, earlier)
                for way, earlier in ways.items()
            }
        assert counts["renewed"] == counts["anew"]
        assert list(differences(paths["renewed"], paths["anew"])) == []
        assert _totals(paths["renewed"]) == _totals(paths["anew"])
        kept += before is not None and _first_new(paths["renewed"]) > 0
        before = paths["renewed"]
    assert kept == 5


def _totals(database: Path) -> list[list[tuple[object, ...]]]:
    with duckdb.connect(str(database), read_only=True) as con:
        return [
            measured(con, Scope(2018, 2023, layer=layer, panel=panel), ("applications.received",), by).rows()
            for layer in (DEPARTMENTS, GOVERNMENTS)
            for panel in (False, True)
            for by in (None, "province", "agency")
        ]


def _first_new(database: Path) -> int:
    """The lowest number of a report: above 0 or with gaps, reports went; whatever is there was numbered before."""
    with duckdb.connect(str(database), read_only=True) as con:
        ((highest, count),) = con.execute("SELECT max(report_no), count(*) FROM report_rows").fetchall()
    return int(highest) + 2 - int(count)


def test_only_what_changed_is_loaded(tmp_path: Path) -> None:
    """Of 40 reports one changes: the numbers of the others stay, and a change of most is built from nothing."""
    names = [f"大连市审计局{year}" for year in range(2018, 2024)] + [
        f"沈阳市财政局{year}" for year in range(2018, 2024)
    ]
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, name in enumerate(names):
        (folder / f"{name}.txt").write_text(report(name[:6], int(name[-4:]), fill(number, 2021)), encoding="utf-8")
    numbers = []
    before: Path | None = None
    for step, changed in enumerate(([], names[:1], names[:9])):
        for name in changed:
            (folder / f"{name}.txt").write_text(
                report(name[:6], int(name[-4:]), fill(90 + step, 2021), name), encoding="utf-8"
            )
        with opened(tmp_path / "store") as ledger:
            path = tmp_path / f"{step}.duckdb"
            files = contributed(gather(find([folder]), ledger).contributions)
            build(path, f"{step:012d}", parser_version(), files, ledger.folder, before)
        with duckdb.connect(str(path), read_only=True) as con:
            numbers.append(dict(con.execute("SELECT source, report_no FROM reports").fetchall()))
        before = path
    changed_name = f"{names[0]}.txt"
    assert {source for source in numbers[0] if numbers[0][source] != numbers[1][source]} == {changed_name}
    assert numbers[1][changed_name] == len(names)
    assert sorted(numbers[2].values()) == list(range(len(names)))


def test_a_database_of_another_version_or_damaged_is_not_renewed(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_text(report("大连市审计局", 2022), encoding="utf-8")
    with opened(tmp_path / "store") as ledger:
        files = contributed(gather(find([tmp_path / "d"]), ledger).contributions)
        path = tmp_path / "a.duckdb"
        build(path, "a" * 12, parser_version(), files, ledger.folder)
    assert renewal.from_before(reports_of(files), path) is not None
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE snapshot SET builder = 'another'")
    assert renewal.from_before(reports_of(files), path) is None
    path.write_bytes(b"no database")
    assert renewal.from_before(reports_of(files), path) is None


def test_small_parts_are_put_together_and_nothing_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many runs that add a file each leave few parts, in whose facts all of a cell lie together; what is mostly unused is
    written again without it."""
    monkeypatch.setattr(compacting, "_FULL", 12)
    monkeypatch.setattr(compacting, "_MANY", 4)
    folder = tmp_path / "reports"
    folder.mkdir()
    years = range(2008, 2025)
    with opened(tmp_path / "store") as ledger:
        for year in years:
            (folder / f"{year}.txt").write_text(report("大连市审计局", year, fill(year, 2021)), encoding="utf-8")
            gathered = gather(find([folder]), ledger)
            assert gathered.parsed == 1
        held = ledger.contents(parser_version())
        assert sum(held.values()) == len(years) and len(held) <= 5 and max(held.values()) >= 6
        again = gather(find([folder]), ledger)
        assert (again.parsed, again.mended, len(again.contributions)) == (0, 0, len(years))
        large = max(held, key=lambda shard: held[shard])
        facts = pl.read_parquet(ledger.folder / f"{large}.facts.parquet", columns=["cell", "report"])
        assert facts.equals(facts.sort("cell", "report")) and facts["report"].n_unique() == held[large]
        of_large = [each.source for each in again.contributions if each.shard == large]
        for source in of_large[: len(of_large) // 2 + 1]:
            (folder / source).unlink()
        fewer = gather(find([folder]), ledger)
        assert fewer.parsed == 0 and large not in fewer.shards
        assert sum(ledger.contents(parser_version()).values()) == len(years) - len(of_large) // 2 - 1


def test_every_new_chunk_is_a_part_and_a_killed_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before a run ended is not read again by the next."""
    monkeypatch.setattr(update, "_CHUNK", 2)
    folder = tmp_path / "reports"
    folder.mkdir()
    for year in range(2015, 2024):
        (folder / f"{year}.txt").write_text(report("大连市审计局", year, fill(year, 2021)), encoding="utf-8")

    def stop(done: int, of: int) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    with opened(tmp_path / "store") as ledger:
        with pytest.raises(KeyboardInterrupt):
            gather(find([folder]), ledger, update.How(tell=stop))
        known = sum(ledger.contents(parser_version()).values())
        assert known >= 2 and gather(find([folder]), ledger).parsed == 9 - known


def test_a_chunk_is_bounded_in_files_and_bytes() -> None:
    """Text goes by the thousand, scans by the dozen: a run that is killed loses a minute or two of either."""
    sizes = [8_000] * 5_000 + [2_000_000] * 100 + [500 * 2**20]
    files = [Found(str(number), str(number), (size, 0, 0, number)) for number, size in enumerate(sizes)]
    chunks = update._spread(files, 2)
    assert [file for chunk in chunks for file in chunk] == files
    for chunk in chunks:
        assert len(chunk) <= update._CHUNK and (len(chunk) == 1 or sum(file.mark[0] for file in chunk) <= update._SIZE)
    assert max(map(len, chunks)) > 600 and len(chunks) < 30
