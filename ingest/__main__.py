"""The command `python -m ingest`: reports under the given paths → a new snapshot in force."""

import argparse
import logging
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ingest.read import Unreadable
from ingest.report import document_of, rejected
from ingest.store.files import find
from ingest.store.ledger import Ledger, opened, parser_version
from ingest.store.update import Contribution, Gathered, gather
from warehouse.publish import Busy, database_name, make_current, writing

ROOT = Path(__file__).parents[1]
KEPT = 3  # snapshots that stay in the folder: the one in force and the two before it


class Refused(Exception):
    """Nothing could be published; the text says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code and prints one line for whatever went wrong."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["explain"]:
        return explain(given[1:])
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        epilog="python -m ingest explain FILE [FIGURE] says why a number is what it is",
        description="Read annual reports and publish a new snapshot of the warehouse.",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="file or folder (default: data/reports)")
    parser.add_argument("--warehouse", type=Path, default=ROOT / "data" / "warehouse", metavar="DIR")
    parser.add_argument("--progress", action="store_true", help="print a line `progress DONE OF` now and then")
    _add_log_level(parser)
    options = parser.parse_args(given)
    _log_at(options.log_level)
    try:
        run(options.paths or [ROOT / "data" / "reports"], options.warehouse, options.progress)
    except Refused as why:
        print(f"ingest: {why}", file=sys.stderr)
        return 1
    except Busy:
        print(f"ingest: another ingest is writing to {options.warehouse}; try again when it has ended", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("ingest: interrupted; the snapshot that was in force stays in force", file=sys.stderr)
        return 130
    except OSError as error:
        print(
            f"ingest: cannot write to {options.warehouse}: {error.strerror or error}; "
            "the snapshot that was in force stays in force",
            file=sys.stderr,
        )
        return 1
    return 0


def explain(arguments: list[str]) -> int:
    """Print why a cell of one file is what it is, or all cells that are not simply printed; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest explain",
        description="Why a number is what it is: its row, label, heads, the pass that decided it, its identities.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("figure", nargs="?", metavar="FIGURE", help="all doubtful cells where it is left out")
    _add_log_level(parser)
    options = parser.parse_args(arguments)
    _log_at(options.log_level)
    from ingest.explain_text import UnknownFigure
    from ingest.explain_text import explain as lines_on

    try:
        document, edition = document_of(options.file.read_bytes())
        lines = list(lines_on(document, edition, options.figure))
    except OSError as error:
        return _refused(f"cannot read {options.file}: {error.strerror or error}")
    except Unreadable as why:
        return _refused(f"{options.file}: {rejected(why.reason, **why.values).detail}")
    except UnknownFigure as figure:
        return _refused(f"the form of {edition} has no figure {figure}; docs/data-dictionary.md lists what there is")
    with suppress(BrokenPipeError):  # whoever reads a page of it may close the pipe
        print("\n".join(lines))
    return 0


def _refused(sentence: str) -> int:
    print(f"ingest: {sentence}", file=sys.stderr)
    return 1


def _add_log_level(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--log-level", default="warning", choices=("debug", "info", "warning", "error", "critical"),
        help="what is written to standard error beside the summary (default: warning)",
    )  # fmt: skip


def _log_at(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def run(paths: list[Path], warehouse: Path, progress: bool = False) -> None:
    """Read every report under the paths and put a snapshot of exactly these in force."""
    missing = [str(path) for path in paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise Refused(f"there is no file or folder {', '.join(missing)}; nothing was read")
    started = time.perf_counter()
    with writing(warehouse), opened(warehouse / "store") as ledger:
        found = find(paths)
        if not found:
            raise Refused(f"there are no files under {', '.join(map(str, paths))}; nothing to read")
        gathered = gather(found, ledger, _tell if progress else lambda done, of: None)
        snapshot = _snapshot_id(gathered)
        counts = _publish(warehouse, snapshot, gathered, ledger)
    _summary(gathered, len(found), counts, warehouse / database_name(snapshot), time.perf_counter() - started)


def _tell(done: int, of: int) -> None:
    print(f"progress {done} {of}", flush=True)


def _snapshot_id(gathered: Gathered) -> str:
    """The same files read by the same parser are the same snapshot: its id is a digest of both."""
    digest = sha256(parser_version().encode())
    for each in gathered.contributions:
        digest.update(f"{each.source}\0{each.sha256}\0{each.reason}\0{each.extra}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:12]


def _publish(warehouse: Path, snapshot: str, gathered: Gathered, ledger: Ledger) -> tuple[int, int, int]:
    if not any(each.shard for each in gathered.contributions):
        raise Refused(_nothing(gathered.contributions))
    path = warehouse / database_name(snapshot)
    counts = ledger.snapshot(snapshot) if path.is_file() else None
    if counts is None:
        from warehouse.build import BuildError, build  # an unchanged input needs no database library at all

        for stray in warehouse.glob(".building-*"):
            stray.unlink()
        aside = warehouse / f".building-{snapshot}.duckdb"
        try:
            built = build(aside, snapshot, parser_version(), gathered.contributions, ledger.folder)
        except BuildError as why:
            aside.unlink(missing_ok=True)
            raise Refused(f"the new snapshot did not pass its checks ({why}); the old one stays in force") from None
        aside.replace(path)
        counts = (built.reports, built.facts, built.findings)
    make_current(warehouse, snapshot)
    ledger.record_snapshot(snapshot, counts)
    for old in ledger.newest_snapshots()[KEPT:]:
        (warehouse / database_name(old)).unlink(missing_ok=True)
        ledger.forget_snapshot(old)
    return counts


def _nothing(contributions: list[Contribution]) -> str:
    first = next(each for each in contributions if each.detail)
    return (
        f"none of {len(contributions)} files gave a report, so nothing was published; "
        f"the first, {first.source}: {first.detail}"
    )


def _summary(gathered: Gathered, files: int, counts: tuple[int, int, int], path: Path, seconds: float) -> None:
    reports, facts, findings = counts
    print(f"files read         {gathered.read} of {files}")
    print(f"reused             {gathered.reused}")
    print(f"parsed             {gathered.parsed}")
    print(f"quarantined        {len(gathered.contributions) - reports}")
    print(f"reports            {reports}")
    print(f"facts              {facts}")
    print(f"findings           {findings}")
    print(f"snapshot           {path} ({seconds:.1f} s)")


if __name__ == "__main__":
    sys.exit(main())
