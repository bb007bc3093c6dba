"""[I/O] Reports that a reader hands over to be checked: read in bounded processes, compared, and kept nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.data import ask_afresh
from forms.normal import forget
from ingest.report import Rejected, Report
from ingest.selfcheck.result import Result, result_of
from ingest.store.apart import Given, Outcome, read_apart
from ingest.store.bounds import Bounds
from warehouse import questions
from warehouse.sql_places import Full, Places

MOST = 200  # files of one check
MOST_BYTES = 200 * 2**20  # of all files of one check
_BOUNDS = Bounds(seconds=10, page_seconds=20, file_seconds=60)  # a reader waits
_PLACES = Places(at_once=1, waiting=6, each=2)
_PATIENCE = 60.0  # seconds to wait for a place
_LONGEST = 180.0  # seconds of one check: what is not read by then is left, as others wait


@dataclass
class Refused(Exception):
    """Why nothing was read: `kind` is the end of a phrase id (`check.refused.…`)."""

    kind: str


def checked(files: Sequence[tuple[str, bytes]], client: str, tell: Callable[[int, int], None]) -> list[Result]:
    """Check every report in some files, in their order; raises Refused. `tell` hears how many of them are read."""
    if len(files) > MOST:
        raise Refused("many")
    if sum(len(data) for _, data in files) > MOST_BYTES:
        raise Refused("large")
    read: dict[int, list[Outcome]] = {}
    try:
        with _PLACES.taken(client, _PATIENCE):
            for place, outcomes in read_apart([Given(name, data) for name, data in files], _BOUNDS, longest=_LONGEST):
                read[place] = outcomes
                tell(len(read), len(files))
    except Full:
        raise Refused("busy") from None
    try:
        return [_beside_the_warehouse(name, outcome) for place in sorted(read) for name, outcome in read[place]]
    finally:
        forget()


def _beside_the_warehouse(name: str, outcome: Report | Rejected) -> Result:
    """A report beside its agency's own earlier one; what is asked for it is not remembered."""
    if isinstance(outcome, Rejected):
        return result_of(name, outcome)
    who = outcome.identity
    return result_of(name, outcome, ask_afresh(questions.earlier_report, who.agency_id, who.year)())
