from dashboard.app import shell
from dashboard.contents import MEASURES
from dashboard.parts import change, compare, grouping, trends
from dashboard.widgets.page_head import opening

opened = opening("permits", shell.scope(alone=True), trends=True)
if opened:
    part = trends.part(("trend", "compare", "data"))
    if part == "trend":
        change.headlines(opened, ("licensing", "fees_amount", "documents_in_force", "documents_net"))
        each = grouping.choose(opened)
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
