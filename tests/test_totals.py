"""Totals laid out in advance are those of the facts: both are asked about random scopes, and answer the same."""

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bench.made_up.warehouse import publish
from dashboard.contents import MEASURES
from forms.measures import measures
from tests import totals_from_facts as facts
from tests.conftest import opened
from warehouse import questions
from warehouse.scope import GOVERNMENTS, LAYERS, Scope

TOPICS = [*MEASURES.values(), tuple(measures())[:12], ("applications.received@natural_person", "penalties")]
BY = [None, *questions.GROUPS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("totals")
    publish(folder, 3000)
    return folder


def alike(one: pl.DataFrame, other: pl.DataFrame) -> None:
    """Equal rows in any order; counts to the last digit, sums of money to the order in which they were added."""
    assert_frame_equal(
        one.select(other.columns), other, check_row_order=False, check_dtypes=False, rel_tol=1e-9, abs_tol=1e-9
    )


@st.composite
def scopes(draw: st.DrawFn, warehouse: Path) -> Scope:
    """Scopes as readers choose them: of places, types and levels that there are, also of one agency, also a panel."""
    with opened(warehouse) as con:
        rows = con.execute(
            "SELECT province, prefecture, county, agency_type, level, agency_key FROM reports ORDER BY report_id"
        ).fetchall()
    province, prefecture, county, agency_type, level, agency = draw(st.sampled_from(rows))
    first = draw(st.integers(2019, 2025))
    depth = draw(st.integers(0, 3))
    return Scope(
        first, draw(st.integers(first, 2025)), province if depth else None, prefecture if depth > 1 else None,
        county if depth > 2 else None, agency_type if draw(st.booleans()) else None,
        level if draw(st.booleans()) else None, draw(st.sampled_from(LAYERS)), draw(st.booleans()),
        agency if draw(st.integers(0, 9)) == 0 else None,
    )  # fmt: skip


@pytest.mark.parametrize("of", ["made", "warehouse"])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_sums_are_those_of_the_facts(request: pytest.FixtureRequest, of: str, data: st.DataObject) -> None:
    folder: Path = request.getfixturevalue(of)
    scope, names, by = data.draw(scopes(folder)), data.draw(st.sampled_from(TOPICS)), data.draw(st.sampled_from(BY))
    with opened(folder) as con:
        alike(questions.measured(con, scope, names, by), facts.measured(con, scope, names, by))
        alike(questions.coverage(con, scope), facts.coverage(con, scope))
        alike(questions.measured_together(con, scope, names), facts.measured_together(con, scope, names))
        alike(questions.like_for_like(con, scope, names, by), facts.like_for_like(con, scope, names, by))


@pytest.mark.parametrize("of", ["made", "warehouse"])
def test_states_of_cells_are_those_of_the_facts(request: pytest.FixtureRequest, of: str) -> None:
    with opened(request.getfixturevalue(of)) as con:
        for layer in LAYERS:
            scope = Scope(2019, 2025, layer=layer)
            alike(questions.states(con, scope), facts.states(con, scope))
            unsure = questions.uncertain_cells(con, scope, 10**6)
            counted = facts.states(con, scope).filter(pl.col("state").is_in(["unreadable", "recovered"]))
            assert unsure.height == counted["cells"].sum()


@pytest.mark.parametrize("country", [True, False])
def test_peers_are_those_of_the_facts(made: Path, country: bool) -> None:
    with opened(made) as con:
        rows = con.execute("SELECT agency_key, year FROM reports WHERE year IS NOT NULL ORDER BY 1, 2").fetchall()
        for key, year in random.Random(1).sample(rows, 25):
            names = MEASURES["applications"]
            alike(questions.peers(con, key, year, names, country), facts.peers(con, key, year, names, country))


def test_an_amount_without_a_unit_is_no_number_and_yuan_are_converted(warehouse: Path) -> None:
    """Both occur in the sample, and the scopes of a layer hold them."""
    with opened(warehouse) as con:
        units = con.execute(
            "SELECT DISTINCT unit FROM facts WHERE figure IN ('procurement.amount', 'fees.amount')"
        ).fetchall()
        assert len(units) > 1
        for layer in LAYERS:
            scope = Scope(2019, 2025, layer=layer)
            alike(
                questions.measured(con, scope, ["fees_amount", "procurement.amount"]),
                facts.measured(con, scope, ["fees_amount", "procurement.amount"]),
            )
    assert GOVERNMENTS in LAYERS
