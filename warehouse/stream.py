"""What a query gives, as nothing but a stream of Arrow batches."""

from typing import Any


class Stream:
    """A relation of DuckDB that Polars may read without knowing what it is.

    Polars remembers the type of all that it is given; one of DuckDB's, or one whose module knows DuckDB, is still there
    when the process ends, which DuckDB reports on standard error as a leak. So this module knows nothing.
    """

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, schema: object = None) -> object:
        return self._relation.__arrow_c_stream__(schema)
