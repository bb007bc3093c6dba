from dashboard import one_report, parts, shell

parts.title("report")
report = one_report.pick(shell.scope())
if report:
    one_report.who(report)
    if report.cell:
        one_report.source(report)
    one_report.statutory_tables(report)
    one_report.findings(report)
    if not report.cell:
        one_report.source(report)
