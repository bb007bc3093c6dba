"""On a phone the side menu covers the page: it closes when a page is chosen, and is not remembered open."""

from typing import Any

import streamlit as st

# Streamlit keeps in the browser's storage that the menu was open; a link opened later would begin beneath it.
_CLOSES = """
const NARROW = matchMedia("(max-width: 768px)")
const forget = () => {
  if (!NARROW.matches) return
  for (const key of Object.keys(localStorage)) if (key.startsWith("stSidebarCollapsed")) localStorage.removeItem(key)
}
const close = () => {
  const menu = document.querySelector("[data-testid=stSidebar][data-collapsed=false]")
  if (NARROW.matches && menu) menu.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
}
if (!window.nianbaoMenu) {
  window.nianbaoMenu = true
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-testid=stSidebar] a[href]")
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) setTimeout(close)
  })
  addEventListener("pagehide", forget)
  if (Object.entries(localStorage).some(([key, value]) => key.startsWith("stSidebarCollapsed") && value === "false"))
    close()
  forget()
}
export default function () {}
"""


@st.cache_resource(show_spinner=False)
def _closer() -> Any:
    return st.components.v2.component("nianbao_menu", js=_CLOSES)


def closes_on_a_phone() -> None:
    _closer()(key="menu", height="content")
