from dashboard.app import shell
from dashboard.contents import MEASURES
from dashboard.parts import change, compare, grouping, trends
from dashboard.widgets.page_head import opening

opened = opening("penalties", shell.scope(alone=True), trends=True)
if opened:
    part = trends.part(("trend", "compare", "data"))
    if part == "trend":
        change.headlines(opened, MEASURES["penalties"])
        each = grouping.choose(opened)
        trends.trends_in_pairs(
            opened, ("trend.penalties", ("penalties",), ()), ("trend.coercion", ("coercion",), ()), each=each
        )
    elif part == "compare":
        compare.compared(opened, MEASURES["penalties"])
    else:
        trends.all_measures(opened, "penalties", MEASURES["penalties"])
