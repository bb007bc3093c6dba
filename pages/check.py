from dashboard.app import shell
from dashboard.parts import check
from dashboard.widgets.page_head import title

shell.scope()
title("check")
check.hand_over()
found = check.results()
if found:
    check.of_one(check.overview(found))
