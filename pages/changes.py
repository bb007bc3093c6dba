from dashboard.app import shell
from dashboard.parts import changes
from dashboard.widgets.filters import bar
from dashboard.widgets.page_head import title

scope = shell.scope(alone=True)
title("changes")
bar(scope, totals=False, trends=False)
found = changes.compared(scope)
if found:
    changes.headlines(found)
    changes.reports(found)
    changes.cells(found)
    changes.findings(found)
