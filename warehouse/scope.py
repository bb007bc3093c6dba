"""What part of the warehouse a question is about, and the one rule by which totals never count twice."""

from dataclasses import asdict, dataclass

# A government's report adds up its departments and lower governments (article 49 of the Regulations): two layers that
# are never put into one sum. `departments` is every body that reports for itself, `governments` the aggregates.
DEPARTMENTS, GOVERNMENTS = "departments", "governments"
LAYERS = (DEPARTMENTS, GOVERNMENTS)

# The rule, in the one place that it stands: reports.layer is made by it, and every total reads reports.layer. A
# government's general office reports for itself; what kind of agency cannot be told belongs to neither layer.
LAYER = f"""
    CASE WHEN agency_type IS NULL THEN NULL
         WHEN agency_type = 'government' THEN '{GOVERNMENTS}' ELSE '{DEPARTMENTS}' END
"""


# One key for an agency, made when a snapshot is built. Two reports whose agency has no id are not known to be of one
# agency, whatever name they print (区司法局): each is counted by itself.
AGENCY_KEY = "coalesce(agency_id, report_id)"
AGENCY_NAME = "coalesce(agency, agency_printed, title, source)"


@dataclass(frozen=True, slots=True)
class Scope:
    """Years from–to, place, kind of agency, level and layer; None means all.

    `panel`: the same agencies in every year. `agency`: one agency alone, by its key (`questions.agency_key`).
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
        """Values to bind to the names in `in_scope` and in questions over a scope."""
        return asdict(self)


PLACES = ("province", "prefecture", "county")
_NARROWING = (*PLACES, "agency_type", "level")
# A balanced panel takes only agencies that reported in every year of the scope, under whatever name.
_PANEL = """
    SELECT * FROM scoped WHERE agency_key IN (
        SELECT agency_key FROM scoped GROUP BY agency_key HAVING count(DISTINCT year) = $last - $first + 1
    )
"""
# What must not be counted beside others. A development zone's committee reports for its bodies too: where one of those
# reports for itself, theirs are taken; a body's id is the zone's with the organ behind it. Among governments only the
# outermost of each year are taken: where a prefecture's report is there, its counties' are in it.
_COUNTED = {
    DEPARTMENTS: """
        bodies AS (
            SELECT DISTINCT year, split_part(agency_id, '.', 1) || '.' || split_part(agency_id, '.', 2) AS zone
            FROM panelled WHERE agency_id LIKE '%.%.%'
        ),
        counted AS (
            SELECT * FROM panelled r
            ANTI JOIN bodies b ON b.year = r.year AND b.zone = r.agency_id AND r.agency_type = 'development_zone'
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


def in_scope(scope: Scope) -> str:
    """Three common table expressions over `report_rows`, whose names are bound to `Scope.parameters`.

    `scoped` are the reports in force within the scope, `panelled` those of its balanced panel if it is one, `counted`
    those that enter a total. What belongs to neither layer is told by `questions.unplaced`. Only what this scope asks
    for is in the text: planning what it does not ask for took longer than answering.
    """
    narrowed = [f"{name} = ${name}" for name in _NARROWING if getattr(scope, name) is not None]
    if scope.agency is not None:
        narrowed.append("agency_key = $agency")
    where = " AND ".join(("superseded_by IS NULL", "year BETWEEN $first AND $last", "layer = $layer", *narrowed))
    return f"""
        scoped AS (SELECT * FROM report_rows WHERE {where}),
        panelled AS ({_PANEL if scope.panel else "SELECT * FROM scoped"}),
        {_COUNTED[scope.layer]}
    """
