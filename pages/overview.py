from dashboard.app import shell
from dashboard.contents import FIRST_HEADLINES, FIRST_TRENDS, MEASURES
from dashboard.parts import compare, trends
from dashboard.widgets.page_head import opening

opened = opening("overview", shell.scope(alone=True), trends=True)
if opened:
    part = trends.part(("trend", "compare", "data"))
    if part == "trend":
        trends.headlines(opened, FIRST_HEADLINES)
        trends.trends_in_pairs(opened, *FIRST_TRENDS)
    elif part == "compare":
        compare.compared(opened, MEASURES["overview"])
    else:
        trends.all_measures(opened, "overview", MEASURES["overview"])
