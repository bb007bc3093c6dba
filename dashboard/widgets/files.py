"""A table as a file: the rows and columns of the frame, safe to open in spreadsheets. Pure: frame → bytes."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
import xlsxturbo

from warehouse.plain_tables import flat, without_formulas

BOM = b"\xef\xbb\xbf"  # without it Excel decodes UTF-8 with the local code page and garbles Chinese
LONGEST = 32_000  # characters per cell, slightly below Excel's limit
MOST_ROWS = 1_048_575  # rows of an Excel sheet below its header; more go to further sheets


@dataclass(frozen=True, slots=True)
class Sheet:
    """An additional sheet of a workbook."""

    name: str
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Origin:
    """Provenance for a workbook: name of the data sheet, and sheets on filters, definitions, checks, citation."""

    data: str = "data"
    sheets: tuple[Sheet, ...] = field(default=())


def csv(frame: pl.DataFrame) -> bytes:
    """Return CSV (UTF-8 with BOM) that Excel opens correctly; whole numbers have no decimals."""
    numbers = [name for name, kind in frame.schema.items() if kind == pl.Float64]
    plain = [
        pl.when((pl.col(name) % 1 == 0) & (pl.col(name).abs() < 2**53))
        .then(pl.col(name).cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(pl.col(name).cast(pl.String)).alias(name)
        for name in numbers
    ]  # fmt: skip
    return BOM + without_formulas(flat(frame).with_columns(plain)).write_csv().encode()


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def workbook(frame: pl.DataFrame, origin: Origin) -> bytes:
    """Return an XLSX workbook: the data, on as many sheets as needed, then the sheets of its provenance."""
    frame = flat(frame).with_columns(pl.col(pl.String).str.head(LONGEST))
    pieces = [frame.slice(start, MOST_ROWS) for start in range(0, max(frame.height, 1), MOST_ROWS)]
    sheets = [
        (without_formulas(piece), origin.data if number == 0 else f"{origin.data} {number + 1}")
        for number, piece in enumerate(pieces)
    ]
    sheets += [(without_formulas(sheet.frame), sheet.name) for sheet in origin.sheets]
    buffer = io.BytesIO()
    xlsxturbo.dfs_to_xlsx(sheets, buffer, freeze_panes=True, autofit=True, column_widths={"_all": 60})
    return buffer.getvalue()


def pairs(first: str, second: str, rows: Mapping[str, str]) -> pl.DataFrame:
    """Return a frame of two text columns: the keys and the values of `rows`."""
    return pl.DataFrame({first: list(rows), second: list(rows.values())}, schema={first: pl.String, second: pl.String})
