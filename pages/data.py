from dashboard import rows, shell
from dashboard.opening import opening

opened = opening("data", shell.scope())
if opened:
    figures, applicants = rows.choose()
    if figures:
        rows.show(opened, figures, applicants)
rows.whole_warehouse()
