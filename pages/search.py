from dashboard import searching, shell
from dashboard.opening import title
from dashboard.scope import bar

scope = shell.scope()
title("search")
searching.names(searching.box())
bar(scope, totals=False, trends=False)
searching.text(scope)
