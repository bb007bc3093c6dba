from dashboard.app import shell
from dashboard.parts import about
from dashboard.widgets.page_head import title

shell.scope()
title("about")
about.figures_here()
about.limits()
about.like_for_like()
about.law()
about.editions()
about.indicators()
about.checks()
about.states()
