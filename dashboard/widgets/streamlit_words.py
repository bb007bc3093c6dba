"""Streamlit's own strings in Chinese: it offers no way to say them otherwise, so they are replaced as they appear."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.words import language
from forms.declared import declared

_JS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@cache
def said() -> dict[str, str]:
    """Return Streamlit's strings in English with what stands in their place; `{n}` in both is whatever is there."""
    loaded: dict[str, str] = declared(Path(__file__).parents[1] / "streamlit_words.yml")
    return loaded


@st.cache_resource(show_spinner=False)
def _speaker() -> Any:
    return st.components.v2.component("nianbao_words", js=_JS)


def in_our_words() -> None:
    """Have the browser say Streamlit's strings in the reader's language; English is what they are, and are again."""
    _speaker()(key="words", height="content", data={"said": said(), "back": language() != "zh"})
