"""The interface for programs called with whatever anybody may send: never a 5xx but where it says so, always JSON."""

import http.client
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from dashboard.api.openapi import LOOKS, SCOPE
from dashboard.api.views import VIEWS

_ODD = (
    "", ",", ",,", "0", "-1", "1e99", "99999999999999999999999", "NaN", "null", "None", "true", "\x00", "\n", "%", "%zz", "'", '"',
    "' OR 1=1 --", "<script>", "../../etc/passwd", "🐼", "２０２３", "年报", "a" * 5000, "\ud800", "福建省", "2023", "2021", "total", "received",
    "applications.received", "natural_person", "350000.government", "SELECT 1", "SELECT * FROM facts", "[]", "{}", "\u202e", " ", "+",
)  # fmt: skip
_NAMES = ("from", "to", "limit", "offset", "format", "snapshot", "lang", "nonsense", "", "q" * 300)
_HEADERS = ("Range", "If-None-Match", "If-Modified-Since", "Accept", "Accept-Encoding", "Origin", "Cookie", "X-Forwarded-For", "Host",
            "Content-Type", "Content-Length", "Referer", "User-Agent")  # fmt: skip
_METHODS = ("GET",) * 17 + ("HEAD", "POST", "OPTIONS")


@dataclass
class Called:
    """How many calls were answered with which status, and what went wrong."""

    count: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def call_at_random(address: str, count: int, seed: int) -> Called:
    """Make `count` calls of random views with random parameters and headers; bounded, to a server on this machine."""
    rng, result = random.Random(seed), Called()
    host = urlsplit(address).netloc
    if not host.startswith("127.0.0.1"):
        raise ValueError("only a server on 127.0.0.1 may be called at random")
    views = [*VIEWS, "openapi.json", "", "nonsense", "warehouse.zip/x", "report/../sql"]
    known = [*(each.name for each in SCOPE), *LOOKS, *_NAMES]
    connection = http.client.HTTPConnection(host, timeout=60)
    for _ in range(count):
        view = rng.choice(views)
        own = [each.name for each in VIEWS[view].parameters] if view in VIEWS else []
        names = rng.choices([*own * 3, *known], k=rng.randrange(5))
        query = "&".join(f"{quote(name)}={_encoded(rng)}" for name in names)
        target = f"/api/{view}{rng.choice(('', '.json', '.csv'))}?{query}"[:20_000]
        headers = {name: rng.choice(_ODD[2:22]).strip() or "x" for name in rng.sample(_HEADERS, rng.randrange(3))}
        headers = {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}
        headers.pop("Content-Length", None)
        headers.pop("Host", None)
        try:
            connection.request(rng.choice(_METHODS), target, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            connection = http.client.HTTPConnection(host, timeout=60)
            if isinstance(error, TimeoutError):
                result.wrong.append(f"no answer within 60 s: {target[:200]}")
            continue
        result.count += 1
        result.statuses[answer.status] += 1
        if answer.status >= 500 and answer.status != 503:
            result.wrong.append(f"{answer.status}: {target[:200]}")
        elif answer.status >= 400 and body and not _is_sentence(body):
            result.wrong.append(f"{answer.status} without a sentence: {target[:200]}")
    connection.close()
    return result


def _encoded(rng: random.Random) -> str:
    odd = rng.choice(_ODD)
    if odd in ("%", "%zz") or (rng.random() < 0.05 and odd.isascii() and odd.isprintable() and " " not in odd):
        return odd  # not encoded, as careless programs send it
    return quote(odd.encode("utf-8", "surrogatepass"))


def _is_sentence(body: bytes) -> bool:
    try:
        found = json.loads(body)
    except ValueError:
        return b"<html" not in body.lower() and b"Traceback" not in body
    return isinstance(found, dict) and "Traceback" not in str(found)
