"""What a cache may keep of an answer: it is as old as its snapshot and as the code that made it."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request

_ROOT = Path(__file__).parents[2]
_CODE = ("forms", "warehouse", "dashboard")
_DAY = 86_400
# Asked for by its id, a snapshot says the same for ever; the one in force is asked for anew, which its mark answers.
_OF_A_SNAPSHOT = f"public, max-age={_DAY}"
_IN_FORCE = "public, no-cache"
UNKEPT = {"Cache-Control": "no-store"}


def mark(request: Request, shown: str) -> str:
    """The ETag of an answer from snapshot `shown`: of the same snapshot, code, path and parameters it is the same."""
    asked = "\0".join((shown, _code(), request.url.path, *sorted(f"{k}={v}" for k, v in request.query_params.items())))
    return f'"{hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def kept(request: Request, etag: str) -> dict[str, str]:
    """The headers that say how long an answer may be kept."""
    return {"ETag": etag, "Cache-Control": _OF_A_SNAPSHOT if "snapshot" in request.query_params else _IN_FORCE}


def is_known(request: Request, etag: str) -> bool:
    """Whether the client has this very answer already (If-None-Match; a proxy that compresses makes its mark weak)."""
    given = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return etag in given


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".yml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
