"""HTML whose links work without loading the page anew: a click reruns it, the keyboard and a new tab work as ever.

Only text that this program made and escaped is shown so; `data-go` of a link is what the click means.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let root = parentElement.querySelector(".nb-linked")
  if (!root) {
    root = document.createElement("div")
    root.className = "nb-linked"
    parentElement.appendChild(root)
  }
  if (root.dataset.shown !== data.html) {
    root.innerHTML = data.html
    root.dataset.shown = data.html
  }
  root.onclick = (event) => {
    const link = event.target.closest("a[data-go]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    setTriggerValue("go", link.dataset.go)
  }
}
"""


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("nianbao_linked", js=_JS, isolate_styles=False)


def show(html: str, key: str, go: Callable[[str], None]) -> None:
    """Show escaped HTML; `go` is called with the `data-go` of a link that is clicked, before the page runs again."""

    def clicked() -> None:
        value = st.session_state[f"linked.{key}"].get("go")
        if value:
            go(str(value))

    _component()(key=f"linked.{key}", data={"html": html}, on_go_change=clicked, height="content")
