from dashboard import shell, sql_page
from dashboard.opening import title

shell.scope()
title("sql")
sql_page.rows(sql_page.query_box())
sql_page.schema()
