"""The reason why a file cannot be read."""


class Unreadable(Exception):
    """A file that yields no report; `reason` is an id in ingest/reasons.yml, `values` fill in its message."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values
