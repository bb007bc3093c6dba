"""A warehouse survives kills and damage: the next ingest makes all good and says so; verify tells every difference."""

import shutil
import sqlite3
from pathlib import Path

import duckdb
import pytest

from bench.faults.damages import try_damages
from bench.faults.kills import kill_at_random
from bench.faults.made import digest, leftovers, make_reports
from ingest.store import tidy
from ingest.store.ledger import Ledger, parser_version
from ingest.store.sums import PARTS, Sum, part_path
from tests.conftest import SAMPLE, ingest
from tests.test_ingest_command import summary
from warehouse.publish import current, kept


def test_damage_is_mended_and_said(tmp_path: Path) -> None:
    """Every fifth kind, of each file some; the bench does all of them, twice (docs/reliability.md)."""
    tried, wrong = try_damages(tmp_path, seed=3, step=5)
    assert tried > 12 and not wrong


def test_random_kills_lose_nothing_and_leave_nothing(tmp_path: Path) -> None:
    """The bench kills two hundred times (docs/reliability.md)."""
    kills = kill_at_random(tmp_path, 5, seed=5, reports=90)
    assert kills.tried == 5 and kills.in_time >= 2 and not kills.wrong


def test_a_ledger_that_another_program_holds_is_one_clear_line(tmp_path: Path) -> None:
    ingest(SAMPLE, "--warehouse", tmp_path)
    holder = sqlite3.connect(tmp_path / "store" / "ledger.sqlite")
    holder.execute("begin exclusive")
    done = ingest(SAMPLE, "--warehouse", tmp_path, check=False)
    holder.close()
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1
    assert "locked" in done.stderr and "run the command again" in done.stderr
    assert summary(ingest(SAMPLE, "--warehouse", tmp_path).stdout)["reused"] == "19"


# -- verify ---


def verified(*arguments: object) -> tuple[int, list[str]]:
    done = ingest("verify", *arguments, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()


def test_verify_finds_no_difference_in_a_whole_warehouse(tmp_path: Path) -> None:
    ingest(SAMPLE, "--warehouse", tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    assert verified("--warehouse", tmp_path) == (0, ["differences        0"])
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_verify_tells_every_difference_from_the_documents(tmp_path: Path) -> None:
    reports, warehouse = make_reports(tmp_path / "reports", 4), tmp_path / "w"
    ingest(reports, "--warehouse", warehouse)
    changed = reports / "report00001.txt"
    changed.write_text(changed.read_text("utf-8").replace("丰城市", "樟树市"), encoding="utf-8")
    (reports / "report00002.txt").unlink()
    (reports / "new.txt").write_text("no report", encoding="utf-8")
    code, lines = verified("--warehouse", warehouse)
    assert code == 1
    for sign, source in (("-", "report00001.txt"), ("+", "report00001.txt"), ("-", "report00002.txt")):
        assert sum(line.startswith(f"{sign} reports: ") and source in line for line in lines) == 1, lines[:3]
    assert sum(line.startswith("+ quarantine: ") and "new.txt" in line for line in lines) == 1
    facts = {line.partition("report_id ")[2][:16] for line in lines if line[2:].startswith("facts: ")}
    assert len(facts) == 3  # the changed report as it was and as it is, and the one that is gone


def test_verify_tells_one_changed_cell(tmp_path: Path) -> None:
    """A database in which one value was altered, with a manifest that says nothing of it."""
    from warehouse.publish import checksum, manifest_of, write_manifest

    reports, warehouse = make_reports(tmp_path / "reports", 2), tmp_path / "w"
    ingest(reports, "--warehouse", warehouse)
    found = current(warehouse)
    with duckdb.connect(str(found.path)) as con:
        con.execute("UPDATE fact_rows SET value = value + 1 WHERE report_no = 0 AND cell = 8 AND value IS NOT NULL")
    code, lines = verified("--warehouse", warehouse)
    assert code == 1 and "not what was published" in lines[0] and len(lines) == 2
    before = manifest_of(warehouse, found.id)
    assert before is not None
    values = {name: getattr(before, name) for name in before.__dataclass_fields__}
    forged = type(before)(**{**values, "sha256": checksum(found.path), "size": found.path.stat().st_size})
    write_manifest(warehouse, forged)
    code, lines = verified("--warehouse", warehouse)
    assert code == 1 and [line[:8] for line in lines[:-1]] == ["- facts:", "+ facts:"]


def test_verify_says_which_files_of_the_store_are_damaged(tmp_path: Path) -> None:
    reports, warehouse = make_reports(tmp_path / "reports", 2), tmp_path / "w"
    ingest(reports, "--warehouse", warehouse)
    shard = next((warehouse / "store").glob("*.facts.parquet"))
    data = bytearray(shard.read_bytes())
    data[30] ^= 4
    shard.write_bytes(data)
    code, lines = verified("--warehouse", warehouse)
    assert code == 1 and "the shard is not what was written" in lines[0] and len(lines) == 2
    (warehouse / "store" / "ledger.sqlite").write_bytes(b"garbage" * 1000)
    code, lines = verified("--warehouse", warehouse)
    assert code == 1 and "the ledger cannot be read" in lines[0]
    (warehouse / "current.json").write_text("{")
    code, lines = verified("--warehouse", warehouse)
    assert code == 1 and lines == [
        "ingest: current.json is damaged; run python -m ingest again, or python -m ingest rollback"
    ]
    assert verified("--warehouse", tmp_path / "nowhere")[0] == 1


def test_verify_without_the_documents_says_so(tmp_path: Path) -> None:
    reports, warehouse = make_reports(tmp_path / "reports", 2), tmp_path / "w"
    ingest(reports, "--warehouse", warehouse)
    shutil.rmtree(reports)
    code, lines = verified("--warehouse", warehouse)
    assert code == 1 and "the documents are gone" in lines[0]


# -- rollback ---


def three_snapshots(folder: Path) -> tuple[Path, list[str]]:
    """A warehouse with three snapshots, and their ids in the order of their publication."""
    ids = []
    for number in range(3):
        ingest(make_reports(folder / "reports", 1, first=number), "--warehouse", folder / "w")
        ids.append(current(folder / "w").id)
    return folder / "w", ids


def test_rollback_puts_earlier_snapshots_in_force(tmp_path: Path) -> None:
    warehouse, ids = three_snapshots(tmp_path)
    assert f"in force           {ids[1]} (before: {ids[2]})" in ingest("rollback", "--warehouse", warehouse).stdout
    assert current(warehouse).id == ids[1]
    ingest("rollback", "--warehouse", warehouse)
    assert current(warehouse).id == ids[0]
    nothing = ingest("rollback", "--warehouse", warehouse, check=False)
    assert nothing.returncode == 1 and "no earlier snapshot" in nothing.stderr
    ingest("rollback", ids[2], "--warehouse", warehouse)
    assert current(warehouse).id == ids[2]
    unknown = ingest("rollback", "ffffffffffff", "--warehouse", warehouse, check=False)
    assert unknown.returncode == 1 and ids[0] in unknown.stderr
    assert current(warehouse).id == ids[2]


def test_the_snapshot_that_was_in_force_stays_after_a_rollback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_KEEP_DAYS", "0")
    monkeypatch.setenv("NIANBAO_KEEP_SNAPSHOTS", "3")
    warehouse, _ = three_snapshots(tmp_path)
    reports = tmp_path / "reports"
    for _ in range(2):
        ingest("rollback", "--warehouse", warehouse)
    before = current(warehouse).id
    make_reports(reports, 1, first=3)
    ingest(reports, "--warehouse", warehouse)
    assert before in kept(warehouse)
    make_reports(reports, 1, first=4)
    ingest(reports, "--warehouse", warehouse)
    assert len(kept(warehouse)) == 3 and before not in kept(warehouse)


def test_rollback_never_puts_a_damaged_snapshot_in_force(tmp_path: Path) -> None:
    warehouse, ids = three_snapshots(tmp_path)
    database = kept(warehouse)[ids[1]].path
    database.write_bytes(database.read_bytes()[:-1])
    refused = ingest("rollback", ids[1], "--warehouse", warehouse, check=False)
    assert refused.returncode == 1 and "damaged" in refused.stderr
    ingest("rollback", "--warehouse", warehouse)
    assert current(warehouse).id == ids[0]
    (warehouse / "current.json").write_text("garbage")
    ingest("rollback", "--warehouse", warehouse)
    assert current(warehouse).id == ids[2]


def test_a_folder_named_like_a_command_is_written_with_its_path(tmp_path: Path) -> None:
    make_reports(tmp_path / "verify", 1)
    done = ingest(tmp_path / "verify", "--warehouse", tmp_path / "w")
    assert summary(done.stdout)["reports"] == "1"


# -- how large the store may become ---


def test_the_store_keeps_what_is_used_and_as_much_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was used the longest ago goes first; results of other versions of the parser go at once."""
    monkeypatch.setattr(tidy, "_SPARE", 250)
    parser = parser_version()
    ledger = Ledger(tmp_path)
    for number, owner in enumerate([parser] * 6 + ["another"]):
        name = f"{owner}-{number}"
        for part in PARTS:
            part_path(tmp_path, name, part).write_bytes(b"x" * 25)
        ledger.record(owner, [], [], {}, {name: {part: Sum("", 25) for part in PARTS}})
        ledger.mark_used([name])
    part_path(tmp_path, f"{parser}-stray", "facts").write_bytes(b"x")
    tidy.bound_store(ledger, parser, {f"{parser}-0"}, set())
    kept_shards = {path.name.partition(".")[0] for path in tmp_path.glob("*.parquet")}
    assert kept_shards == {f"{parser}-0", f"{parser}-5", f"{parser}-4"}
    assert set(ledger.shards(parser)) == kept_shards
    ledger.close()


def test_a_file_seen_before_is_reused_after_another_input(tmp_path: Path) -> None:
    one, two = make_reports(tmp_path / "one", 3), make_reports(tmp_path / "two", 3, first=10)
    for folder, parsed in ((one, "3"), (two, "3"), (one, "0"), (two, "0")):
        done = ingest(folder, "--warehouse", tmp_path / "w")
        assert summary(done.stdout)["parsed"] == parsed
    assert not leftovers(tmp_path / "w") and digest(tmp_path / "w")
