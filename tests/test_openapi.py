"""The interface for programs against its own description: schemathesis asks the real server, bounded in number."""

import json
import urllib.parse
import urllib.request
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dashboard.api.openapi import document

load_all_checks()
# Where the schema allows a value, the snapshot may still lack it (a county, an agency): then the answer is a 400 or 404.
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = 12  # requests a view that the schema allows, and as many that it does not
DESCRIBED = schemathesis.openapi.from_dict(document())
OPERATIONS = {result.ok().label: result.ok() for result in DESCRIBED.get_all_operations()}
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def options(label: str, name: str) -> list[str]:
    """The values that a view's parameter may have, where the description lists them."""
    method, path = label.split()
    declared = document()["paths"][path][method.lower()]["parameters"]
    return next((each["schema"].get("enum", []) for each in declared if each["name"] == name), [])


def test_the_server_serves_this_description(site: str) -> None:
    with urllib.request.urlopen(f"{site}/api/openapi.json") as answer:
        assert json.loads(answer.read()) == json.loads(json.dumps(document()))


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_the_description_allows_is_answered_as_it_says(site: str, label: str) -> None:
    @BOUNDED
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case: Any = data.draw(OPERATIONS[label].as_strategy())
        case.call_and_validate(base_url=site, checks=CHECKS)

    ask()


@pytest.mark.parametrize("label", [label for label in OPERATIONS if "zip" not in label])
def test_what_the_description_forbids_is_refused(site: str, label: str) -> None:
    negative = schemathesis.GenerationMode.NEGATIVE

    @BOUNDED
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case: Any = data.draw(OPERATIONS[label].as_strategy(generation_mode=negative))
        answer = case.call(base_url=site)
        query = urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.request.url).query)
        # Drawn as if it were not, a value may be one of the list all the same: by=none.
        assume(not query or not all(value in options(label, name) for name, value in query))
        assert 400 <= answer.status_code < 500 and answer.json()["error"], (answer.status_code, answer.request.url)

    ask()
