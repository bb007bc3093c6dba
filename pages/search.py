from dashboard.app import shell
from dashboard.parts import opening_words, search
from dashboard.widgets.filters import bar
from dashboard.widgets.page_head import title

scope = shell.scope()
title("search")
opening_words.of_holdings()
search.names(search.box())
bar(scope, totals=False, trends=False)
search.text(scope)
