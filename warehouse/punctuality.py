"""[I/O] Whether reports were published in time: their dates beside the legal ones (data/reference/deadlines.yml)."""

from dataclasses import dataclass, fields
from functools import cache

import duckdb

from ingest.identify.reference import load

ON_TIME, LATE, UNSET, UNKNOWN = PUNCTUALITY = ("on_time", "late", "unset", "unknown")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day of the next year by which reports of a type of agency must be published; no type: of all others; no day:
    the law sets none. `named`: a pattern of the agency's name; no words: another rule says the same."""

    agency_type: str | None
    named: str | None
    month: int | None
    day: int | None
    zh: str | None
    en: str | None

    def text(self, language: str) -> str:
        return (self.en if language == "en" else self.zh) or ""


@cache
def deadlines() -> tuple[Deadline, ...]:
    """The rules, the first that fits first."""
    names = [each.name for each in fields(Deadline)]
    return tuple(Deadline(*(each.get(name) for name in names)) for each in load("deadlines.yml")["deadlines"])


def _due_on() -> str:
    """SQL: the legal date of a row of `report_rows`; NULL without a year or a type, or where the law sets none."""
    cases = []
    for rule in deadlines():
        fits = ["agency_type IS NOT NULL"]
        fits += [f"agency_type = '{rule.agency_type}'"] if rule.agency_type else []
        fits += [f"regexp_matches(agency_name, '{rule.named}')"] if rule.named else []
        day = f"make_date(year + 1, {rule.month}, {rule.day})" if rule.month else "NULL::DATE"
        cases.append(f"WHEN {' AND '.join(fits)} THEN {day}")
    return f"CASE {' '.join(cases)} END"


# An agency that published a corrected version later did publish in time: the first date of its reports on a year
# counts, and where one of them has none, that one may have been the first. A page may have been put up anew: where it
# was signed in time and its label says later, nobody knows.
_JUDGED = f"""
    UPDATE report_rows SET due_on = j.due_on, punctuality = j.punctuality
    FROM (
        SELECT report_no, due_on,
               CASE WHEN first_on <= due_on THEN '{ON_TIME}'
                    WHEN all_dated AND least(first_on, signed) > due_on THEN '{LATE}'
                    WHEN due_on IS NULL AND agency_type IS NOT NULL AND year IS NOT NULL THEN '{UNSET}'
                    ELSE '{UNKNOWN}' END AS punctuality
        FROM (
            SELECT report_no, agency_type, year, {_due_on()} AS due_on, min(published_on) OVER same AS first_on,
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
