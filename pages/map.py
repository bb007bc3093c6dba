from dashboard import by_place, shell
from dashboard.opening import opening

opened = opening("map", shell.scope())
if opened:
    mapped, view = by_place.choose(opened)
    by_place.show(opened, mapped, view)
