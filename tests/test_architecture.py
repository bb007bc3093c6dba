"""Imports run one way; SQL, words and labels are where they belong; names that hide meaning are not used."""

import ast
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from forms import figures
from tests.conftest import ROOT

LAYERS = ["forms", "ingest", "warehouse", "dashboard", "pages"]
# The commands are where the two halves meet: they alone in ingest may know the warehouse.
ALLOWED = ("ingest/__main__.py", "ingest/command/")


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "app.py"]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_imports_run_one_way() -> None:
    for number, layer in enumerate(LAYERS):
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            above = imported(path) & set(LAYERS[number + 1 :])
            assert not above or (above == {"warehouse"} and name.startswith(ALLOWED)), name


# The rooms, the lowest first: each imports only from itself and from those named before it (docs/architecture.md).
ROOMS = {
    "ingest": [
        "ingest.read", "ingest.cells", "ingest.recover", "ingest.parse", "ingest.identify", "ingest.parts", "ingest.narrative", "ingest.check",
        "ingest.explain", "ingest.explain_text", "ingest.compilation", "ingest.without_tables",
        "ingest.report", "ingest.selfcheck", "ingest.store", "ingest.command", "ingest.__main__",
    ],
    "dashboard": [
        "dashboard.address", "dashboard.words", "dashboard.contents", "dashboard.data", "dashboard.condition", "dashboard.scope", "dashboard.checking", "dashboard.between",
        "dashboard.draw", "dashboard.widgets", "dashboard.parts", "dashboard.api", "dashboard.app",
    ],
}  # fmt: skip
# What is below it and still none of its business: the interface for programs draws nothing and has no widgets.
APART = {"dashboard.api": {"dashboard.draw", "dashboard.widgets", "dashboard.parts"}}
# A rule is only broken here on purpose: the module, what it imports, and why.
EXCEPTIONS: dict[tuple[str, str], str] = {}


def modules_imported(path: Path) -> set[str]:
    """Every module of the project that a file imports, also by name (`import_module`)."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names |= {str(name.value) for name in node.args if isinstance(name, ast.Constant)}
    known = modules()
    return {next((name for name in (full, full.rpartition(".")[0]) if name in known), "") for full in names} - {""}


@cache
def modules() -> dict[str, Path]:
    """Every module of the layers by its dotted name; a package is its `__init__`."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))
    }  # fmt: skip


def room_of(module: str, rooms: list[str]) -> str | None:
    return next((room for room in rooms if module == room or module.startswith(f"{room}.")), None)


def test_rooms_import_one_way() -> None:
    for rooms in ROOMS.values():
        for module, path in modules().items():
            own = room_of(module, rooms)
            for imported_module in modules_imported(path) if own else ():
                other = room_of(imported_module, rooms)
                if other is None or (module, imported_module) in EXCEPTIONS:
                    continue
                assert rooms.index(other) <= rooms.index(own or ""), f"{module} imports {imported_module}"
                assert other not in APART.get(own or "", ()), f"{module} imports {imported_module}"


def test_every_module_is_in_a_room() -> None:
    for module in modules():
        layer = module.split(".")[0]
        if layer in ROOMS and module != layer:
            assert room_of(module, ROOMS[layer]), module


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {module: modules_imported(path) - {module} for module, path in modules().items()}
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_the_rule_is_written_down() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for layer, rooms in ROOMS.items():
        names = [room.removeprefix(f"{layer}.") for room in rooms if not room.endswith("__main__")]
        assert all(re.search(rf"\b{name}\b", text) for name in names), layer


def test_streamlit_and_duckdb_stay_in_their_places() -> None:
    for path in sources(*LAYERS):
        top = path.relative_to(ROOT).parts[0]
        if "streamlit" in imported(path):
            assert top in ("app.py", "dashboard", "pages"), path
        if "duckdb" in imported(path):
            assert top == "warehouse", path


def test_sql_is_in_the_warehouse_alone() -> None:
    sql = re.compile(r"\bSELECT\b.+\bFROM\b", re.DOTALL)
    for path in sources("forms", "dashboard", "pages"):
        assert not sql.search(path.read_text(encoding="utf-8")), path


def test_no_label_is_typed_on_a_page() -> None:
    """Words come from words.yml, labels from the form: no Chinese in the interface's code but units and names."""
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


MOST_LINES, MOST_OF_A_FUNCTION = 300, 60
# Longer, each with its reason.
LONG: dict[str, str] = {}


def test_no_module_is_a_drawer_for_everything() -> None:
    for path in sources(*LAYERS, "bench"):
        assert path.stem not in ("utils", "helpers", "common", "core", "misc"), path
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_LINES or str(path.relative_to(ROOT)) in LONG, (path, lines)


def test_no_function_is_a_chapter() -> None:
    for path in sources(*LAYERS, "bench"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= MOST_OF_A_FUNCTION, (path, node.name, lines)


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
