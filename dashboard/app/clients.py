"""Who asks, how often and how much at once: a bucket of requests and a count of what is open for each client."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LATELY = 600  # seconds
_ALL = 4  # clients' shares that all of them together may hand over
_MOST = 20_000  # clients that are remembered; the ones not heard of for longest are forgotten first


def client_of(scope: Mapping[str, Any], proxies: int) -> str:
    """Return the client's address: the socket's, or the one that the outermost of `proxies` trusted proxies has seen.

    Of an IPv6 address only the network counts, which one subscriber has whole.
    """
    peer = (scope.get("client") or ("",))[0]
    if proxies:
        told = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        hops = [hop.strip() for hop in told.decode("latin-1").split(",") if hop.strip()]
        peer = hops[-proxies] if len(hops) >= proxies else peer
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return str(peer)[:60]
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def is_local(scope: Mapping[str, Any]) -> bool:
    """Whether a request comes from this machine itself, and not through a proxy on it."""
    if any(name in (b"x-forwarded-for", b"forwarded", b"x-real-ip") for name, _ in scope["headers"]):
        return False
    try:
        address = ipaddress.ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


class Uploads:
    """How much has been handed over lately: by a client at most `most` bytes in `_LATELY` seconds, by all `_ALL` times
    as much, which is what the server's memory may have to hold at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._every = 0.0, 0
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, name: str, size: int, now: float | None = None) -> bool:
        """Count some bytes; False where they are more than the client may hand over."""
        now = time.monotonic() if now is None else now
        own = self._seen[name] = self._more(self._seen.pop(name, (now, 0)), size, now)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        if own[1] > self._most:
            return False
        self._every = self._more(self._every, size, now)
        return self._every[1] <= _ALL * self._most

    @staticmethod
    def _more(counted: tuple[float, int], size: int, now: float) -> tuple[float, int]:
        since, before = counted
        return (now, size) if now - since > _LATELY else (since, before + size)


@dataclass(slots=True)
class _Client:
    left: float  # requests that may be made at once
    at: float  # when that was counted
    open: int = 0


class Clients:
    """Every client's bucket, filled at `rate` requests a second up to `burst`, and what it has open, up to `most`.

    A bound of 0 is none. Used by one thread, the server's.
    """

    def __init__(self, rate: int, burst: int, most: int) -> None:
        self._rate, self._burst, self._most = rate, max(burst, 1), most
        self._known: OrderedDict[str, _Client] = OrderedDict()

    def enter(self, name: str, now: float | None = None) -> bool:
        """Count a request and hold a place for it; False where the client is beyond a bound, and nothing is held."""
        now = time.monotonic() if now is None else now
        client = self._known.setdefault(name, _Client(self._burst, now))
        self._known.move_to_end(name)
        client.left, client.at = min(self._burst, client.left + (now - client.at) * self._rate), now
        self._forget()
        if (self._rate and client.left < 1) or (self._most and client.open >= self._most):
            return False
        client.left -= 1
        client.open += 1
        return True

    def leave(self, name: str) -> None:
        """Give back the place of a request that has ended."""
        if name in self._known:
            self._known[name].open -= 1

    def _forget(self) -> None:
        while len(self._known) > _MOST:
            name, client = self._known.popitem(last=False)
            if client.open:  # it is still here: to be looked at again last
                self._known[name] = client
                return
