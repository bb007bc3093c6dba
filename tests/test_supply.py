"""Where everything comes from: exact versions with hashes, reviewed licences, a bill of materials."""

import json
import re
from collections import defaultdict
from importlib.metadata import Distribution, distributions

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.markers import Marker
from packaging.utils import canonicalize_name

from tests import supply
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = yaml.safe_load(supply.LISTED.read_text(encoding="utf-8"))["distributions"]
    return entries


@pytest.fixture(scope="module")
def accepted() -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = yaml.safe_load(supply.LISTED.read_text(encoding="utf-8"))["accepted"]
    return kinds


@pytest.fixture(scope="module")
def installed() -> dict[str, Distribution]:
    """What is installed here of the requirements files; at the least what the README's test command installs."""
    found = {canonicalize_name(str(each.metadata["Name"])): each for each in distributions()}
    return {name: found[name] for name in supply.used_for() if name in found}


@pytest.mark.parametrize("use", supply.FILES)
def test_every_version_is_exact_and_has_hashes(use: str) -> None:
    pins = supply.pins(use)
    assert len(pins) > 40
    for pin in pins:
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in pin.hashes), pin.name


def test_no_requirements_file_names_a_host() -> None:
    for path in [*supply.FILES.values(), *ROOT.glob("requirements*.in")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "://" not in line and not re.match(r"\s*(-i|-f|--\S*(index|links|host))\b", line), (path.name, line)


def test_files_that_may_be_installed_together_agree() -> None:
    """One version and one set of hashes a distribution in all four; elsewhere pip would refuse the second command."""
    seen: dict[tuple[str, str], set[tuple[str, frozenset[str]]]] = defaultdict(set)
    for use in supply.FILES:
        for pin in supply.pins(use):
            seen[pin.name, pin.marker].add((pin.version, pin.hashes))
    assert not {name for name, versions in seen.items() if len(versions) > 1}


@pytest.mark.parametrize("use", supply.FILES)
def test_what_is_asked_for_is_pinned(use: str) -> None:
    asked = supply.FILES[use].with_suffix(".in").read_text(encoding="utf-8").splitlines()
    names = {canonicalize_name(re.split(r"[=<>;\[ ]", line)[0]) for line in asked if re.match(r"\w", line)}
    assert names <= {pin.name for pin in supply.pins(use)}
    if use != "app":
        assert {pin.name for pin in supply.pins("app")} <= {pin.name for pin in supply.pins(use)}


def test_what_is_installed_is_what_is_pinned(installed: dict[str, Distribution]) -> None:
    for use in supply.FILES:
        for pin in supply.pins(use):
            if pin.name in installed and (not pin.marker or Marker(pin.marker).evaluate()):
                assert installed[pin.name].version == pin.version, pin.name


def test_every_distribution_is_listed_and_no_other(listed: dict[str, dict[str, str]]) -> None:
    assert set(listed) == set(supply.used_for())
    assert all(set(each) <= {"licence", "states", "although", "carries", "note"} for each in listed.values())


def test_metadata_says_what_was_reviewed(listed: dict[str, dict[str, str]], installed: dict[str, Distribution]) -> None:
    assert {"streamlit", "duckdb", "pytest"} <= set(installed)
    said = {name: supply.stated(each) for name, each in installed.items()}
    assert {name: text for name, text in said.items() if text != listed[name]["states"]} == {}


def test_what_wheels_hold_under_gnu_licences_was_reviewed(
    listed: dict[str, dict[str, str]], installed: dict[str, Distribution]
) -> None:
    held = {name: sorted(texts) for name, each in installed.items() if (texts := supply.gnu_texts(each))}
    assert "numpy" in held  # else the search finds nothing any more
    assert {name: texts for name, texts in held.items() if "carries" not in listed[name]} == {}


def test_every_licence_is_accepted_for_its_use(
    listed: dict[str, dict[str, str]], accepted: dict[str, list[str]]
) -> None:
    for name, use in supply.used_for().items():
        allowed = {*accepted["always"], *accepted.get(use, ())}
        met = supply.accepts(allowed, listed[name]["licence"])
        assert met != ("although" in listed[name]), f"{name} for {use}: {listed[name]['licence']}"


def test_an_expression_is_met_by_all_of_its_parts_or_by_one_of_them() -> None:
    allowed = {"MIT", "Zlib"}
    assert supply.accepts(allowed, "MIT AND Zlib") and supply.accepts(allowed, "GPL-3.0-only OR MIT")
    assert not supply.accepts(allowed, "MIT AND GPL-3.0-only")
    assert not supply.accepts(allowed, "GPL-3.0-or-later WITH GCC-exception-3.1")
    with pytest.raises(Exception, match="Unknown license key"):
        supply.accepts(allowed, "Permissive")


def test_the_table_of_licences_is_current() -> None:
    assert supply.DOCUMENT.read_text(encoding="utf-8") == supply.document(), "run python -m tests.supply"


@pytest.mark.parametrize("use", supply.BILLS)
def test_the_bill_of_materials_is_valid_and_lists_every_pin(use: str, listed: dict[str, dict[str, str]]) -> None:
    text = supply.bill(use)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    written = json.loads(text)
    assert written["metadata"]["component"]["name"] == "nianbao"
    components = {canonicalize_name(each["name"]): each for each in written["components"]}
    assert {(name, each["version"]) for name, each in components.items()} == {
        (pin.name, pin.version) for pin in supply.pins(use)
    }
    for pin in supply.pins(use):
        component = components[pin.name]
        assert component["purl"] == f"pkg:pypi/{pin.name}@{pin.version}"
        assert component["licenses"][0]["expression"] == listed[pin.name]["licence"]
        hashes = {
            f"{each['alg'].replace('-', '').lower()}:{each['content']}"
            for reference in component["externalReferences"] for each in reference["hashes"]
        }  # fmt: skip
        assert hashes == pin.hashes
