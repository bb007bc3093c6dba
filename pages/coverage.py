from dashboard.app import shell
from dashboard.parts import coverage, opening_words, quality
from dashboard.widgets.filters import bar
from dashboard.widgets.page_head import title

scope = shell.scope()
title("coverage")
bar(scope, totals=False, trends=False)
opening_words.of_coverage(scope)
if coverage.by_year(scope):
    coverage.by_agency(scope)
coverage.unknown()
quality.quarantine()
