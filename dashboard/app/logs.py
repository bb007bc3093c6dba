"""The log for machines: one JSON object a line on stderr. Never a question's values, never a reader's address."""

import json
import logging
import sys
from datetime import UTC, datetime

# Not uvicorn's log of accesses, which Streamlit has switched off: it has whole addresses, with what was asked, in it.
_EVERY = ("", "uvicorn", "uvicorn.error", "streamlit")


class _Line(logging.Formatter):
    """One JSON object: time, level, logger, message, what the record brings in `detail`, and the trace as text."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "detail", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def begin(level: str, for_machines: bool) -> None:
    """Set the level; for machines, write every log of this process as JSON, and each request too."""
    logging.getLogger("nianbao").setLevel(level.upper())
    logging.getLogger("nianbao.request").setLevel(logging.DEBUG if for_machines else logging.INFO)
    if not for_machines:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    for name in _EVERY:
        logger = logging.getLogger(name)
        logger.handlers = [] if name else [handler]
        logger.propagate = True
