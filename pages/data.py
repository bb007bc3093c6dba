from dashboard.app import shell
from dashboard.parts import facts, summary
from dashboard.widgets.page_head import opening

opened = opening("data", shell.scope(alone=True))
if opened:
    figures, applicants = facts.choose()
    if figures:
        summary.of_measures(opened, facts.as_measures(figures, applicants)[:2])
        facts.chart(opened, figures, applicants)
        facts.show(opened, figures, applicants)
facts.whole_warehouse()
