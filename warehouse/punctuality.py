"""[I/O] Whether reports were published in time: their dates beside the legal ones (data/reference/deadlines.yml)."""

from dataclasses import dataclass
from functools import cache

import duckdb

from ingest.identify.reference import load

ON_TIME, LATE, UNKNOWN = "on_time", "late", "unknown"
_WRITTEN = ("month", "day", "zh", "en")
PUNCTUALITY = (ON_TIME, LATE, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day of the next year by which reports of a type of agency must be published; None: of all others."""

    agency_type: str | None
    month: int
    day: int
    zh: str
    en: str

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@cache
def deadlines() -> tuple[Deadline, ...]:
    """The rules, the first that fits first."""
    return tuple(
        Deadline(each.get("agency_type"), *(each[name] for name in _WRITTEN))
        for each in load("deadlines.yml")["deadlines"]
    )


def _due_on() -> str:
    """SQL: the legal date of a row of `report_rows`; NULL without a year or a type."""
    cases = []
    for rule in deadlines():
        fits = ["agency_type IS NOT NULL"]
        fits += [f"agency_type = '{rule.agency_type}'"] if rule.agency_type else []
        cases.append(f"WHEN {' AND '.join(fits)} THEN make_date(year + 1, {rule.month}, {rule.day})")
    return f"CASE {' '.join(cases)} END"


# An agency that published a corrected version later did publish in time: the first date of its reports on a year
# counts, and where one of them has none, that one may have been the first.
_JUDGED = f"""
    UPDATE report_rows SET due_on = j.due_on, punctuality = j.punctuality
    FROM (
        SELECT report_no, due_on,
               CASE WHEN first_on <= due_on THEN '{ON_TIME}'
                    WHEN all_dated AND first_on > due_on THEN '{LATE}' ELSE '{UNKNOWN}' END AS punctuality
        FROM (
            SELECT report_no, {_due_on()} AS due_on, min(published_on) OVER same AS first_on,
                   count(published_on) OVER same = count(*) OVER same AS all_dated
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
