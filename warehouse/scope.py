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
        """Values to bind to the names in `IN_SCOPE`."""
        return asdict(self)


# Reports in force within a scope. What belongs to neither layer is counted apart by `questions.unplaced`. Among
# governments only the outermost of each year are taken: where a prefecture's report is there, its counties' are in it.
# A development zone's committee reports for its bodies too: where one of those reports for itself, theirs are taken.
# A balanced panel (`panel`) takes only agencies that reported in every year of the scope, under whatever name.
IN_SCOPE = """
    scoped AS (
        SELECT r.* FROM report_rows r
        WHERE r.superseded_by IS NULL AND r.year BETWEEN $first AND $last
          AND ($province IS NULL OR r.province = $province)
          AND ($prefecture IS NULL OR r.prefecture = $prefecture)
          AND ($county IS NULL OR r.county = $county)
          AND ($agency_type IS NULL OR r.agency_type = $agency_type)
          AND ($level IS NULL OR r.level = $level)
          AND r.layer = $layer
          AND ($agency IS NULL OR coalesce(r.agency_id, r.agency, r.agency_printed) = $agency)
    ),
    panelled AS (
        SELECT * FROM scoped
        WHERE NOT $panel OR agency_id IN (
            SELECT agency_id FROM scoped GROUP BY agency_id HAVING count(DISTINCT year) = $last - $first + 1
        )
    ),
    bodies AS (  -- zones of which a body reports for itself; its id is the zone's with the organ behind it
        SELECT DISTINCT year, split_part(agency_id, '.', 1) || '.' || split_part(agency_id, '.', 2) AS zone
        FROM panelled WHERE $layer = 'departments' AND agency_id LIKE '%.%.%'
    ),
    upper AS (  -- places whose government's own report is there; what lies below is in it
        SELECT DISTINCT year, level, province, CASE WHEN level <> 'province' THEN prefecture END AS prefecture,
               CASE WHEN level = 'county' THEN county END AS county
        FROM panelled WHERE $layer = 'governments' AND level IN ('province', 'prefecture', 'county')
    ),
    counted AS (
        SELECT r.* FROM panelled r
        LEFT JOIN bodies b ON b.year = r.year AND b.zone = r.agency_id AND r.agency_type = 'development_zone'
        LEFT JOIN upper p ON p.level = 'province' AND r.level <> 'province' AND p.year = r.year
            AND p.province = r.province
        LEFT JOIN upper q ON q.level = 'prefecture' AND r.level IN ('county', 'township') AND q.year = r.year
            AND q.province = r.province AND q.prefecture = r.prefecture
        LEFT JOIN upper c ON c.level = 'county' AND r.level = 'township' AND c.year = r.year
            AND c.province = r.province AND c.prefecture = r.prefecture AND c.county = r.county
        WHERE b.year IS NULL AND p.year IS NULL AND q.year IS NULL AND c.year IS NULL
    )
"""
