"""Tables as files hold them: no lists, no bytes, and no text that a spreadsheet would evaluate. Pure."""

import json
import re
from collections.abc import Sequence

import polars as pl

# What a spreadsheet would evaluate as a formula; a lone dash and plain numbers are harmless.
_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
_HARMLESS = r"^[+-]?[\d,.]*%?$"


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and records as text: CSV and spreadsheets have none."""
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(
        pl.Series(name, [None if each is None else json.dumps(each, ensure_ascii=False, default=str)
                         for each in frame[name].to_list()], dtype=pl.String)
        for name in nested
    ).with_columns(
        pl.col(name).bin.encode("hex") for name, kind in frame.schema.items() if kind == pl.Binary
    )  # fmt: skip


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """Prefix text (and column names) that a spreadsheet would evaluate as a formula with an apostrophe."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_HARMLESS))
        .then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    ).rename(_harmless_names(frame.columns))  # fmt: skip


def _harmless_names(names: Sequence[str]) -> dict[str, str]:
    """Return new names for columns that a spreadsheet would evaluate; none that is there already."""
    renamed: dict[str, str] = {}
    for name in names:
        if re.match(_FORMULA, name):
            harmless = f"'{name}"
            while harmless in names or harmless in renamed.values():
                harmless = f"'{harmless}"
            renamed[name] = harmless
    return renamed
