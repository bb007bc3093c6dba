"""What files contribute to a snapshot, as frames: reports, each content once, and the files that gave none."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

import polars as pl

from ingest.identify import identify
from ingest.report import rejected
from ingest.store.update import Contribution

_SCHEMA = dict.fromkeys(("source", "sha256", "shard", "reason", "detail"), pl.String)
_IDENTITY_COLUMNS = ("agency_id", "agency", "agency_type", "level", "province", "prefecture", "county")
_NAMED = re.compile(
    r"(?P<who>[㐀-鿿]{3,}?)\W*(?P<year>20[0-3]\d)(?!\d)|(?<!\d)(?P<before>20[0-3]\d)(?!\d)\W*年?度?(?P<whose>[㐀-鿿]{3,})"
)


def contributed(contributions: Iterable[Contribution]) -> pl.DataFrame:
    """(source, sha256, shard, reason, detail) of what files contribute, in their order."""
    rows = ((each.source, each.sha256, each.shard, each.reason, each.detail) for each in contributions)
    return pl.DataFrame(list(rows), schema=_SCHEMA, orient="row")


def reports_of(contributions: pl.DataFrame) -> pl.DataFrame:
    """(source, sha256, shard) of the reports: identical content is a single report, under its first source."""
    return _with_facts(contributions).filter("is_first").select("source", "sha256", "shard")


def _with_facts(contributions: pl.DataFrame) -> pl.DataFrame:
    found = contributions.with_row_index("order").filter(pl.col("shard").is_not_null())
    return found.with_columns(is_first=pl.col("sha256").is_first_distinct())


def without_report(contributions: pl.DataFrame) -> pl.DataFrame:
    """(source, sha256, reason, detail) of the files that yielded no report, and of duplicates of one that did."""
    found = _with_facts(contributions)
    first = found.filter("is_first").select("sha256", first="source")
    twins = found.filter(~pl.col("is_first")).join(first, on="sha256", maintain_order="left")
    told = [rejected("duplicate", other=other) for other in twins["first"]]
    twins = twins.with_columns(
        reason=pl.Series([each.reason for each in told], dtype=pl.String),
        detail=pl.Series([each.detail for each in told], dtype=pl.String),
    )
    given_up = contributions.with_row_index("order").filter(pl.col("shard").is_null())
    columns = ("order", "source", "sha256", "reason", pl.col("detail").fill_null(""))
    return pl.concat([given_up.select(columns), twins.select(columns)]).sort("order").drop("order")


def with_identity(files: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add the agency, place and year that the names of files state; those of duplicates are their report's.

    `known`: such rows of an earlier snapshot, whose names need not be understood anew.
    """
    schema = {**dict.fromkeys(_IDENTITY_COLUMNS, pl.String), "year": pl.Int32}
    stated: dict[str, tuple[object, ...]] = {}
    if known is not None:
        own = known.filter(pl.col("reason") != "duplicate").select("source", *schema)
        stated = {source: tuple(rest) for source, *rest in own.iter_rows()}
    rows = [
        (None,) * len(schema) if reason == "duplicate" else stated.get(source) or identity_from_name(source)
        for source, reason in files.select("source", "reason").iter_rows()
    ]
    return pl.concat([files, pl.DataFrame(rows, schema=schema, orient="row")], how="horizontal")


def identity_from_name(source: str) -> tuple[object, ...]:
    """Return `_IDENTITY_COLUMNS` and the year of a file without a report as stated in its name, None where unknown."""
    found = _NAMED.search(PurePosixPath(source).stem.replace("_", " "))
    if found is None:
        return (*[None] * len(_IDENTITY_COLUMNS), None)
    who, year = found["who"] or found["whose"], found["year"] or found["before"]
    identity = identify([f"{who}{year}年政府信息公开工作年度报告"], source)
    return (*(getattr(identity, each) for each in _IDENTITY_COLUMNS), identity.year)
