from dashboard.app import shell
from dashboard.contents import MEASURES
from dashboard.parts import change, compare, summary, trends
from dashboard.widgets.page_head import opening

opened = opening("permits", shell.scope(alone=True), trends=True)
if opened:
    summary.of_measures(opened, ("licensing", "documents_issued"))
    part, each = trends.part_and_lines(opened, ("trend", "compare", "data"))
    if part == "trend":
        change.headlines(opened, ("licensing", "fees_amount", "documents_in_force", "documents_net"))
        trends.trends_in_pairs(
            opened,
            ("trend.licensing", ("licensing",), ()),
            ("trend.documents", ("documents_issued", "documents_repealed"), ("repeal_rate",)),
            ("trend.fees_amount", ("fees_amount",), ()),
            ("trend.fee_items", ("fee_items",), ()),
            each=each,
        )
    elif part == "compare":
        compare.compared(opened, MEASURES["permits"])
    else:
        trends.all_measures(opened, "permits", MEASURES["permits"])
