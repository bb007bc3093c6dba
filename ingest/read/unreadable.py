"""Why a file cannot be read."""


class Unreadable(Exception):
    """A file that gives no report; `reason` is an id of ingest/reasons.yml, `values` fill its sentence."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values
