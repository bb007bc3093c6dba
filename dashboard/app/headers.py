"""Headers of every answer: what a browser may load and run, who may frame a page, what is not guessed."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

import streamlit

_SECURE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
}


@cache
def secure_headers(frame_ancestors: str, is_page: bool) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers of an answer: a page may load from this server alone, any other answer nothing at all."""
    policy = _page_policy() if is_page else {"default-src": "'none'"}
    policy = {**policy, "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": frame_ancestors}
    written = "; ".join(f"{name} {sources}" for name, sources in policy.items())
    every = {**_SECURE, "content-security-policy": written}
    if frame_ancestors in ("'none'", "'self'"):  # for browsers that know no frame-ancestors
        every["x-frame-options"] = "DENY" if frame_ancestors == "'none'" else "SAMEORIGIN"
    return tuple((name.encode(), value.encode()) for name, value in every.items())


def _page_policy() -> dict[str, str]:
    """What Streamlit's pages need, tried directive by directive: styles in elements, pictures made by the browser.

    Scripts come from this server's files; those of Streamlit's own page are named by their content, and the ones of
    our components are modules that the browser makes of text (`blob:`).
    """
    return {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", "blob:", *_inline_scripts())),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "media-src": "'self'",
    }


def _inline_scripts() -> list[str]:
    """Return the hashes of the scripts within Streamlit's own page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts]
