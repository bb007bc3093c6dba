"""Imports run one way; SQL, words and labels stand where they belong; names that hide meaning are not used."""

import ast
import re
from pathlib import Path

from forms import figures
from tests.conftest import ROOT

LAYERS = ["forms", "ingest", "warehouse", "dashboard", "pages"]
# The command is where the two halves meet: it alone in ingest may know the warehouse.
ALLOWED = {("ingest/__main__.py", "warehouse")}


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "app.py"]


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_imports_run_one_way() -> None:
    for number, layer in enumerate(LAYERS):
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            above = imported(path) & set(LAYERS[number + 1 :])
            assert not {each for each in above if (name, each) not in ALLOWED}, name


def test_streamlit_and_duckdb_stay_in_their_places() -> None:
    for path in sources(*LAYERS):
        top = path.relative_to(ROOT).parts[0]
        if "streamlit" in imported(path):
            assert top in ("app.py", "dashboard", "pages"), path
        if "duckdb" in imported(path):
            assert top == "warehouse", path


def test_sql_stands_in_the_warehouse_alone() -> None:
    sql = re.compile(r"\bSELECT\b.+\bFROM\b", re.DOTALL)
    for path in sources("forms", "dashboard", "pages"):
        assert not sql.search(path.read_text(encoding="utf-8")), path


def test_no_label_is_typed_on_a_page() -> None:
    """Words come from words.yml, labels from the form: no Chinese stands in the interface's code but units and names."""
    allowed = re.compile(r"年报|[（）。、，·“”：—–≠÷]|万元|元|亿|万|中文|件|项|〔〕")
    for path in sources("dashboard", "pages"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body
            and isinstance(node.body[0], ast.Expr)
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                left = allowed.sub("", node.value)
                assert not re.search(r"[一-鿿]", left), (path.name, node.value)


def test_pages_are_thin() -> None:
    for path in sorted((ROOT / "pages").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 40, path
        assert "def " not in text, path
        assert not any(figure in text for figure in figures() if figure.count(".") > 1), path


def test_no_module_is_a_drawer_for_everything() -> None:
    for path in sources(*LAYERS):
        assert path.stem not in ("utils", "helpers", "common", "core", "misc"), path
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 480, path


def test_every_public_function_is_explained() -> None:
    for path in sources("forms", "ingest", "warehouse", "dashboard"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                lines = (node.end_lineno or 0) - node.lineno
                assert ast.get_docstring(node) or lines < 14, (path, node.name)
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node) or (node.end_lineno or 0) - node.lineno < 10, (path, node.name)
