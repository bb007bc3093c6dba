from dashboard.app import shell
from dashboard.parts import facts
from dashboard.widgets.page_head import opening

opened = opening("data", shell.scope(alone=True))
if opened:
    figures, applicants = facts.choose()
    if figures:
        facts.chart(opened, figures, applicants)
        facts.show(opened, figures, applicants)
facts.whole_warehouse()
