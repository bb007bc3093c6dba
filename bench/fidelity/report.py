"""Write the page docs/fidelity.md: what was generated, what was read, where reading falls short. No times or paths."""

from collections import Counter
from collections.abc import Iterable, Mapping

from bench.fidelity.explained import why_unseen
from bench.fidelity.grade import OPEN, RIGHT, WRONG, Grade
from bench.fidelity.mutate import KINDS
from bench.fidelity.real import Excerpt
from bench.fidelity.run import Outcome, Total

_CRASHES_SHOWN = 8
_STATES = ("printed", "recovered", "blank", "absent", "unreadable")
IDENTITY_HEADS = ("identity right", "open", "wrong")
_HEADS = (
    "documents", "rejected", "exact", "missed", "wrong", "silent", "other cells", "exact", "wrong", "silent", "unit",
    *IDENTITY_HEADS,
)  # fmt: skip
IDENTITY = (
    "**identity**: of the documents whose title names agency and year: both read as printed; one of them left open, or "
    "the document rejected; another agency or year read."
)


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(heads)
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)])


def _counts(total: Total) -> list[object]:
    traced, others = total.traced, total.others
    return [
        total.documents, sum(total.rejected.values()), traced["exact"], traced["missed"], traced["wrong"],
        traced["silent"], cells(others), others["exact"], others["wrong"],
        others["silent"], total.unit_wrong, *identities(total),
    ]  # fmt: skip


def identities(total: Total) -> tuple[int, int, int]:
    """In how many documents agency and year are right, open and wrong."""
    return total.identities[RIGHT], total.identities[OPEN], total.identities[WRONG]


def sum_of(totals: Iterable[Total]) -> Total:
    """Add up several totals."""
    whole = Total()
    for total in totals:
        whole.documents += total.documents
        whole.traced.update(total.traced)
        whole.others.update(total.others)
        whole.rejected.update(total.rejected)
        whole.identities.update(total.identities)
        whole.crashes.update(total.crashes)
        whole.unit_wrong += total.unit_wrong
        whole.slowest = max(whole.slowest, total.slowest)
        whole.slips += total.slips
    return whole


def totals_table(name: str, totals: Mapping[str, Total]) -> str:
    """Return a table with a row for each total and one for all of them."""
    rows = [[f"`{key}`", *_counts(total)] for key, total in totals.items()]
    return table((name, *_HEADS), [*rows, ["**all**", *_counts(sum_of(totals.values()))]])


def _reasons(totals: Mapping[str, Total]) -> str:
    whole = sum_of(totals.values())
    if not whole.rejected:
        return "No document was rejected."
    reasons = ", ".join(f"`{reason}` {count}" for reason, count in sorted(whole.rejected.items()))
    crashes = "".join(f"\n- crash: {detail}" for detail in sorted(whole.crashes)[:_CRASHES_SHOWN])
    return f"Rejected: {reasons}.{crashes}"


def _shortfalls(totals: Mapping[str, Total]) -> str:
    found = [f"- `{name}`: {_short(total)}" for name, total in totals.items() if _short(total)]
    return "\n".join(found) if found else "Nothing: every cell with a trace of its own came back exact."


def _short(total: Total) -> str:
    traced = cells(total.traced)
    parts = []
    if total.rejected:
        parts.append(f"{sum(total.rejected.values())} of {total.documents} documents rejected")
    if total.traced["missed"]:
        parts.append(f"{total.traced['missed'] / traced:.1%} of the traced cells missed")
    wrong = total.traced["wrong"] + total.others["wrong"]
    if wrong:
        parts.append(f"{wrong} cells wrong, {total.traced['silent'] + total.others['silent']} of them silent")
    if total.unit_wrong:
        parts.append(f"{total.unit_wrong} units of money wrong")
    return "; ".join(parts)


def slips_list(totals: Mapping[str, Total], most: int = 12) -> str:
    """List some wrong cells with layout and seed, so that they can be reproduced."""
    silent = [slip for total in totals.values() for slip in total.slips if slip[2].silent]
    slips = silent + [slip for total in totals.values() for slip in total.slips[:3] if not slip[2].silent]
    most = max(most, len(silent))  # each wrong cell that no finding names is shown
    lines = [
        f"- `{layout}`, seed {seed}: {slip.cell[0]}{' | ' + slip.cell[1] if slip.cell[1] else ''}: "
        f"printed {slip.truth}, read {slip.read}{f' (silent: {why_unseen(layout, seed)})' if slip.silent else ''}"
        for layout, seed, slip in slips[:most]
    ]
    return "\n".join(lines) if lines else "None."


def cells(counts: Counter[str]) -> int:
    return counts["exact"] + counts["missed"] + counts["wrong"]


def _real(grades: list[Grade], excerpts: list[Excerpt]) -> str:
    if not grades and not excerpts:
        return "No real reports stood beside the project."
    rows = [
        [g.layout, cells(g.traced), g.traced["exact"], g.traced["missed"],
         g.traced["wrong"] + g.others["wrong"], g.traced["silent"] + g.others["silent"], g.unit_wrong,
         g.rejected or "–"]
        for g in grades
    ]  # fmt: skip
    whole = Counter[str]()
    for g in grades:
        whole.update(g.traced)
        whole.update({f"others {key}": count for key, count in g.others.items()})
    rows.append([
        "**all**", cells(whole), whole["exact"], whole["missed"],
        whole["wrong"] + whole["others wrong"], whole["silent"] + whole["others silent"],
        sum(g.unit_wrong for g in grades), sum(bool(g.rejected) for g in grades),
    ])  # fmt: skip
    first = table(("report", "cells", "exact", "missed", "wrong", "silent", "unit", "rejected"), rows)
    second = table(
        ("report without known figures", *_STATES, "rejected"),
        [[e.name, *(e.states[state] for state in _STATES), e.rejected or "–"] for e in excerpts],
    )
    return f"{first}\n\n{second}"


def page(outcome: Outcome, grades: list[Grade], excerpts: list[Excerpt]) -> str:
    """Return the whole page in Markdown."""
    command = (
        f"python -m bench fidelity --documents {outcome.documents} --mutations {outcome.mutated} "
        f"--seed {outcome.seed} --scans {outcome.scans} --write docs/fidelity.md"
    )
    left_out = "".join(f"\n- left out: {why}" for why in outcome.left_out)
    parts = [
        "# Fidelity", "",
        "How exactly documents are read, measured on forms that are filled at random, printed in many layouts and file "
        "formats, read back and compared cell by cell with what was printed. This page is generated: do not edit it.",
        "",
        f"```\n{command}\n```", "",
        "**exact**: the printed number, or a blank read as a blank. **missed**: no number was given, though one is "
        "printed. **wrong**: another number, a number for a blank, or a blank for a number. **silent**: wrong, and no "
        "finding names the cell or an identity that it is part of. A cell is *traced* if it leaves a trace of its own "
        "in the layout; for the *other cells* (rows with a blank where blanks leave nothing, cells joined with nothing "
        "between) only arithmetic can decide, and `missed` is the right answer where it cannot. **unit**: a sum of "
        f"money read exactly, but with another unit. {IDENTITY}{left_out}", "",
        "## By layout", "", totals_table("layout", outcome.layouts), "", _reasons(outcome.layouts), "",
        "## By format", "", totals_table("format", outcome.formats), "",
        "## Where it falls short", "", _shortfalls(outcome.layouts), "", "Wrong cells, some of them:", "",
        slips_list(outcome.layouts), "",
        "## Damaged documents", "",
        "Texts, pages and Word documents damaged in one place or several. The truth is what the damaged document still "
        "prints; a cell of which nothing is left may be called anything but another number.", "",
        *((totals_table("damage", outcome.mutations), "", _reasons(outcome.mutations), "",
           _kinds(), "", "Wrong cells, some of them:", "", slips_list(outcome.mutations))
          if outcome.mutations else ("None were made.",)), "",
        "## Real reports", "", _real(grades, excerpts), "",
        "What other tools make of these documents is on a page of its own: "
        "[fidelity-converted.md](fidelity-converted.md).", "",
    ]  # fmt: skip
    return "\n".join(parts)


def _kinds() -> str:
    return f"{len(KINDS)} kinds of damage; a damage that makes another legible form is not made."
