"""Example queries for the SQL page; a test runs each of them."""

EXAMPLES = {
    "years": """-- applications received by year, agencies' own reports
SELECT r.year, count(f.value) AS agencies, sum(f.value) AS received
FROM facts f JOIN reports r USING (report_id)
WHERE f.figure = 'applications.received' AND f.applicant = 'total'
  AND r.layer = 'departments' AND r.superseded_by IS NULL
GROUP BY r.year ORDER BY r.year""",
    "lines": """-- where a figure is in its document
SELECT r.year, r.agency, f.printed, f.value, f.state, f.line, r.source
FROM facts f JOIN reports r USING (report_id)
WHERE f.figure = 'penalties.decisions' ORDER BY r.year, r.agency LIMIT 100""",
    "findings": """-- what does not hold, by kind of check
SELECT check_id, count(*) AS findings, count(DISTINCT report_id) AS reports
FROM findings WHERE verdict = 'broken' GROUP BY check_id ORDER BY findings DESC""",
}
