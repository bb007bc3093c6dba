from dashboard.app import shell
from dashboard.parts import plausible
from dashboard.widgets.page_head import opening

opened = opening("plausible", shell.scope(alone=True))
if opened:
    counted = plausible.counts(opened)
    plausible.methods()
    plausible.questions_raised(opened, counted)
