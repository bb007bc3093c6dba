from dashboard.app import shell
from dashboard.parts import likeness, narrative, opening_words, plausible, report
from dashboard.widgets.filters import bar
from dashboard.widgets.page_head import title

scope = report.of_same_agency(shell.scope(alone=True))
title("report")
bar(scope, totals=False, trends=False)
chosen = report.pick(scope)
if chosen:
    report.who(chosen)
    opening_words.of_report(chosen.row)
    if chosen.cell:
        report.source(chosen)
    report.statutory_tables(chosen)
    report.findings(chosen)
    narrative.of_report(chosen)
    plausible.of_report(chosen)
    likeness.of_report(chosen)
    if not chosen.cell:
        report.source(chosen)
