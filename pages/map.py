from dashboard.app import shell
from dashboard.parts import by_place
from dashboard.widgets.page_head import opening

opened = opening("map", shell.scope())
if opened:
    mapped, view = by_place.choose(opened)
    by_place.show(opened, mapped, view)
