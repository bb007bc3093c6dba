from dashboard.app import shell
from dashboard.parts import opening_words, sql
from dashboard.widgets.page_head import title

shell.scope()
title("sql")
opening_words.of_holdings()
sql.rows(sql.query_box())
sql.schema()
