from dashboard.app import shell
from dashboard.parts import compare
from dashboard.widgets.filters import bar
from dashboard.widgets.page_head import title

scope = shell.scope()
title("compare")
bar(scope, trends=False)
chosen = compare.members(scope)
compare.choose(chosen)
compare.side_by_side(chosen, scope)
