"""[I/O] Whether reports were published in time: their dates beside the legal ones (data/reference/deadlines.yml)."""

from dataclasses import dataclass
from functools import cache

import duckdb

from ingest.identify.reference import load

ON_TIME, LATE, UNKNOWN = "on_time", "late", "unknown"
PUNCTUALITY = (ON_TIME, LATE, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day of the next year by which reports of a type of agency must be published; None: of all others, or no day.

    `is_set`: the law sets it; by another day a report may be in time and is never late.
    """

    agency_type: str | None
    month: int | None
    day: int | None
    zh: str
    en: str
    is_set: bool

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@cache
def deadlines() -> tuple[Deadline, ...]:
    """The rules, the first that fits first."""
    return tuple(
        Deadline(
            each.get("agency_type"),
            each.get("month"),
            each.get("day"),
            each["zh"],
            each["en"],
            each.get("is_set", True),
        )
        for each in load("deadlines.yml")["deadlines"]
    )


def _due_on() -> str:
    """SQL: the legal date of a row of `report_rows`; NULL without a year or a type."""
    cases = []
    for rule in deadlines():
        fits = ["agency_type IS NOT NULL"]
        fits += [f"agency_type = '{rule.agency_type}'"] if rule.agency_type else []
        day = f"make_date(year + 1, {rule.month}, {rule.day})" if rule.month else "NULL::DATE"
        cases.append(f"WHEN {' AND '.join(fits)} THEN {day}")
    return f"CASE {' '.join(cases)} END"


def _unset() -> str:
    """SQL: whether no law sets the day for a row's type of agency."""
    kinds = ", ".join(repr(rule.agency_type) for rule in deadlines() if not rule.is_set)
    return f"agency_type IN ({kinds})"


# An agency that published a corrected version later did publish in time: the first date of its reports on a year
# counts, and where one of them has none, that one may have been the first. A page may have been put up anew: where it
# was signed in time and its label says later, nobody knows.
_JUDGED = f"""
    UPDATE report_rows SET due_on = j.due_on, punctuality = j.punctuality
    FROM (
        SELECT report_no, due_on,
               CASE WHEN first_on <= due_on THEN '{ON_TIME}'
                    WHEN all_dated AND least(first_on, signed) > due_on AND NOT is_unset THEN '{LATE}'
                    ELSE '{UNKNOWN}' END AS punctuality
        FROM (
            SELECT report_no, {_due_on()} AS due_on, {_unset()} AS is_unset, min(published_on) OVER same AS first_on,
                   min(signed_on) OVER same AS signed, count(published_on) OVER same = count(*) OVER same AS all_dated
            FROM report_rows
            WHERE agency_id IN (SELECT agency_id FROM affected) OR report_no IN (SELECT report_no FROM touched)
            WINDOW same AS (PARTITION BY agency_key, year)
        )
    ) j
    WHERE report_rows.report_no = j.report_no
      AND (report_rows.due_on IS DISTINCT FROM j.due_on OR report_rows.punctuality IS DISTINCT FROM j.punctuality)
"""


def judge_punctuality(con: duckdb.DuckDBPyConnection) -> None:
    """Say of each report of the agencies `affected`, and of those `touched`, by when it was due and whether it came."""
    con.execute(_JUDGED)
