from dashboard.app import shell
from dashboard.parts import about, opening_words
from dashboard.widgets.page_head import title

shell.scope()
title("about")
opening_words.of_holdings()
about.figures_here()
about.limits()
about.like_for_like()
about.law()
about.editions()
about.indicators()
about.checks()
about.methods()
about.states()
