from dashboard.app import shell
from dashboard.parts import punctuality
from dashboard.widgets.page_head import opening

opened = opening("punctuality", shell.scope(alone=True))
punctuality.rules()
if opened:
    punctuality.by_year(opened)
    punctuality.by_group(opened)
    punctuality.reports(opened)
