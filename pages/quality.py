from dashboard.app import shell
from dashboard.parts import narrative, opening_words, quality
from dashboard.widgets.page_head import opening

opened = opening("quality", shell.scope(alone=True))
if opened:
    opening_words.of_quality(opened)
    quality.headlines(opened)
    quality.by_kind(opened)
    quality.states(opened)
    quality.by_group(opened)
    quality.findings(opened)
    narrative.of_scope(opened)
    quality.unreadable(opened)
quality.quarantine()
