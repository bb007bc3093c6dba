"""[I/O] Questions to a snapshot, cached by snapshot: a new one in force is seen at the next rerun by itself.

The address may name a snapshot that is still kept; then all is answered from it.
"""

import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

import polars as pl
import streamlit as st
from cachetools import LRUCache, cached

from dashboard.address import asked, request
from warehouse import questions
from warehouse.publish import NoSnapshot, Snapshot, current, kept

EVERY = 2**31 - 1  # rows, where all are wanted or the answer is cut afterwards
_OPEN = 3  # snapshots; older ones are opened again when a link names them
P = ParamSpec("P")
R = TypeVar("R")
ROOT = Path(__file__).parents[1]


USUAL = ROOT / "data" / "warehouse"
_NAMED = "NIANBAO_WAREHOUSE"


def warehouse_folder() -> Path:
    """Where the warehouse lies: NIANBAO_WAREHOUSE, else data/warehouse."""
    return Path(os.environ.get(_NAMED) or USUAL)


def is_named() -> bool:
    """Whether somebody said where the warehouse lies: then it is theirs, and nothing is ever built there."""
    return bool(os.environ.get(_NAMED))


_SEEN: ContextVar[tuple[Mapping[str, str], str | None, Snapshot] | None] = ContextVar("seen", default=None)


def snapshot() -> Snapshot:
    """The snapshot that the address names, else the one in force; raises NoSnapshot.

    Decided once for one page or answer: all of it is of one snapshot, though another comes into force meanwhile.
    """
    named, now, seen = asked("snapshot"), request(), _SEEN.get()
    if seen is not None and seen[0] is now and seen[1] == named:
        return seen[2]
    try:
        older = kept(warehouse_folder()).get(named) if named else None
        found = older or current(warehouse_folder())
    except OSError as error:  # a disk that has gone away answers so
        raise NoSnapshot(f"{warehouse_folder()} cannot be read: {error.strerror or error}") from None
    if now is not None:
        _SEEN.set((now, named, found))
    return found


def gone() -> str | None:
    """The snapshot that the address names, where it is no longer kept."""
    named = asked("snapshot")
    return named[:40] if named and named not in kept(warehouse_folder()) else None


def is_older() -> bool:
    """Whether the address names another snapshot than the one in force."""
    return snapshot().id != current(warehouse_folder()).id


@st.cache_resource(max_entries=_OPEN, show_spinner=False)
def _opened(path: str, file: tuple[int, int, int]) -> questions.Connection:
    return questions.connect(path)


def connection(path: str) -> questions.Connection:
    """The one connection of this process to a snapshot; raises questions.OtherVersion and questions.Damaged.

    A file put in the place of a damaged one, under the same name, is opened anew.
    """
    try:
        state = Path(path).stat()
    except OSError as error:
        raise questions.Damaged(error.strerror or str(error)) from None
    return _opened(path, (state.st_ino, state.st_size, state.st_mtime_ns))


def let_go() -> None:
    """Close every database: DuckDB shares one that is open, also a damaged one, with whoever opens its path again."""
    _opened.clear()


_KEPT = 96_000_000  # bytes of answers; one that alone is larger is not kept


def _size(answer: Any) -> int:
    """Bytes of an answer with its question; one that was cut short is never kept, so that the next asks again."""
    if isinstance(answer, pl.DataFrame):
        cut = "complete" in answer.columns and not answer["complete"].all()
        return _KEPT + 1 if cut else 4000 + int(answer.estimated_size())
    return 4000 + (4 * len(answer) if isinstance(answer, str) else 0)


_answers: LRUCache[Any, Any] = LRUCache(_KEPT, getsizeof=_size)


# Kept as they are and not copied for each reader: answers are frames and numbers, which nobody changes.
@cached(_answers, lock=Lock())
def _answer(path: str, question: str, given: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> Any:
    put: Callable[..., Any] = getattr(questions, question)
    return put(connection(path), *given, **dict(named))


def forget() -> None:
    """Forget every answer; for tests that change what a snapshot holds."""
    _answers.clear()


def ask(question: Callable[Concatenate[questions.Connection, P], R], *given: P.args, **named: P.kwargs) -> R:
    """Run a question of `warehouse.questions` on the snapshot of this page; the answer is remembered.

    Typed by the question's own signature: wrong parameters are an error of the type checker.
    """
    answer: R = _answer(str(snapshot().path), question.__name__, given, tuple(sorted(named.items())))
    return answer


def ask_afresh(
    question: Callable[Concatenate[questions.Connection, P], R], *given: P.args, **named: P.kwargs
) -> Callable[[], R]:
    """A question to be run later and without a session, for downloads: bound to this page's snapshot."""
    path = str(snapshot().path)
    return lambda: question(connection(path), *given, **named)
