from dashboard.app import shell
from dashboard.parts import sql
from dashboard.widgets.page_head import title

shell.scope()
title("sql")
sql.rows(sql.query_box())
sql.schema()
