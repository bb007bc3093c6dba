"""The button that copies a permanent link to the current page, including the snapshot."""

from typing import Any

import streamlit as st

from dashboard.address import query, whole
from dashboard.data import snapshot
from dashboard.words import language, phrase

# It is on every page, and so says for all of them which language is read (Streamlit says English), and carries a guard.
# A click on a link while Streamlit still holds back what
# was typed into a box sends two messages: the new page's, then a rerun of the box that names the old page, which
# empties the screen for good. Such a click waits until the box has sent its own.
_COPY = """
const PAUSE = 400
if (window.nianbaoTyped === undefined) {
  window.nianbaoTyped = -PAUSE
  // Streamlit's link to the first page has no path of its own: opened in a new tab, it would lead to the page it is on.
  const named = (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href=''], a[href^='?']")
    if (link) link.setAttribute("href", "./" + link.getAttribute("href"))
  }
  for (const kind of ["mousedown", "contextmenu", "focusin"]) document.addEventListener(kind, named, true)
  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-testid=stTextInput]")) window.nianbaoTyped = performance.now()
  }, true)
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href]")
    const since = performance.now() - window.nianbaoTyped
    if (!link || since >= PAUSE) return
    event.preventDefault()
    event.stopImmediatePropagation()
    setTimeout(() => { link.isConnected ? link.click() : window.location.assign(link.href) }, PAUSE - since)
  }, true)
}
export default function (component) {
  const { data, parentElement } = component
  document.documentElement.lang = data.lang
  let button = parentElement.querySelector("button")
  if (!button) {
    button = document.createElement("button")
    parentElement.appendChild(button)
  }
  button.textContent = data.label
  button.title = data.help
  button.onclick = async () => {
    const address = window.location.origin + window.location.pathname + "?" + data.query
    try {
      await navigator.clipboard.writeText(address)
      button.textContent = data.done
    } catch {
      window.prompt(data.help, address)
    }
    setTimeout(() => { button.textContent = data.label }, 2500)
  }
}
"""
_TAGS = {"zh": "zh-CN", "en": "en"}
_BUTTON = """
button { font: inherit; font-size: .85rem; color: inherit; background: none; cursor: pointer; padding: .3rem .7rem;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem }
@media (max-width: 640px) { button { min-height: 44px; min-width: 44px } }
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color) }
"""


_PLACE = "copy.place"


@st.cache_resource(show_spinner=False)
def _copier() -> Any:
    return st.components.v2.component("nianbao_copy", css=_BUTTON, js=_COPY)


def copy_later() -> None:
    """Keep a place for the button; what the page shows is settled only when all of it has been drawn."""
    st.session_state[_PLACE] = st.container(width="content")


def copy_button() -> None:
    """Show the button that copies a link to all that the page shows, including the snapshot, in its place."""
    words = {"label": phrase("copy"), "done": phrase("copy.done"), "help": phrase("copy.help")}
    with st.session_state[_PLACE]:
        _copier()(
            key="copy",
            height="content",
            width="content",
            data={"query": query(whole() | {"snapshot": snapshot().id}), "lang": _TAGS[language()], **words},
        )
