"""What a printed cell says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.numbers import read_number

CASES = [
    ("0", "printed", 0, None), (" 12 ", "printed", 12, None), ("　　0", "printed", 0, None), ("１２３", "printed", 123, None),
    ("4,293", "printed", 4293, None), ("+3", "printed", 3, None), ("-417", "printed", -417, None),
    ("减4", "printed", -4, None), ("增2", "printed", 2, None), ("减少 5", "printed", -5, None),
    ("251000元", "printed", 251000, "元"), ("160.5964万元", "printed", Decimal("160.5964"), "万元"),
    ("1.5亿元", "printed", 15000, "万元"), ("75394432.52 元", "printed", Decimal("75394432.52"), "元"),
    ("22（其中修订 16 件）", "printed", 22, None), ("36件", "printed", 36, "件"), ("5项", "printed", 5, "项"),
    ("96171.6", "printed", Decimal("96171.6"), None),
    ("", "blank", None, None), ("/", "blank", None, None), ("-", "blank", None, None), ("—", "blank", None, None),
    ("——", "blank", None, None), ("无", "blank", None, None), ("\u2002", "blank", None, None),
    ("\xa0", "blank", None, None), ("／", "blank", None, None),
    ("000", "unreadable", None, None), ("0 0", "unreadable", None, None), ("1 748", "unreadable", None, None),
    ("约30", "unreadable", None, None), ("12/3", "unreadable", None, None), ("规章", "unreadable", None, None),
    ("03", "printed", 3, None), ("037", "printed", 37, None), ("０3件", "printed", 3, "件"), ("+03", "printed", 3, None),
    ("00", "unreadable", None, None), ("003", "unreadable", None, None), ("0,123", "unreadable", None, None),
    ("\ue5e512\ue5e5", "printed", 12, None), ("\ue5e5", "blank", None, None), ("\u3164", "blank", None, None),
    ("\u202e12", "unreadable", None, None), ("\ue5252", "unreadable", None, None),
    ("1,23", "unreadable", None, None), ("3.", "unreadable", None, None), ("640 020470", "unreadable", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "state", "value", "unit"), CASES, ids=[repr(case[0]) for case in CASES])
def test_cells_seen_in_reports(text: str, state: str, value: object, unit: str | None) -> None:
    reading = read_number(text)
    assert (reading.state, reading.value, reading.unit) == (state, value, unit)


@given(value=st.integers(0, 10**12), style=st.sampled_from(("{}", " {} ", "{:,}", "　{}", "{}件")))
def test_a_number_comes_back_however_it_is_set(value: int, style: str) -> None:
    assert read_number(style.format(value)).value == value


@given(value=st.decimals(0, 10**9, places=4))
def test_money_is_exact(value: Decimal) -> None:
    assert read_number(f"{value:f}万元").value == value


@given(st.text(max_size=12))
def test_any_text_gets_a_state_and_a_value_only_when_printed(text: str) -> None:
    reading = read_number(text)
    assert (reading.value is not None) == (reading.state == "printed")
