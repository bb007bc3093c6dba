from dashboard import collected, quality, shell
from dashboard.opening import title
from dashboard.scope import bar

scope = shell.scope()
title("coverage")
bar(scope, totals=False, trends=False)
if collected.by_year(scope):
    collected.by_agency(scope)
quality.quarantine()
