"""Streamlit's own command, which also appends the milliseconds of every script run to the file named by NIANBAO_TIMES.

`python -m bench.timed run app.py` works like `streamlit run app.py`, for benchmarks.
"""

import os
import time
from pathlib import Path

from streamlit.runtime.scriptrunner import script_runner
from streamlit.web.cli import main

_RUN = script_runner.ScriptRunner._run_script


def _timed(self: script_runner.ScriptRunner, *given: object) -> None:
    started = time.perf_counter()
    try:
        _RUN(self, *given)  # type: ignore[arg-type]
    finally:
        with Path(os.environ["NIANBAO_TIMES"]).open("a", encoding="utf-8") as stream:
            stream.write(f"{1000 * (time.perf_counter() - started):.1f}\n")


if __name__ == "__main__":
    script_runner.ScriptRunner._run_script = _timed  # type: ignore[method-assign, assignment]
    main()
