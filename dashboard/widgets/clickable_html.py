"""HTML whose links rerun the page instead of reloading it; keyboard and new tabs work as usual.

Only for HTML generated and escaped by this program; a link's `data-go` is the value that a click sends.
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
    for (const box of root.querySelectorAll(".nb-scroll")) {
      const look = () => {  // a shadow at each edge beyond which there is more
        box.toggleAttribute("data-left", box.scrollLeft > 1)
        box.toggleAttribute("data-right", box.scrollLeft + box.clientWidth < box.scrollWidth - 1)
      }
      box.addEventListener("scroll", look, { passive: true })
      new ResizeObserver(look).observe(box)
      look()
    }
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
    """Show escaped HTML; `go` is called with the `data-go` of a clicked link before the page reruns."""

    def clicked() -> None:
        value = st.session_state[f"linked.{key}"].get("go")
        if value:
            go(str(value))

    _component()(key=f"linked.{key}", data={"html": html}, on_go_change=clicked, height="content")
