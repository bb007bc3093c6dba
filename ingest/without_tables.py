"""What a document without statutory tables is: a report older than they are, one that lost them, or none. Pure."""

import re
from itertools import islice

from forms import EDITIONS, form
from forms.normal import normal, simplified
from ingest.identify import Identity
from ingest.read.document import Document

_FIRST_YEAR = min(EDITIONS)
# A sentence that names the report: `现公布……2022年政府信息公开工作年度报告。`
_NAMED = re.compile(
    r"(20\d\d)年?度?[^。;;!?]{0,20}?(?:政府信息|政务|信息)公开(?:工作)?(?:情况)?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
)
_YEARLESS = re.compile(r"(?:政府信息|政务)公开(?:工作)?(?:情况)?年度(?:工作)?(?:情况)?报告")
_HEAD_LINES = 40
_AROUND_TITLE = 8  # lines
_LONGEST = 2000  # characters of a line that are looked at


def older_year(identity: Identity, printed: int | None) -> int | None:
    """The year of a report from before the statutory form, None for others; `printed` is the edition it prints."""
    if printed is not None or not identity.is_titled or identity.year is None or identity.year >= _FIRST_YEAR:
        return None
    return identity.year


def is_long(document: Document) -> bool:
    """Whether a document is more than a title: more lines than a title has around it in a list of contents."""
    return sum(1 for line in document.lines if line.strip()) > _AROUND_TITLE


def reason_without_tables(document: Document, identity: Identity) -> tuple[str, dict[str, object]]:
    """Why a document without any cell of the form gives no report: the reason's id and what fills in its sentence."""
    year = identity.year
    is_report = identity.is_titled
    if not is_report:
        head = list(islice((simplified(line[:_LONGEST]) for line in document.lines if line.strip()), _HEAD_LINES))
        named = next((found for line in head if (found := _NAMED.search("".join(line.split())))), None)
        mentioned = named is not None or any(_YEARLESS.search("".join(line.split())) for line in head)
        is_report = mentioned and has_sections(document)
        year = int(named[1]) if named is not None else year
    if not is_report:
        return "not_a_report", {}
    if year is not None and year < _FIRST_YEAR:
        return "older_form", {"year": year, "first": _FIRST_YEAR}
    return "no_tables", {}


def has_sections(document: Document) -> bool:
    """Whether a line is the heading of one of the form's tables: a report has them, an article about one does not."""
    titles = {spelling for each in EDITIONS for table in form(each).tables for spelling in table.title.spellings}
    return any(len(line) < 60 and normal(line) in titles for line in document.lines)
