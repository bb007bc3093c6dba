"""What whoever runs the server may set, by environment variables; docs/operations.md explains each."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its environment variable, its usual value, what it is. A number has the usual value's type."""

    name: str
    usual: int | str
    what: str
    one_of: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        return f"NIANBAO_{self.name}"

    def text(self) -> str:
        """Return what is set, or the usual value; raises ValueError with a sentence for what it may not be."""
        given = os.environ.get(self.variable, "").strip() or str(self.usual)
        if self.one_of and given not in self.one_of:
            raise ValueError(f"{self.variable} is “{given}”; it may be {', '.join(self.one_of)}")
        if isinstance(self.usual, int) and not (given.isascii() and given.isdecimal()):
            raise ValueError(f"{self.variable} is “{given}”; a whole number is expected")
        if any(each in given for each in "\r\n;,"):  # it may become part of a header
            raise ValueError(f"{self.variable} is “{given}”; it may have no line end, comma or semicolon")
        return given

    def number(self) -> int:
        """Return what is set as a number; raises ValueError with a sentence."""
        return int(self.text())


WAREHOUSE = Setting("WAREHOUSE", "data/warehouse", "the warehouse's folder; if it is set, nothing is ever built there")
LOG_LEVEL = Setting("LOG_LEVEL", "INFO", "what the log holds: DEBUG, INFO, WARNING or ERROR",
                    ("DEBUG", "INFO", "WARNING", "ERROR", "debug", "info", "warning", "error"))  # fmt: skip
LOG = Setting("LOG", "text", "`json`: a JSON object a line on stderr, also for each request", ("text", "json"))
FRAME_ANCESTORS = Setting(
    "FRAME_ANCESTORS", "'none'", "who may show the pages in a frame: `'none'`, `'self'`, or sites"
)
PROXIES = Setting("PROXIES", 0, "proxies before the server whose `X-Forwarded-For` says who the client is")
BODY = Setting("BODY", 65_536, "bytes of a request's body; more is answered with 413")
REQUESTS = Setting("REQUESTS", 100, "requests a second of one client in the long run; more get 429; 0: no bound")
BURST = Setting("BURST", 3_000, "requests that one client may make at once before that bound holds")
CONNECTIONS = Setting("CONNECTIONS", 200, "requests and open pages of one client at a time; more get 429; 0: no bound")
HALF_SENT = Setting("HALF_SENT", 20, "seconds in which a request has to be there whole; then it is closed; 0: no bound")
HEAVY = Setting("HEAVY", 8, "answers of the interface for programs that are made at once; others wait")
CHECK = Setting("CHECK", "on", "the page that checks a reader's own files: `on` or `off`", ("on", "off"))
UPLOADED = Setting(
    "UPLOADED",
    400,
    "MB of files that one client may hand over to be checked in ten minutes; all of them four times as much",
)
STOP = Setting("STOP", 10, "seconds that answers on their way are given when the server is stopped")
METRICS = Setting("METRICS", "local", "who may read /metrics: `off`, `local` (this machine), `all`",
                  ("off", "local", "all"))  # fmt: skip
STREAMLIT_METRICS = Setting(
    "STREAMLIT_METRICS", "off", "Streamlit's own /_stcore/metrics: `off` or `on`", ("off", "on")
)
SETTINGS = (
    WAREHOUSE, LOG_LEVEL, LOG, FRAME_ANCESTORS, PROXIES, BODY, REQUESTS, BURST, CONNECTIONS, HALF_SENT, HEAVY, CHECK,
    UPLOADED, STOP, METRICS, STREAMLIT_METRICS,
)  # fmt: skip


def verify() -> None:
    """Raise ValueError with a sentence for the first setting that is not what it may be."""
    for setting in SETTINGS:
        setting.text()
