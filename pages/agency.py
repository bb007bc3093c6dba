from dashboard.app import shell
from dashboard.parts import agency, agency_why, compare, summary, trends
from dashboard.widgets.filters import bar
from dashboard.widgets.page_head import title

scope = shell.scope()
title("agency")
bar(scope, totals=False)
chosen = agency.pick(scope)
if chosen:
    agency.who(chosen)
    own = agency.own(chosen, scope)
    summary.of_measures(own, ("received", "disclosure_rate", "licensing"))
    trends.trends_in_pairs(
        own,
        ("trend.applications", ("received", "processed"), ("disclosure_rate", "refusal_rate")),
        ("trend.decisions", ("licensing", "penalties"), ()),
    )
    agency.figures_by_year(chosen)
    compare.among_peers(chosen, own)
    agency_why.show(own)
    agency.its_reports(chosen)
    agency.its_findings(chosen)
    agency.names(chosen)
