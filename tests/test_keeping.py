"""Links name snapshots: each is kept for as long as a setting says, and the last few whatever their age."""

import os
from pathlib import Path

import pytest

from bench.faults.made import make_reports
from ingest.command.keeping import Keeping, keeping_of
from ingest.store.bounds import WrongSetting
from tests.conftest import ingest
from warehouse.publish import current, history, kept

DAY = 86_400


def dated(folder: Path, ages: list[int]) -> list[str]:
    """Manifests of snapshots that were published so many days ago, the last first."""
    names = [f"{number:012x}" for number in range(len(ages))]
    for name, age in zip(names, ages, strict=True):
        (folder / f"nianbao-{name}.json").write_text("{}")
        os.utime(folder / f"nianbao-{name}.json", (1e9 - age * DAY, 1e9 - age * DAY))
    return names


def test_young_ones_stay_and_the_last_ones_whatever_their_age(tmp_path: Path) -> None:
    names = dated(tmp_path, [0, 1, 40, 50, 60, 20])
    assert Keeping(30, 2).superfluous(tmp_path, names, 1e9) == [names[2], names[3], names[4]]
    assert Keeping(30, 4).superfluous(tmp_path, names, 1e9) == [names[4]]
    assert Keeping(30, 10).superfluous(tmp_path, names, 1e9) == []
    assert Keeping(0, 2).superfluous(tmp_path, names, 1e9) == names[2:]


def test_usually_a_month_and_ten() -> None:
    assert keeping_of({}) == Keeping(30, 10)
    assert keeping_of({"NIANBAO_KEEP_DAYS": "0", "NIANBAO_KEEP_SNAPSHOTS": "2"}) == Keeping(0, 2)
    for name, wrong in (("DAYS", "-1"), ("DAYS", "a month"), ("SNAPSHOTS", "1"), ("SNAPSHOTS", "1e3")):
        with pytest.raises(WrongSetting, match=f"NIANBAO_KEEP_{name}"):
            keeping_of({f"NIANBAO_KEEP_{name}": wrong})


def test_the_command_keeps_what_it_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse, reports = tmp_path / "w", tmp_path / "reports"
    for number in range(4):
        ingest(make_reports(reports, 1, first=number), "--warehouse", warehouse)
    assert len(kept(warehouse)) == 4
    old = history(warehouse)[-1]
    os.utime(warehouse / f"nianbao-{old}.json", (0, 0))
    ingest(make_reports(reports, 1, first=4), "--warehouse", warehouse)
    assert old in kept(warehouse), "there are fewer than ten"
    monkeypatch.setenv("NIANBAO_KEEP_SNAPSHOTS", "2")
    ingest(make_reports(reports, 1, first=5), "--warehouse", warehouse)
    assert old not in kept(warehouse) and len(kept(warehouse)) == 5
    monkeypatch.setenv("NIANBAO_KEEP_DAYS", "0")
    ingest(make_reports(reports, 1, first=6), "--warehouse", warehouse)
    assert len(kept(warehouse)) == 2 and current(warehouse).id in kept(warehouse)
    monkeypatch.setenv("NIANBAO_KEEP_DAYS", "for ever")
    refused = ingest(reports, "--warehouse", warehouse, check=False)
    assert refused.returncode == 1 and "NIANBAO_KEEP_DAYS" in refused.stderr and len(refused.stderr.splitlines()) == 1
