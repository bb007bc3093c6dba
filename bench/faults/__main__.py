"""python -m bench faults: kills, damage, hostile documents, names and readers, and what is left afterwards."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.faults.figures import Part, keep, kept, page
from bench.served import ROOT


def _kills(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.kills import kill_at_random

    found = kill_at_random(scratch, options.kills, options.seed)
    return Part(
        "Killed at random moments",
        "The command, while it reads 120 reports into a warehouse: half of the runs over an older snapshot, "
        "half killed alone as an out-of-memory killer does, the others with all their workers. Wrong is: a "
        "worker that lives on, a next run that does not exit with 0, other facts than undisturbed, a file left "
        "over.",
        ("killed", "while it ran", "leftovers that the next run removed", "longest next run"),
        [(str(found.tried), str(found.in_time), str(found.leftovers), f"{found.longest:.1f} s")],
        found.wrong,
    )


def _damages(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.damages import damages, try_damages

    tried, wrong = try_damages(scratch, options.seed, options.rounds)
    kinds: dict[str, list[str]] = {}
    for each in damages():
        file, _, kind = each.name.partition(": ")
        kinds.setdefault(file, []).append(kind)
    return Part(
        "Damage to the warehouse",
        "Every file of a warehouse is damaged; then the same reports are ingested again. Wrong is: a traceback, "
        "an exit code other than 0, other facts than before, a file left over, more or less than one line about "
        "it.",
        ("file", "damage", "tried"),
        [(file, ", ".join(names), str(len(names) * options.rounds)) for file, names in kinds.items()]
        + [("all", "", str(tried))],
        wrong,
    )


def _names(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.names import NAMES, found_wrong

    return Part(
        "Names and folders",
        "One file of every kind in one folder. Wrong is one that is neither read nor has its reason.",
        ("kind", "shown as", "is"),
        [(each.what, f"`{each.source if len(each.source) < 50 else each.source[:40] + '…'}`".replace("|", "\\|"),
          each.reason or "read") for each in NAMES],
        found_wrong(scratch),
    )  # fmt: skip


def _hostile(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.hostile import MOST_MEMORY, MOST_SECONDS, Cost, costs, is_dear

    groups: dict[str, list[Cost]] = {}
    for group, cost in costs(options.size):
        groups.setdefault(group, []).append(cost)
    rows = [
        (
            group, str(len(found)), f"{max(each.size for each in found) / 2**20:.1f} MB",
            *_largest(found, "seconds", "s"), *_largest(found, "memory", "MB"),
        )
        for group, found in groups.items()
    ]  # fmt: skip
    dear = [each for found in groups.values() for each in found if is_dear(each)]
    return Part(
        "Hostile documents",
        "Documents that cost much for their size, each read in a process of its own, without the bounds that a "
        "worker has (20 s and 800 MB): seconds and the whole process's memory. Wrong is more than "
        f"{MOST_SECONDS:.0f} s, more than {MOST_MEMORY:.0f} MB, or a process that ended.",
        ("kind", "documents", "largest", "longest", "of", "most memory", "of"),
        rows,
        [f"{each.name}: {each.seconds:.1f} s, {each.memory:.0f} MB, {each.came}" for each in dear],
    )


def _largest(found: list, of: str, unit: str) -> tuple[str, str]:  # type: ignore[type-arg]
    largest = max(found, key=lambda each: getattr(each, of))
    value = getattr(largest, of)
    return f"{value:.1f} {unit}" if unit == "s" else f"{value:.0f} {unit}", str(largest.name)


def _fuzz(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.fidelity.explained import why_unseen
    from bench.fidelity.run import run

    outcome = run(0, options.documents, options.seed + 1, 0, lambda text: print(text, file=sys.stderr))
    rows, wrong = [], []
    for kind, total in outcome.mutations.items():
        silent = [slip for slip in total.slips if slip[2].silent]
        rows.append((
            kind, f"{total.documents:,}", f"{sum(total.rejected.values()):,}", str(len(total.crashes)), str(len(silent)),
            f"{total.slowest:.1f} s",
        ))  # fmt: skip
        wrong += list(total.crashes)
        wrong += [
            f"wrong in silence: {layout}, seed {seed}, {slip.cell[0]} | {slip.cell[1]}: printed {slip.truth}, read "
            f"{slip.read}: {why_unseen(layout, seed)}"
            for layout, seed, slip in silent
        ]
        wrong += [f"{kind}: a document took {total.slowest:.0f} s"] if total.slowest > 20 else []
    documents = sum(total.documents for total in outcome.mutations.values())
    return Part(
        "Documents fuzzed",
        f"{documents:,} documents of every format and layout, damaged at random (bytes, cells, rows, markup). "
        "Wrong is a crash, a hang, or a wrong number that nothing marks; of each such number it is said why nothing shows it.",
        ("damage", "documents", "refused", "crashed", "wrong in silence", "longest"),
        rows,
        wrong,
    )


def _sample(scratch: Path) -> Path:
    """A warehouse of the sample."""
    from bench.faults.made import ingest

    ingest("--warehouse", scratch / "w")
    return scratch / "w"


def _queries(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.queries import try_queries
    from warehouse.publish import current

    found = try_queries(current(_sample(scratch)).path)
    return Part(
        "SQL that wants more than it may have",
        "Files, the network, other databases, the server's paths and environment, changes, endless work. Wrong "
        "is: a file or a path of the server told, a change, a file written, an error longer than 600 "
        "characters, more than 15 s.",
        ("tried", "answered (harmless)", "refused", "longest"),
        [(str(found.count), str(found.answered), str(found.count - found.answered), f"{found.longest:.1f} s")],
        found.wrong,
    )


def _calls(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.calls import call_at_random
    from bench.served import served

    warehouse = _sample(scratch)
    with served(ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(warehouse), NIANBAO_REQUESTS="0") as address:
        found = call_at_random(address, options.calls, options.seed)
    return Part(
        "Calls of the interface for programs",
        "Random views with random parameters and headers. Wrong is: a 5xx other than 503, an error without its "
        "sentence, no answer within 60 s.",
        ("status", "answers"),
        [(str(status), f"{count:,}") for status, count in sorted(found.statuses.items())]
        + [("all", f"{found.count:,}")],
        found.wrong,
    )


def _sessions(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.sessions import hold_sessions

    found = hold_sessions(scratch, 50, 10)
    return Part(
        "Sessions held while snapshots change",
        "Readers whose pages run again and again while other snapshots come into force. Wrong is: an error "
        "shown, a session that ends, an answer of another snapshot than it names.",
        ("sessions", "runs of pages", "snapshots put in force", "answers of the interface"),
        [(str(found.sessions), f"{found.runs:,}", str(found.snapshots), str(found.answers))],
        found.wrong,
    )


def _addresses(scratch: Path, options: argparse.Namespace) -> Part:
    from bench.faults.addresses import pages, visit_hostile
    from bench.served import served

    with served(ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(_sample(scratch)), NIANBAO_REQUESTS="0") as address:
        found = visit_hostile(address)
    return Part(
        "Addresses with scripts, and third parties",
        f"All {len(pages())} pages in both languages, and with scripts in everything that an address may hold, "
        "in Chromium. Wrong is: a script that ran, a dialog, a traceback, a request to any other host than the "
        "server.",
        ("addresses opened", "requests made"),
        [(str(found.count), f"{found.requests:,}")],
        found.wrong,
    )


PARTS: dict[str, Callable[[Path, argparse.Namespace], Part]] = {
    "kills": _kills, "damages": _damages, "hostile": _hostile, "names": _names, "fuzz": _fuzz,
    "queries": _queries, "calls": _calls, "addresses": _addresses, "sessions": _sessions,
}  # fmt: skip


def main(argv: list[str]) -> int:
    """Run with command-line arguments; return 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench faults", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, by commas: {', '.join(PARTS)}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2, help="of every kind of damage")
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of a hostile document")
    parser.add_argument(
        "--documents",
        type=int,
        default=53_000,
        help="documents to be fuzzed; some kinds of damage fit no place in some of them",
    )
    parser.add_argument("--calls", type=int, default=10_000, help="of the interface for programs")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the page, e.g. docs/reliability.md")
    options = parser.parse_args(argv)
    figures = options.write.with_suffix(".json") if options.write else None
    parts = kept(figures) if figures else {}
    wrong = 0
    for name in options.only.split(","):
        with tempfile.TemporaryDirectory() as scratch:
            part = PARTS[name](Path(scratch), options)
        part.version = _version()
        parts[name] = part
        wrong += len(part.wrong)
        print(page([part]).split("\n", 6)[-1])
        if options.write and figures:
            keep(figures, parts)
            options.write.write_text(page([parts[each] for each in PARTS if each in parts]), encoding="utf-8")
    return 1 if wrong else 0


def _version() -> str:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
