from dashboard.app import shell
from dashboard.contents import FIRST_HEADLINES, FIRST_TRENDS, MEASURES
from dashboard.parts import change, compare, summary, trends
from dashboard.widgets.page_head import opening

opened = opening("overview", shell.scope(alone=True), trends=True)
if opened:
    summary.of_measures(opened, ("received", "licensing", "penalties"))
    part, each = trends.part_and_lines(opened, ("trend", "compare", "data"))
    if part == "trend":
        change.headlines(opened, FIRST_HEADLINES)
        trends.trends_in_pairs(opened, *FIRST_TRENDS, each=each)
    elif part == "compare":
        compare.compared(opened, MEASURES["overview"])
    else:
        trends.all_measures(opened, "overview", MEASURES["overview"])
