"""The subset of the warehouse that a query covers, and the rule that prevents double counting in totals."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

# A government's report aggregates its departments and lower governments (article 49 of the Regulations): two layers
# that are never summed together. `departments` are bodies that report for themselves, `governments` are aggregates.
DEPARTMENTS, GOVERNMENTS = "departments", "governments"
LAYERS = (DEPARTMENTS, GOVERNMENTS)

# The only definition of the rule: it computes reports.layer, which every total uses. A government's general office
# reports for itself; a report whose agency type is unknown belongs to neither layer.
LAYER = f"""
    CASE WHEN agency_type IS NULL THEN NULL
         WHEN agency_type = 'government' THEN '{GOVERNMENTS}' ELSE '{DEPARTMENTS}' END
"""


# The key that identifies an agency, computed when a snapshot is built. Reports without an agency id are not known to
# share an agency, whatever name they print (区司法局): each is counted separately.
AGENCY_KEY = "coalesce(agency_id, report_id)"
# Whether a report covers only part of its year.
PARTIAL = """
    (coalesce(covers_from > make_date(year, 1, 1), false) OR coalesce(covers_to < make_date(year, 12, 31), false))
"""
AGENCY_NAME = "coalesce(agency, agency_printed, title, source)"


@dataclass(frozen=True, slots=True)
class Scope:
    """First and last year (inclusive), place, agency type, level and layer; None means no restriction.

    `panel`: only agencies that reported in every year. `agency`: a single agency, by its key (`questions.agency_key`).
    """

    first: int
    last: int
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    agency_type: str | None = None
    level: str | None = None
    layer: str = DEPARTMENTS
    panel: bool = False
    agency: str | None = None

    def parameters(self) -> dict[str, object]:
        """Return the values for the query parameters of `in_scope` and of queries over a scope."""
        return asdict(self)


PLACES = ("province", "prefecture", "county")
_NARROWING = (*PLACES, "agency_type", "level")
# Columns of `total_rows` other than its numbers; `counted` has them.
_COLUMNS = (
    "report_no", "year", "layer", *_NARROWING, "form", "single_row", "agency_no", "zone_no", "has_twin", "is_partial",
    "before_no",
)  # fmt: skip
# A balanced panel: only agencies that reported in every year of the scope, under whatever name.
_PANEL = """
    SELECT * FROM scoped WHERE agency_no IN (
        SELECT agency_no FROM scoped GROUP BY agency_no HAVING count(DISTINCT year) = $last - $first + 1
    )
"""
# Excludes overlapping reports. A development zone's committee also reports for the zone's bodies; in a year in which
# one of these reports separately, the bodies' reports are counted instead (a body's id is the zone's plus its organ).
# Of governments only the highest of each year are counted: a prefecture's report includes its counties'.
_COUNTED = {
    DEPARTMENTS: """
        bodies AS (SELECT DISTINCT year, zone_no FROM panelled WHERE zone_no IS NOT NULL),
        counted AS (
            SELECT * FROM panelled r
            ANTI JOIN bodies b ON b.year = r.year AND b.zone_no = r.agency_no AND r.agency_type = 'development_zone'
        )
    """,
    GOVERNMENTS: """
        upper AS (
            SELECT DISTINCT year, level, province, CASE WHEN level <> 'province' THEN prefecture END AS prefecture,
                   CASE WHEN level = 'county' THEN county END AS county
            FROM panelled WHERE level IN ('province', 'prefecture', 'county')
        ),
        counted AS (
            SELECT * FROM panelled r
            ANTI JOIN upper p ON p.level = 'province' AND r.level <> 'province' AND p.year = r.year
                AND p.province = r.province
            ANTI JOIN upper q ON q.level = 'prefecture' AND r.level IN ('county', 'township') AND q.year = r.year
                AND q.province = r.province AND q.prefecture = r.prefecture
            ANTI JOIN upper c ON c.level = 'county' AND r.level = 'township' AND c.year = r.year
                AND c.province = r.province AND c.prefecture = r.prefecture AND c.county = r.county
        )
    """,
}


def is_of_groups(scope: Scope) -> bool:
    """Whether a scope is a union of `group_rows`: departments, without a prefecture, county, agency or panel."""
    return scope.layer == DEPARTMENTS and not (scope.panel or scope.prefecture or scope.county or scope.agency)


def in_groups(scope: Scope) -> str:
    """Return common table expressions over `group_rows`, with `Scope.parameters` as their query parameters.

    `groups_in_scope`: what is `scoped` in `in_scope`; `counted_groups`: those included in totals.
    """
    narrowed = [f"{name} = ${name}" for name in _NARROWING if getattr(scope, name) is not None]
    return f"""
        groups_in_scope AS (
            SELECT * FROM group_rows WHERE {" AND ".join(("year BETWEEN $first AND $last", *narrowed))}
        ),
        bodies AS (SELECT DISTINCT g.year, b.zone_no FROM body_rows b JOIN groups_in_scope g USING (group_no)),
        counted_groups AS (
            SELECT * FROM groups_in_scope g
            ANTI JOIN bodies b ON b.year = g.year AND b.zone_no = g.agency_no AND g.agency_type = 'development_zone'
        )
    """


def in_reports(scope: Scope) -> str:
    """Return common table expressions with `counted` of `in_scope`, of which only some columns are promised.

    These are report_no, year, province, agency_type, level: where the scope is a union of groups, those are what is
    looked through, and not all reports.
    """
    if not is_of_groups(scope):
        return in_scope(scope)
    return f"""
        {in_groups(scope)},
        counted AS (
            SELECT r.report_no, g.year, g.province, g.agency_type, g.level
            FROM grouped_rows r JOIN counted_groups g USING (group_no)
        )
    """


def in_scope(scope: Scope, numbers: Iterable[str] = ()) -> str:
    """Return common table expressions over `total_rows`, with `Scope.parameters` as their query parameters.

    `scoped`: current (not superseded) reports in the scope; `panelled`: those of the balanced panel, if requested;
    `counted`: those included in totals, with the columns of cells named in `numbers`. `questions.unplaced` counts the
    reports in neither layer. Conditions that the scope does not use are omitted: planning them took longer than
    running the query.
    """
    narrowed = [f"{name} = ${name}" for name in _NARROWING if getattr(scope, name) is not None]
    if scope.agency is not None:
        narrowed.append("report_no IN (SELECT report_no FROM report_rows WHERE agency_key = $agency)")
    where = " AND ".join(("year BETWEEN $first AND $last", "layer = $layer", *narrowed))
    return f"""
        scoped AS (SELECT {", ".join((*_COLUMNS, *numbers))} FROM total_rows WHERE {where}),
        panelled AS ({_PANEL if scope.panel else "SELECT * FROM scoped"}),
        {_COUNTED[scope.layer]}
    """
