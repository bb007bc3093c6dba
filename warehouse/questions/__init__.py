"""One function per query of the dashboard. Their SQL is only here; values are always bound as parameters.

Functions take a connection and most return a Polars frame, whose columns their docstrings list first. Gaps stay NULL.
"""

from warehouse.questions.agencies import (
    agencies,
    agency_facts,
    agency_findings,
    agency_key,
    agency_names,
    agency_reports,
    agency_successions,
    every_name,
)
from warehouse.questions.alike import alike_list, alike_of, likeness_by_year, same_tables
from warehouse.questions.asking import Connection, Damaged, OtherVersion, connect
from warehouse.questions.collected import collected, collected_by_year, collected_count, without_agency_or_year
from warehouse.questions.compared import peer_names, peers
from warehouse.questions.earlier import earlier_report, kept_report
from warehouse.questions.facts import row_count, rows
from warehouse.questions.found import names_like, reports_like
from warehouse.questions.like_for_like import like_for_like
from warehouse.questions.narrative import claim_tallies, claims, report_claims
from warehouse.questions.passages import passages
from warehouse.questions.plausible import doubt_counts, doubt_list, report_doubts
from warehouse.questions.punctuality import punctuality_by_group, punctuality_by_year, punctuality_list
from warehouse.questions.quality import (
    check_rates,
    check_tallies,
    finding_count,
    finding_kinds,
    findings,
    findings_by_agency,
    quarantine,
    states,
    uncertain_cells,
)
from warehouse.questions.reports import neighbour_years, report, report_facts, report_findings, report_text, reports
from warehouse.questions.scopes import about, coverage, facets, places, unplaced
from warehouse.questions.totals import GROUPS, doubtful, measured, measured_together

__all__ = [
    "GROUPS",
    "Connection",
    "Damaged",
    "OtherVersion",
    "about",
    "agencies",
    "agency_facts",
    "agency_findings",
    "agency_key",
    "agency_names",
    "agency_reports",
    "agency_successions",
    "alike_list",
    "alike_of",
    "check_rates",
    "check_tallies",
    "claim_tallies",
    "claims",
    "collected",
    "collected_by_year",
    "collected_count",
    "connect",
    "coverage",
    "doubt_counts",
    "doubt_list",
    "doubtful",
    "earlier_report",
    "every_name",
    "facets",
    "finding_count",
    "finding_kinds",
    "findings",
    "findings_by_agency",
    "kept_report",
    "like_for_like",
    "likeness_by_year",
    "measured",
    "measured_together",
    "names_like",
    "neighbour_years",
    "passages",
    "peer_names",
    "peers",
    "places",
    "punctuality_by_group",
    "punctuality_by_year",
    "punctuality_list",
    "quarantine",
    "report",
    "report_claims",
    "report_doubts",
    "report_facts",
    "report_findings",
    "report_text",
    "reports",
    "reports_like",
    "row_count",
    "rows",
    "same_tables",
    "states",
    "uncertain_cells",
    "unplaced",
    "without_agency_or_year",
]
