"""The statutory form as data: one declaration drives the parser, schema, checks, dictionary and every label.

Each YAML file in this package that is named after a year declares an edition: `form(2019)`, `form(2021)`.
A figure id means the same thing in all editions. Nothing here depends on documents, databases or screens.
"""

from forms.declaration import TOTAL, Block, CellId, Column, Figure, Form, Group, Head, Row, Table
from forms.editions import (
    APPLICANTS,
    EDITIONS,
    applicants,
    cell_number,
    cells,
    declaration_files,
    edition_of_year,
    figures,
    form,
    groups,
    is_by_applicant,
    newest,
    unit_names,
    units,
)
from forms.equations import (
    CHECKS,
    Check,
    CrossYearCheck,
    Equation,
    cross_year_checks,
    equations,
    message,
    publication_checks,
    reading_checks,
    within_report,
)
from forms.schema import FormError

__all__ = [
    "APPLICANTS",
    "CHECKS",
    "EDITIONS",
    "TOTAL",
    "Block",
    "CellId",
    "Check",
    "Column",
    "CrossYearCheck",
    "Equation",
    "Figure",
    "Form",
    "FormError",
    "Group",
    "Head",
    "Row",
    "Table",
    "applicants",
    "cell_number",
    "cells",
    "cross_year_checks",
    "declaration_files",
    "edition_of_year",
    "equations",
    "figures",
    "form",
    "groups",
    "is_by_applicant",
    "message",
    "newest",
    "publication_checks",
    "reading_checks",
    "unit_names",
    "units",
    "within_report",
]
