from dashboard.app import shell
from dashboard.contents import MEASURES
from dashboard.parts import change, compare, summary, trends
from dashboard.widgets.page_head import opening

opened = opening("penalties", shell.scope(alone=True), trends=True)
if opened:
    summary.of_measures(opened, ("penalties", "coercion"))
    part, each = trends.part_and_lines(opened, ("trend", "compare", "data"))
    if part == "trend":
        change.headlines(opened, MEASURES["penalties"])
        trends.trends_in_pairs(
            opened, ("trend.penalties", ("penalties",), ()), ("trend.coercion", ("coercion",), ()), each=each
        )
    elif part == "compare":
        compare.compared(opened, MEASURES["penalties"])
    else:
        trends.all_measures(opened, "penalties", MEASURES["penalties"])
