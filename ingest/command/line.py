"""The commands `python -m ingest …`: their arguments, exit codes, and one line for whatever goes wrong."""

import argparse
import io
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ingest.command.given import Input, Watcher, in_force, require_paths
from ingest.command.keeping import keeping_of
from ingest.command.progress import telling
from ingest.command.publish import run
from ingest.command.refused import Refused
from ingest.read import Unreadable
from ingest.report import document_of, english, rejected
from ingest.store.bounds import WrongSetting, bounds_of
from ingest.store.store_error import StoreError
from warehouse.publish import Busy

ROOT = Path(__file__).parents[2]


def main(given: list[str]) -> int:
    """Run the command; returns its exit code and prints one line for whatever went wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever a file is called, it can be written
            stream.reconfigure(errors="backslashreplace")
    own = _COMMANDS.get(given[0]) if given else None
    try:
        return own(given[1:]) if own else publish(given)
    except Refused as why:
        return _refused(str(why))


def publish(arguments: list[str]) -> int:
    """Read reports and put a snapshot of them in force."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        epilog="python -m ingest explain FILE [FIGURE] says why a number is what it is; check FILE … what to "
        "look at before publication; verify compares the snapshot "
        "in force with its checksums and documents; rollback [SNAPSHOT] puts an earlier one in force",
        description="Read annual reports and publish a new snapshot of the warehouse.",
    )
    parser.add_argument(
        "paths", nargs="*", type=_path, metavar="PATH",
        help="file or folder of reports, or an address in object storage (s3://BUCKET/FOLDER); the new snapshot holds "
        "exactly these (default: data/reports, the sample)",
    )  # fmt: skip
    parser.add_argument(
        "--add", action="store_true", help="to what the snapshot in force was made of, not in its place"
    )
    parser.add_argument("--yes", action="store_true", help="on a terminal: do not ask before reports vanish")
    parser.add_argument("--follow-links", action="store_true", help="also links to folders and out of PATH")
    parser.add_argument("--on", metavar="ray://HOST:PORT", help="read on a Ray cluster (docs/deploy.md)")
    parser.add_argument("--progress", action="store_true", help="print a line `progress DONE OF` now and then")
    options = _parsed(parser, arguments)

    def do() -> int:
        paths = options.paths or [ROOT / "data" / "reports"]
        given = Input(paths, options.follow_links, options.add, bounds_of(), keeping_of(), options.on)
        asks = not options.yes and all(each.isatty() for each in (sys.stdin, sys.stdout, sys.stderr))
        with telling(options.progress) as tell:
            lines = run(given, options.warehouse, Watcher(tell, _confirmed if asks else None))
        return _say(lines)

    return _guarded(do, options.warehouse)


def verify(arguments: list[str]) -> int:
    """Tell every difference between the snapshot in force and its checksums and documents; 1 if there are any."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest verify", description="Compare the snapshot in force with its checksums and documents."
    )
    options = _parsed(parser, arguments)

    def do() -> int:
        from ingest.command.verify import verify as differences

        count = 0
        for line in differences(options.warehouse, bounds_of()):
            count += 1
            print(line)
        print(f"differences        {count}")
        return 1 if count else 0

    return _guarded(do, options.warehouse)


def rollback(arguments: list[str]) -> int:
    """Put an earlier snapshot in force."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest rollback", description="Put an earlier snapshot in force again."
    )
    parser.add_argument("snapshot", nargs="?", metavar="SNAPSHOT", help="its id (default: the one published before)")
    options = _parsed(parser, arguments)

    def do() -> int:
        from ingest.command.rollback import rollback as put_back

        return _say(put_back(options.warehouse, options.snapshot))

    return _guarded(do, options.warehouse)


def explain(arguments: list[str]) -> int:
    """Print why a cell of one file is what it is, or all cells that are not simply printed; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest explain",
        description="Why a number is what it is: its row, label, heads, the pass that decided it, its identities.",
    )
    parser.add_argument("file", type=_path, metavar="FILE", help="one document of any kind that is read")
    parser.add_argument("figure", nargs="?", metavar="FIGURE", help="all doubtful cells where it is left out")
    options = _parsed(parser, arguments, has_warehouse=False)
    from ingest.explain_text import UnknownFigure
    from ingest.explain_text import explain as lines_on

    try:
        document, edition = document_of(options.file.read_bytes())
        lines = list(lines_on(document, edition, options.figure))
    except OSError as error:
        return _refused(f"cannot read {options.file}: {error.strerror or error}")
    except Unreadable as why:
        return _refused(f"{options.file}: {english(rejected(why.reason, **why.values).detail)}")
    except UnknownFigure as figure:
        return _refused(f"the form of {edition} has no figure {figure}; docs/data-dictionary.md lists what there is")
    with suppress(BrokenPipeError):  # whoever reads a page of it may close the pipe
        print("\n".join(lines))
    return 0


def check(arguments: list[str]) -> int:
    """Check reports before they are published; 0 with nothing to say, 1 with findings, 2 if something is unread."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest check",
        description="What should be looked at before a report is published. Stores nothing. Exit code 0: nothing to "
        "say; 1: findings; 2: something could not be read.",
    )
    parser.add_argument("files", nargs="+", type=_path, metavar="FILE", help="a document, an archive or a folder")
    parser.add_argument("--json", action="store_true", help="print a JSON list, an object a report")
    options = _parsed(parser, arguments)
    from ingest.command.check import as_lines_of_json, as_text, checked
    from ingest.selfcheck.result import UNREAD

    codes: list[int] = []

    def do() -> int:
        require_paths(options.files)
        results = checked(options.files, options.warehouse, bounds_of())
        codes.append(max(each.code for each in results))
        return _say([as_lines_of_json(results)] if options.json else list(as_text(results)))

    failed = _guarded(do, options.warehouse)
    return codes[0] if codes else UNREAD if failed else 0


# A word counts as one of these only in the first place; a folder of that name is written ./verify.
_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "explain": explain, "check": check, "verify": verify, "rollback": rollback,
}  # fmt: skip


def _parsed(parser: argparse.ArgumentParser, arguments: list[str], has_warehouse: bool = True) -> argparse.Namespace:
    if has_warehouse:
        parser.add_argument(
            "--warehouse", type=_path, default=ROOT / "data" / "warehouse", metavar="DIR",
            help="folder of the snapshots (default: data/warehouse)",
        )  # fmt: skip
    parser.add_argument(
        "--log-level", default="warning", choices=("debug", "info", "warning", "error", "critical"),
        help="what is written to standard error beside the summary (default: warning)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=options.log_level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    return options


def _path(given: str) -> Path:
    """An empty argument, as an unset variable leaves it, would be the folder that one happens to be in."""
    if not given.strip():
        raise Refused("the name of a file or folder is empty; nothing was read")
    return Path(given)


def _confirmed(sentence: str, reports: list[str]) -> bool:
    """Ask on the terminal whether these reports may vanish; no answer is no."""
    print(f"{sentence}:", *(f"  {each}" for each in reports), sep="\n")
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # Polars has put its own, under which Ctrl-C waits for a line
    try:
        return input("Publish it without them? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False


def _guarded(do: Callable[[], int], warehouse: Path) -> int:
    """Run a command; one line on standard error for whatever stops it."""
    try:
        return do()
    except (Refused, StoreError, WrongSetting) as why:
        return _refused(str(why))
    except Busy:
        return _refused(f"another ingest is writing to {warehouse}; try again when it has ended")
    except OSError as error:
        kept = "the snapshot that was in force stays in force" if in_force(warehouse) else "nothing was published"
        return _refused(f"cannot write to {warehouse}: {error.strerror or error}; {kept}")


def _say(lines: list[str]) -> int:
    """Print what was done; that it cannot be printed undoes nothing."""
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:  # whoever reads it may close the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _refused(f"done, but what was done could not be printed: {error.strerror or error}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _refused(sentence: str) -> int:
    print(f"ingest: {sentence}", file=sys.stderr)
    return 1
