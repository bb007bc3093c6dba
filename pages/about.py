from dashboard import about_page, shell
from dashboard.opening import title

shell.scope()
title("about")
about_page.figures_here()
about_page.limits()
about_page.law()
about_page.editions()
about_page.indicators()
about_page.checks()
about_page.states()
