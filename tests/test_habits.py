"""The project's own habits: linted, typed, its README's commands the ones that CI and make run, nothing of this machine in it."""

import re
import subprocess
import sys
import tempfile
import tomllib

import yaml

from tests.conftest import ROOT


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)


def test_ruff() -> None:
    done = run("ruff", "check", "--no-cache", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted() -> None:
    done = run("ruff", "format", "--no-cache", "--check", ".")
    assert done.returncode == 0, done.stdout


def test_one_version() -> None:
    """The package's, the newest of the changelog's and the citation's."""
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = re.search(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert changelog is not None and changelog[1] == package == cited["version"]


def test_pre_commit_runs_what_the_tests_run() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    commands = " ; ".join(hook["entry"] for hook in hooks)
    for habit in ("ruff check", "ruff format --check", "mypy", "tests/test_architecture.py"):
        assert habit in commands
    for path in re.findall(r"tests/\S+\.py", commands):
        assert (ROOT / path).is_file()


def test_mypy() -> None:
    done = run("mypy", "--cache-dir", "/dev/null")
    assert done.returncode == 0, done.stdout


def commands() -> dict[str, str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- (run|test) -->\n```sh\n(.+)\n```", text))


def test_readme_has_the_two_commands_that_ci_and_make_run() -> None:
    assert set(commands()) == {"run", "test"}
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(command in make for command in commands().values())
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- test -->" in ci
    newer = re.search(r"NEWER=\(([^)]+)\)", ci)
    assert newer is not None and all((ROOT / "tests" / f"test_{name}.py").is_file() for name in newer[1].split())


def test_readme_and_docs_link_to_what_exists() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_nothing_of_this_machine_is_in_a_file() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    own = {f"{ROOT}/", f"{ROOT.parent}/"} - {"//", f"{tempfile.gettempdir()}/"}  # which examples may name
    for name in listed:
        path = ROOT / name
        if path.suffix in (".png", "") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not any(each in text for each in own), name


def test_no_warehouse_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert not [name for name in listed if name.endswith((".duckdb", ".sqlite", "current.json"))]


def _table_rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]


def test_the_comparison_in_the_readme_is_what_was_measured() -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("<!-- instead -->")[1].split("\n\n")[0]
    measured = (ROOT / "docs/fidelity-converted.md").read_text(encoding="utf-8")
    figures = [[row[0], row[1], row[4], row[7]] for row in _table_rows(measured) if len(row) == 8]
    assert sorted(_table_rows(shown)[2:]) == sorted(figures[2:]) and len(figures) > 10
