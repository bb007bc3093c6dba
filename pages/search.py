from dashboard.app import shell
from dashboard.parts import search
from dashboard.widgets.filters import bar
from dashboard.widgets.page_head import title

scope = shell.scope()
title("search")
search.names(search.box())
bar(scope, totals=False, trends=False)
search.text(scope)
