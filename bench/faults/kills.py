"""The command killed at random moments: alone, as an out-of-memory killer does, and with its group."""

import os
import random
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.faults.made import command, digest, ingest, leftovers, make_reports
from bench.served import ROOT


@dataclass
class Kills:
    """How many times the command was killed, in time and too late, and what went wrong afterwards."""

    tried: int = 0
    in_time: int = 0
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0  # seconds of the run after a kill
    leftovers: int = 0  # that the next run found and removed


def kill_at_random(folder: Path, count: int, seed: int, reports: int = 120) -> Kills:
    """Kill `count` runs, half over an old snapshot, half alone; after each the next run must make all good.

    Wrong is: workers that live on, an exit code other than 0, other facts than undisturbed, or files left over.
    """
    rng, result = random.Random(seed), Kills()
    old, new = make_reports(folder / "old", 20), make_reports(folder / "new", reports)
    ingest(new, "--warehouse", folder / "undisturbed")
    started = time.perf_counter()  # of a second run: the first finds cold files, and kills timed by it come too late
    ingest(new, "--warehouse", folder / "undisturbed again")
    usual = time.perf_counter() - started
    wanted = digest(folder / "undisturbed")
    ingest(old, "--warehouse", folder / "before")
    for number in range(count):
        warehouse = folder / f"w{number}"
        over_old, alone = number % 2 == 1, number % 4 < 2
        if over_old:
            shutil.copytree(folder / "before", warehouse)
        _kill(command(new, "--warehouse", warehouse), rng.uniform(0, 1.1 * usual), alone, result, number)
        result.leftovers += _strays(warehouse)
        started = time.perf_counter()
        after = ingest(new, "--warehouse", warehouse)
        result.longest = max(result.longest, time.perf_counter() - started)
        if after.returncode:
            result.wrong.append(f"kill {number}: exit {after.returncode}, {after.stderr.strip()[-200:]}")
        elif digest(warehouse) != wanted:
            result.wrong.append(f"kill {number}: other facts")
        elif left := leftovers(warehouse):
            result.wrong.append(f"kill {number}: left over {left}")
        shutil.rmtree(warehouse)
    return result


def _kill(run: list[str], after: float, alone: bool, result: Kills, number: int) -> None:
    running = subprocess.Popen(
        run, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    result.tried += 1
    try:
        running.wait(after)
    except subprocess.TimeoutExpired:
        result.in_time += 1
    workers = _children(running.pid)
    if running.poll() is None:
        os.kill(running.pid, signal.SIGKILL) if alone else os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    _, alive = psutil.wait_procs(workers, timeout=5)
    if alive:
        result.wrong.append(f"kill {number}: {len(alive)} workers lived on")
        for each in alive:
            each.kill()


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _strays(warehouse: Path) -> int:
    """Files that a killed run left, as the next one finds them."""
    return sum(1 for each in warehouse.rglob("*") if each.name.startswith((".building", ".current-")) or
               each.suffix == ".part") if warehouse.is_dir() else 0  # fmt: skip
