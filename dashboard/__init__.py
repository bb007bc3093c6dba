"""Code shared by the pages: scope, data access, charts, page sections, downloads, texts."""
