"""One function per question that a page asks. SQL stands here and nowhere else; every value is bound.

Each takes a connection and returns a Polars frame. A gap stays a gap.
"""

from warehouse.questions.agencies import (
    agencies,
    agency_facts,
    agency_key,
    agency_names,
    agency_reports,
    agency_successions,
    every_name,
)
from warehouse.questions.asking import Connection, connect
from warehouse.questions.quality import check_tallies, finding_count, finding_kinds, findings, quarantine, states
from warehouse.questions.reports import report, report_facts, report_findings, report_text, reports
from warehouse.questions.totals import (
    GROUPS,
    about,
    agency_count,
    coverage,
    facets,
    measured,
    row_count,
    rows,
    same_agencies,
    unplaced,
)

__all__ = [
    "GROUPS",
    "Connection",
    "about",
    "agencies",
    "agency_count",
    "agency_facts",
    "agency_key",
    "agency_names",
    "agency_reports",
    "agency_successions",
    "check_tallies",
    "connect",
    "coverage",
    "every_name",
    "facets",
    "finding_count",
    "finding_kinds",
    "findings",
    "measured",
    "quarantine",
    "report",
    "report_facts",
    "report_findings",
    "report_text",
    "reports",
    "row_count",
    "rows",
    "same_agencies",
    "states",
    "unplaced",
]
