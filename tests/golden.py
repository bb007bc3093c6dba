"""python -m tests.golden: write the golden files anew from the sample. Read the difference before you commit it."""

from pathlib import Path

from ingest.report import Report, report_of
from tests.conftest import SAMPLE

GOLDEN = Path(__file__).parent / "golden"


def written(report: Report) -> str:
    """Who, when, every fact and every finding of a report, one a line."""
    who = report.identity
    lines = [
        "\t".join(
            str(value if value is not None else "") for value in (
                who.agency, who.agency_type, who.level, who.province, who.prefecture, who.county, who.township,
                who.region_code, who.year, report.parsed.edition, who.published_on, who.covers_from, who.covers_to,
            )
        )
    ]  # fmt: skip
    for (figure, applicant), fact in report.parsed.facts.items():
        cells = (figure, applicant, fact.value, fact.unit, fact.state, fact.printed, fact.line)
        lines.append("\t".join(str(value if value is not None else "") for value in cells))
    for finding in report.checked.findings:
        cells = (finding.check, finding.verdict, finding.figure, finding.applicant, finding.expected, finding.actual)
        lines.append("! " + "\t".join(str(value if value is not None else "") for value in cells))
    return "\n".join(lines) + "\n"


def golden_of(path: Path) -> Path:
    return GOLDEN / f"{path.stem}.tsv"


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for path in sorted(entry for entry in SAMPLE.rglob("*") if entry.is_file()):
        report = report_of(path.read_bytes())
        assert isinstance(report, Report), (path, report)
        golden_of(path).write_text(written(report), encoding="utf-8")


if __name__ == "__main__":
    main()
