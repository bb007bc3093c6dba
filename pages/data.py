from dashboard import parts, rows, shell

opened = parts.opening("data", shell.scope())
if opened:
    figures, applicants = rows.choose()
    if figures:
        rows.show(opened, figures, applicants)
