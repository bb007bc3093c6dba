"""Write the page docs/fidelity-converted.md: what other tools' output gave, and what one would take instead."""

from collections.abc import Mapping

from bench.conversions.office import OFFICE_TOOLS
from bench.conversions.run import BROWSER, DIRECTLY, Conversions
from bench.conversions.tools import LEFT_OUT, TOOLS
from bench.fidelity.report import IDENTITY, IDENTITY_HEADS, cells, identities, slips_list, sum_of, table, totals_table
from bench.fidelity.run import Total

_NOT_COUNTED = "pdfminer"
_SHOWN = 20


def _directly(result: Conversions, start: str) -> dict[str, Total]:
    found = {group: total for (tool, group), total in result.by_source.items() if tool == DIRECTLY}
    return {group: total for group, total in found.items() if group.startswith(start)}


def _tools(result: Conversions) -> dict[str, Total]:
    return {tool: total for tool, total in result.by_tool.items() if tool != DIRECTLY}


def printed_tables(result: Conversions) -> str:
    """Return all figures as tables for a terminal."""
    both = {f"{tool} ← {group}": total for (tool, group), total in sorted(result.by_source.items()) if tool != DIRECTLY}
    parts = [
        totals_table("tool", _tools(result)), totals_table("read directly", _directly(result, "")),
        totals_table("tool ← source", both), _beside(result), _whole(result),
    ]  # fmt: skip
    return "\n\n".join([*parts, *(f"left out: {why}" for why in result.left_out)])


def _takes() -> Mapping[str, str]:
    return {tool.name: tool.takes for tool in TOOLS} | {tool.name: tool.takes for tool in (*OFFICE_TOOLS, BROWSER)}


def _whole(result: Conversions) -> str:
    counted = sum_of(total for tool, total in _tools(result).items() if tool != _NOT_COUNTED)
    silent = counted.traced["silent"] + counted.others["silent"]
    return (
        f"All tools but {_NOT_COUNTED}: {counted.traced['exact']} of {cells(counted.traced)} traced cells exact "
        f"({_share(counted.traced['exact'], cells(counted.traced))}), {silent} of all cells wrong in silence."
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "–"


def _by_tool(result: Conversions) -> str:
    takes = _takes()
    rows = []
    for tool, total in sorted(_tools(result).items(), key=lambda item: (takes[item[0]], item[0].lower())):
        traced, others = total.traced, total.others
        rows.append([
            f"`{tool}`", takes[tool], total.documents, sum(total.rejected.values()), cells(traced),
            _share(traced["exact"], cells(traced)), traced["missed"], traced["wrong"], traced["silent"], cells(others),
            others["exact"], others["wrong"], others["silent"], *identities(total),
        ])  # fmt: skip
    heads = ("tool", "from", "documents", "rejected", "traced", "exact", "missed", "wrong", "silent", "other cells",
             "exact", "wrong", "silent", *IDENTITY_HEADS)  # fmt: skip
    return table(heads, rows)


def _beside(result: Conversions) -> str:
    rows = []
    for (kind, name), total in sorted(
        result.beside.items(), key=lambda item: (item[0][0], item[0][1] != "this project")
    ):
        every = total.traced + total.others
        silent = every["silent"]
        rows.append([kind, name, total.documents, cells(every), _share(every["exact"], cells(every)), every["missed"],
                     every["wrong"], silent])  # fmt: skip
    return table(("documents", "read by", "documents", "cells", "exact", "missed", "wrong", "wrong in silence"), rows)


def _real(result: Conversions) -> str:
    if not result.by_reader:
        return "Every real report among them has figures that were read by eye."
    return (
        "Real reports without figures that were read by eye are held against what the reader finds printed or blank in "
        f"the original: {', '.join(f'`{name}`' for name in result.by_reader)}."
    )


def page(result: Conversions) -> str:
    """Return the whole page in Markdown."""
    command = (
        f"python -m bench conversions --documents {result.documents} --seed {result.seed} "
        "--write docs/fidelity-converted.md"
    )
    left_out = "".join(f"\n- left out: {why}" for why in result.left_out)
    licences = ", ".join(f"{name} ({licence})" for name, licence in LEFT_OUT.items())
    parts = [
        "# Fidelity of converted reports", "",
        "Many a report reaches its reader through another tool. The bench converts its own documents and real reports "
        "with the tools that people use, reads what comes out, and compares it cell by cell with what the original "
        "prints. This page is generated: do not edit it.", "",
        f"```\npip install -r requirements-bench.txt\n{command}\n```", "",
        "The words are those of [fidelity.md](fidelity.md). A cell is *traced* in a conversion if the numbers of its "
        "row are still there in their order, each apart from the next, those of a short row behind its label; and, "
        "where the row has a blank, if the tool keeps blank cells and the row ends its line. The *other cells* are "
        "those that the tool has destroyed, joined or cut; whatever has no number left may be called missing or blank, "
        "but no other "
        f"number. {_real(result)} Not among the tools for their licences: {licences}. "
        f"LibreOffice writes no OFD.{left_out}", "",
        "## Converted by other tools", "", _whole(result), "", IDENTITY, "", _by_tool(result), "",
        "Wrong cells, some of them:", "", slips_list(_tools(result)), "",
        f"Where most traced cells were not read, the first {_SHOWN}:", "", _falls_short(result), "",
        "## Text with wrapped labels", "",
        "The text of a PDF in which labels of several lines are around the figures of their rows.", "",
        totals_table("layout", _directly(result, "wrapped")), "",
        "## PDFs printed by a browser", "", "With full, thin and no lines, and with blanks among the cells.", "",
        totals_table("layout", _directly(result, "browser")), "",
        "## Beside what one would take instead", "",
        "The same documents, read by this project and by the usual tools with a page of label lookups: find the row by "
        "the text of its label, take its numbers (`bench/conversions/lookups.py`, what one would write in an hour). "
        "All cells count here, traced or not. Lookups have no checks: whatever they get wrong is wrong in silence. "
        "They give numbers only: no unit, no state, no agency, no line to look at.", "", _beside(result), "",
    ]  # fmt: skip
    return "\n".join(parts)


def _falls_short(result: Conversions) -> str:
    found = {f"{tool} ← {group}": total for (tool, group), total in sorted(result.by_source.items())
             if tool != DIRECTLY and _not_read(total)}  # fmt: skip
    most = sorted(found, key=lambda name: -_not_read(found[name]))[:_SHOWN]
    return totals_table("tool ← documents", {name: found[name] for name in most}) if found else "None."


def _not_read(total: Total) -> int:
    return total.traced["missed"] + total.traced["wrong"] + total.others["silent"]
