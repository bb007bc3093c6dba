"""The statutory form as data: one declaration gives parser, schema, checks, dictionary and every label.

`form(2019)` and `form(2021)` are the two editions in force since 2019, read from the YAML files beside this module.
Equal figure ids mean the same thing in both. Nothing here knows of documents, databases or screens.
"""

from forms.declaration import (
    APPLICANTS,
    EDITIONS,
    TOTAL,
    Block,
    CellId,
    Column,
    Figure,
    Form,
    Row,
    cell_number,
    cells,
    declaration_files,
    figures,
    form,
)
from forms.equations import (
    CHECKS,
    Check,
    CrossYearCheck,
    Equation,
    cross_year_checks,
    equations,
    message,
    reading_checks,
)

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
    "Row",
    "cell_number",
    "cells",
    "cross_year_checks",
    "declaration_files",
    "equations",
    "figures",
    "form",
    "message",
    "reading_checks",
]
