"""A table as a file: exactly the rows and columns on the screen. Pure: frame → bytes."""

import io
import tempfile
from pathlib import Path

import polars as pl
import xlsxturbo

BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the local code page and garbles Chinese


def csv(frame: pl.DataFrame) -> bytes:
    """CSV that Excel opens without garbling."""
    whole = [
        name for name, kind in frame.schema.items()
        if kind == pl.Float64 and (frame[name].drop_nulls() % 1 == 0).all()
    ]  # fmt: skip
    return BOM + frame.with_columns(pl.col(whole).cast(pl.Int64)).write_csv().encode()


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def xlsx(frame: pl.DataFrame) -> bytes:
    """A workbook with one sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        xlsxturbo.df_to_xlsx(frame, str(path), freeze_panes=True, autofit=True)
        return path.read_bytes()
