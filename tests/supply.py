"""What is installed under which licence: the pins, the reviewed list, its table for readers, the bills of materials.

python -m tests.supply writes the table of docs/supply.md anew from data/licences.yml; read the difference
before you commit it. python -m tests.supply FOLDER writes there what the app consists of, as CycloneDX: sbom.json, and
sbom-ocr.json with text recognition.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution
from pathlib import Path

import yaml
from license_expression import Licensing, get_spdx_licensing
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LISTED = ROOT / "data" / "licences.yml"  # not in data/reference, which decides what a file is read as
DOCUMENT = ROOT / "docs" / "supply.md"
# A distribution counts for the first use that needs it; every other file holds the pins of the first.
FILES = {
    "app": ROOT / "requirements.txt", "ocr": ROOT / "requirements-ocr.txt",
    "ray": ROOT / "requirements-ray.txt",
    "dev": ROOT / "requirements-dev.txt", "bench": ROOT / "requirements-bench.txt",
}  # fmt: skip
BILLS = {"app": "sbom.json", "ocr": "sbom-ocr.json"}
_MARKS = "<!-- licences -->\n", "<!-- /licences -->\n"
# A licence's own title and version: its full text is there, not only its name.
_GNU = re.compile(r"GNU\s+((?:LESSER|AFFERO|LIBRARY)\s+)?GENERAL\s+PUBLIC\s+LICENSE\s+Version\s+([\d.]*\d)", re.I)
_LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|copyright|third.?party|libgcc", re.I)
_CODE = {".py", ".pyc", ".pyi", ".js", ".css", ".so", ".json"}


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a requirements file: a version, where it is installed, and the hashes of all its files."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


def pins(use: str) -> list[Pin]:
    """What a requirements file installs; raises ValueError on a line that is not one exact version."""
    found = []
    for line in FILES[use].read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words, *hashes = re.split(r"\s+--hash=", line.strip())
        asked = Requirement(words)
        version = re.fullmatch(r"==([^*,]+)", str(asked.specifier))
        if version is None or asked.url:
            raise ValueError(f"not one exact version: {words}")
        found.append(Pin(canonicalize_name(asked.name), version[1], str(asked.marker or ""), frozenset(hashes)))
    return found


def used_for() -> dict[str, str]:
    """The first use that needs a distribution, by its name."""
    return {pin.name: use for use in reversed(FILES) for pin in pins(use)}


def stated(distribution: Distribution) -> str:
    """What a distribution's metadata says of its licence: expression, classifiers, and the first line of the text."""
    metadata = distribution.metadata
    classifiers = [each.split(" :: ")[-1] for each in metadata.get_all("Classifier") or () if each[:7] == "License"]
    lines = [each.strip().splitlines()[0] for each in metadata.get_all("License") or () if each.strip()]
    return "; ".join(dict.fromkeys([*(metadata.get_all("License-Expression") or ()), *classifiers, *lines]))


def gnu_texts(distribution: Distribution) -> set[str]:
    """Which GNU licences lie in full among its licence files: what is built into a wheel may be under another one."""
    found = set()
    for file in distribution.files or ():
        if _LICENCE_FILE.search(file.name) and file.suffix not in _CODE:
            text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
            for kind, version in _GNU.findall(text):
                found.add(f"{kind.strip()[:1].upper()}GPL {version.removesuffix('.0')}")
    return found


@cache
def _spdx() -> Licensing:
    return get_spdx_licensing()


def accepts(accepted: set[str], licence: str) -> bool:
    """Whether an SPDX expression can be met by accepted licences alone; raises ExpressionError if it is none."""
    licensing = _spdx()

    def met(part: object) -> bool:
        if isinstance(part, licensing.OR):
            return any(map(met, part.args))
        if isinstance(part, licensing.AND):
            return all(map(met, part.args))
        return str(part) in accepted

    return met(licensing.parse(licence, validate=True, strict=True))


def table() -> str:
    """The reviewed list as Markdown, by use and name."""
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))["distributions"]
    versions: dict[str, list[str]] = {}
    for use in FILES:
        for pin in pins(use):
            if pin.version not in versions.setdefault(pin.name, []):
                versions[pin.name].append(pin.version)
    lines = ["| distribution | version | for | licence | remarks |", "|---|---|---|---|---|"]
    order = list(FILES)
    for name, use in sorted(used_for().items(), key=lambda each: (order.index(each[1]), each[0])):
        own = listed[name]
        remarks = " ".join(own[key] for key in ("although", "carries", "note") if key in own)
        lines.append(f"| {name} | {', '.join(versions[name])} | {use} | {own['licence']} | {remarks} |")
    return "\n".join(lines) + "\n"


def document() -> str:
    """docs/supply.md with the table as it should be."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_MARKS[0])
    return f"{before}{_MARKS[0]}{table()}{_MARKS[1]}{rest.partition(_MARKS[1])[2]}"


def bill(use: str) -> str:
    """The pins of a use as CycloneDX 1.6: versions and hashes by cyclonedx-py, licences from the reviewed list."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--sv", "1.6", "--of", "JSON",
               "--output-reproducible", "--pyproject", str(ROOT / "pyproject.toml"), str(FILES[use])]  # fmt: skip
    written = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))["distributions"]
    for component in written["components"]:
        licence = listed[canonicalize_name(component["name"])]["licence"]
        component["licenses"] = [{"expression": licence, "acknowledgement": "concluded"}]
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def main(folder: str | None = None) -> None:
    if folder is None:
        DOCUMENT.write_text(document(), encoding="utf-8")
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for use, name in BILLS.items():
        (Path(folder) / name).write_text(bill(use), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
