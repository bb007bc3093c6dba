"""Damaged documents, for as long as asked: NIANBAO_FUZZ=600 pytest tests/test_fuzz.py. Nothing wrong in silence."""

import os
import random
from itertools import islice

import pytest

from bench.fidelity.grade import grade
from bench.fidelity.mutate import fuzz, make_mutated
from ingest.report import Rejected, report_of

SECONDS = float(os.environ.get("NIANBAO_FUZZ", "0"))
USUAL = 400  # documents where no time is given: always the same ones, whatever the machine
SEED = int(os.environ.get("NIANBAO_FUZZ_SEED", "1"))


def test_damaged_documents_are_never_wrong_in_silence() -> None:
    documents = 0
    for document in fuzz(SECONDS, SEED) if SECONDS else islice(fuzz(600, SEED), USUAL):
        graded = grade(document)
        documents += 1
        assert not graded.crash, (document.layout, document.seed, graded.crash)
        assert graded.seconds < 5, (document.layout, document.seed, graded.seconds)
        silent = [slip for slip in graded.slips if slip.silent]
        assert not silent, (document.layout, document.seed, silent)
    assert documents > 10


def test_any_bytes_give_a_report_or_a_reason() -> None:
    chance = random.Random(SEED)
    starts = (
        b"",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html><table><tr><td>",
        b"\xff\xfe",
    )
    for number in range(300):
        data = chance.choice(starts) + chance.randbytes(chance.randrange(4000))
        result = report_of(data)
        assert not (isinstance(result, Rejected) and result.reason == "crashed"), (number, result)


@pytest.mark.parametrize("seed", [2813939231, 2813939742])
def test_a_row_of_blanks_among_numbers_that_share_cells_is_no_crash(seed: int) -> None:
    document = make_mutated("blanks_in_numbers", seed)
    assert document is not None
    graded = grade(document)
    assert not graded.crash and not graded.rejected and not [slip for slip in graded.slips if slip.silent]


def test_a_sign_before_a_change_is_not_taken_for_an_empty_cell() -> None:
    """`行政事业性收费-1`: −1 beside a cell that was empty, or a dash and a 1; nobody can tell."""
    document = make_mutated("cut_start", 2857619440)
    assert document is not None
    graded = grade(document)
    assert not graded.crash and not [slip for slip in graded.slips if slip.silent]


def test_a_lost_tag_does_not_make_numbers_of_blanks() -> None:
    """`<tablu>`: the cells run together, and a row that is empty shows that blanks have left no trace in the others."""
    document = make_mutated("flipped_bytes", 2332320727)
    assert document is not None
    graded = grade(document)
    assert not graded.crash and not [slip for slip in graded.slips if slip.silent]
