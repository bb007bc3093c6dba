"""The figures of a run as tables."""

from bench.conversions.run import DIRECTLY, Conversions
from bench.fidelity.report import totals_table


def printed_tables(result: Conversions) -> str:
    """Return the tables by tool, and by tool and source."""
    directly = {group: total for (tool, group), total in result.by_source.items() if tool == DIRECTLY}
    tools = {tool: total for tool, total in result.by_tool.items() if tool != DIRECTLY}
    both = {f"{tool} ← {group}": total for (tool, group), total in sorted(result.by_source.items()) if tool != DIRECTLY}
    parts = [totals_table("tool", tools), totals_table("read directly", directly), totals_table("tool ← source", both)]
    return "\n\n".join([*parts, *(f"left out: {why}" for why in result.left_out)])
