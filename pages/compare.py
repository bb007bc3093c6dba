from dashboard import peers, shell
from dashboard.opening import title
from dashboard.scope import bar

scope = shell.scope()
title("compare")
bar(scope, trends=False)
chosen = peers.members(scope)
peers.choose(chosen)
peers.side_by_side(chosen, scope)
