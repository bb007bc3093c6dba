"""Where `server.baseUrlPath` puts the app: Streamlit serves its pages there, and so is what is served beside them."""

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

UPLOAD = "/_stcore/upload_file/"  # where Streamlit takes files
_OURS = ("/api", "/healthz", "/readyz", "/metrics", "/favicon.png", "/overview")


def own(path: str) -> str:
    """Return a request's path as it is within the app: without the base that is set, if it begins with it."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    if not base or not path.startswith(f"/{base}/"):
        return path
    return path.removeprefix(f"/{base}")


class UnderPath:
    """An ASGI app whose routes of ours are found below the base as well."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            within = own(scope["path"])
            if within != scope["path"] and any(within == each or within.startswith(f"{each}/") for each in _OURS):
                scope = {**scope, "path": within, "raw_path": within.encode()}
        await self.app(scope, receive, send)
