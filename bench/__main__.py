"""`python -m bench NAME …`: run one of the benchmarks; without a name, list them."""

import sys
from importlib import import_module

NAMES = {
    "conversions": "how exactly the output of other tools is read, and how exactly one would read without this project",
    "claims": "how rightly numbers that narratives state are read, beside marked passages and real reports",
    "faults": "kills, damage, hostile documents, names and readers, and what is left afterwards",
    "fidelity": "how exactly documents are read, cell by cell, in every layout and format",
    "formats": "time a report for every format, beside its floor and beside what one would write instead",
    "ingest": "documents a second through the whole ingest, beside a floor",
    "made-up": "made-up reports in any number, as documents or in the dashboard",
    "likeness": "planted copies among many texts: which are found, at what cost",
    "names": "how many agency names are read a second, and how long their tables take to load",
    "pictures": "pictures of every page for the docs: wide, narrow, dark, printed",
    "places": "reports under bare and ambiguous names: placed rightly, left open, placed wrongly",
    "pages": "how long each page's script, a change of filter and a cold start take in a browser",
    "scans": "how exactly photographs of printed reports are read, by condition, and the seconds a page takes",
    "questions": "how long every question of every page takes, beside its floor",
    "serve": "sessions on every page at once, while snapshots change: reruns a second, seconds, memory",
    "search": "how long the search box looks through a million names",
    "walks": "four readers from the first page to what they came for: steps and seconds",
    "warehouse": "a snapshot of parsed parts: seconds, memory, bytes; and the same questions in pandas and SQLite",
    "storage": "ways to store a million reports",
}


def main(argv: list[str]) -> int:
    """Run a benchmark and return its exit code, or 2 if no known benchmark is named."""
    if not argv or argv[0] not in NAMES:
        print("usage: python -m bench NAME …", *(f"  {name:11} {what}" for name, what in NAMES.items()), sep="\n")
        return 2
    if argv[0] in ("conversions", "faults", "fidelity", "scans"):
        module = f"bench.{argv[0]}" if argv[0] == "scans" else f"bench.{argv[0]}.__main__"
        return int(import_module(module).main(argv[1:]))
    sys.argv = [f"bench {argv[0]}", *argv[1:]]
    import_module({"made-up": "bench.made_up.__main__"}.get(argv[0], f"bench.{argv[0]}")).main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
