from dashboard import one_agency, peers, shell, trends
from dashboard.opening import title
from dashboard.scope import bar

scope = shell.scope()
title("agency")
bar(scope, totals=False)
agency = one_agency.pick(scope)
if agency:
    one_agency.who(agency)
    own = one_agency.own(agency, scope)
    trends.beside(
        own,
        ("trend.applications", ("received", "processed"), ("disclosure_rate", "refusal_rate")),
        ("trend.decisions", ("licensing", "penalties"), ()),
    )
    one_agency.figures_by_year(agency)
    peers.among_peers(agency, own)
    one_agency.its_reports(agency)
    one_agency.its_findings(agency)
    one_agency.names(agency)
