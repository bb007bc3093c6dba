"""What Streamlit leaves out for some readers.

What scrolls sideways can be reached and moved by the keyboard (wide charts on a phone, long lines of code); what floats
above the page (fold-outs, dialogs) takes the colours of its theme.
"""

from typing import Any

import streamlit as st

_REACHES = """
const BOXES = "pre, [class*='st-key-chart-'] [data-testid=stElementContainer]"
const look = () => {
  const app = document.querySelector("[data-testid=stApp]")
  if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme
  for (const box of document.querySelectorAll(BOXES)) {
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(box).overflowX)
    if (scrolls && !box.hasAttribute("tabindex")) { box.tabIndex = 0; box.dataset.reached = "" }
    else if (!scrolls && "reached" in box.dataset) { box.removeAttribute("tabindex"); delete box.dataset.reached }
  }
}
let due = 0
const soon = () => { due = due || requestAnimationFrame(() => { due = 0; look() }) }
if (!window.nianbaoReaches) {
  window.nianbaoReaches = new ResizeObserver(soon)
  new MutationObserver(soon).observe(document.body, { subtree: true, childList: true })
}
export default function () {
  window.nianbaoReaches.disconnect()
  window.nianbaoReaches.observe(document.body)
  look()
}
"""


@st.cache_resource(show_spinner=False)
def _reacher() -> Any:
    return st.components.v2.component("nianbao_reach", js=_REACHES)


def by_keyboard() -> None:
    _reacher()(key="reach", height="content")
