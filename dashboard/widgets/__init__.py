"""What pages share: filters, heads, charts and tables with their files, links."""
