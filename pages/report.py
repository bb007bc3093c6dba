from dashboard import one_report, shell
from dashboard.opening import title
from dashboard.scope import bar

scope = shell.scope()
title("report")
bar(scope, totals=False, trends=False)
report = one_report.pick(scope)
if report:
    one_report.who(report)
    if report.cell:
        one_report.source(report)
    one_report.statutory_tables(report)
    one_report.findings(report)
    if not report.cell:
        one_report.source(report)
