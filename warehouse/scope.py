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
    """Years from–to, place, kind of agency, level and layer. None means all."""

    first: int
    last: int
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    agency_type: str | None = None
    level: str | None = None
    layer: str = DEPARTMENTS

    def parameters(self) -> dict[str, object]:
        """Values to bind to the names in `IN_SCOPE`."""
        return asdict(self)


# Reports in force within a scope. What belongs to neither layer is counted apart by `questions.unplaced`. Among
# governments only the outermost of each year are taken: where a prefecture's report is there, its counties' are in it.
# A development zone's committee reports for its bodies too: where one of those reports for itself, theirs are taken.
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
    ),
    counted AS (
        SELECT r.* FROM scoped r
        WHERE $layer = 'departments' AND (r.agency_type <> 'development_zone' OR NOT EXISTS (
            SELECT 1 FROM scoped part WHERE part.year = r.year AND starts_with(part.agency_id, r.agency_id || '.')
        ))
        OR $layer = 'governments' AND NOT EXISTS (
            SELECT 1 FROM scoped upper
            WHERE upper.year = r.year AND upper.province = r.province
              AND ((upper.level = 'province' AND r.level <> 'province')
                OR (upper.level = 'prefecture' AND r.level IN ('county', 'township')
                    AND upper.prefecture = r.prefecture)
                OR (upper.level = 'county' AND r.level = 'township' AND upper.prefecture = r.prefecture
                    AND upper.county = r.county))
        )
    )
"""
