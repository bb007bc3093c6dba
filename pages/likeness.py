from dashboard.app import shell
from dashboard.parts import likeness
from dashboard.widgets.page_head import opening

opened = opening("likeness", shell.scope(alone=True))
likeness.side_by_side()
if opened:
    likeness.normal(opened)
    likeness.pairs(opened)
    likeness.same_tables(opened)
