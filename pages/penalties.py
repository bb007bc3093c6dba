from dashboard.app import shell
from dashboard.contents import MEASURES
from dashboard.parts import trends
from dashboard.widgets.page_head import opening

opened = opening("penalties", shell.scope(), trends=True)
if opened:
    part = trends.part(("trend", "compare", "data"))
    if part == "trend":
        trends.headlines(opened, MEASURES["penalties"])
        trends.trends_in_pairs(opened, ("trend.penalties", ("penalties",), ()), ("trend.coercion", ("coercion",), ()))
    elif part == "compare":
        trends.comparison(opened, MEASURES["penalties"])
    else:
        trends.all_measures(opened, "penalties", MEASURES["penalties"])
