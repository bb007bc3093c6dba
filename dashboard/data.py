"""[I/O] Questions to the snapshot in force, cached by snapshot: a new one is seen at the next rerun by itself."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from warehouse import questions
from warehouse.publish import Snapshot, current

ROOT = Path(__file__).parents[1]


def warehouse_folder() -> Path:
    """Where the warehouse lies: NIANBAO_WAREHOUSE, else data/warehouse."""
    return Path(os.environ.get("NIANBAO_WAREHOUSE", ROOT / "data" / "warehouse"))


def snapshot() -> Snapshot:
    """The snapshot in force; raises NoSnapshot."""
    return current(warehouse_folder())


@st.cache_resource(max_entries=3, show_spinner=False)
def _connection(path: str) -> questions.Connection:
    return questions.connect(path)


@st.cache_data(max_entries=2000, show_spinner=False)
def _answer(snapshot_id: str, _path: str, question: str, given: tuple[Any, ...], named: tuple[Any, ...]) -> Any:
    asked: Callable[..., Any] = getattr(questions, question)
    return asked(_connection(_path), *given, **dict(named))


def ask(question: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Put a question of `warehouse.questions` to the snapshot in force; the answer is remembered."""
    in_force = snapshot()
    return _answer(in_force.id, str(in_force.path), question.__name__, given, tuple(sorted(named.items())))


def ask_afresh(question: Callable[..., Any], *given: Any, **named: Any) -> Callable[[], Any]:
    """A question to be put later and without a session, for downloads: bound to the snapshot in force now."""
    path = str(snapshot().path)
    return lambda: question(_connection(path), *given, **named)
