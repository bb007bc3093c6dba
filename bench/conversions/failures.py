"""Write documents that were not read in full into a folder: what was converted, and the cells as they are expected."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bench.conversions.run import Conversion

_KEPT = 2  # of every tool, source and kind of failure


def write_failures(folder: Path, failures: Iterable[Conversion]) -> None:
    """Write the smallest failures of every tool, source and kind, and an index of them."""
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[tuple[str, str, str], list[Conversion]] = defaultdict(list)
    for one in failures:
        for kind in one.kinds:
            groups[one.tool, one.group, kind].append(one)
    lines = ["# Documents that were not read in full", "", "| file | tool | source | kind | cells | of | read | such |"]
    lines.append("|---|---|---|---|---:|---:|---|---:|")
    for (_, _, kind), found in sorted(groups.items()):
        found.sort(key=lambda one: (len(one.made.data) if one.made else 0, one.grade.seed))
        for one in found[:_KEPT]:
            lines.append(_write(folder, one, kind, len(found)))
    (folder / "index.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write(folder: Path, one: Conversion, kind: str, count: int) -> str:
    made = one.made
    assert made is not None
    words = f"{one.tool} {one.group} {kind} {made.layout if made.layout != one.group else made.seed}"
    name = "_".join(words.replace(",", "").replace("(", "").replace(")", "").split())
    (folder / f"{name}.{made.suffix}").write_bytes(made.data)
    expected = {_key(cell): value for cell, value in made.truth.items()}
    facts = {
        "form": made.edition, "single_row": made.single_row, "tool": one.tool, "source": one.group, "seed": made.seed,
        "rejected": one.grade.rejected, "figures": expected, "traced": sorted(_key(cell) for cell in made.traced),
        "read_instead": {_key(cell): text for cell, text in one.answers.items()},
        "silent": sorted(_key(slip.cell) for slip in one.grade.slips if slip.silent),
    }  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    some = "; ".join(f"{_key(cell)}: {made.truth.get(cell)} → {text}" for cell, text in list(one.answers.items())[:2])
    size = f"{len(one.answers)} | {len(made.traced)}"
    return f"| {name}.{made.suffix} | {one.tool} | {one.group} | {kind} | {size} | {some} | {count} |"


def _key(cell: tuple[str, str | None]) -> str:
    return f"{cell[0]}|{cell[1]}" if cell[1] else cell[0]
