from dashboard import parts, quality, shell

opened = parts.opening("quality", shell.scope())
if opened:
    quality.headlines(opened)
    quality.by_kind(opened)
    quality.states(opened)
    quality.findings(opened)
quality.quarantine()
