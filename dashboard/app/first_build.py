"""[I/O] The first run: where there is nothing at all and no warehouse was named, build one from data/reports.

Over anything that is there, damaged or not, nothing is ever built: the page says what is wrong, the log says why.
"""

import logging
import subprocess
import sys
import time

import streamlit as st

from dashboard import condition
from dashboard.data import ROOT, snapshot, warehouse_folder
from dashboard.words import phrase
from warehouse.publish import NoSnapshot

_PATIENCE = 120  # seconds to wait for another process that is building


def ready() -> bool:
    """True once a snapshot is served; builds the sample where it may, or says in plain words what is wrong."""
    wrong = condition.trouble()
    if wrong is None:
        return True
    if wrong == condition.NOTHING and _build():
        return True
    (st.info if wrong == condition.NOTHING else st.error)(phrase(wrong))
    return False


def _build() -> bool:
    """Run the ingest command beside this process; False, with a line in the log, where it gave no snapshot."""
    bar = st.progress(0.0, text=phrase("building"))
    command = [sys.executable, "-m", "ingest", "--warehouse", str(warehouse_folder()), "--progress"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        for line in process.stdout:
            if line.startswith("progress "):
                done, of = (int(part) for part in line.split()[1:3])
                bar.progress(
                    done / max(of, 1), text=f"{phrase('building')} {phrase('building.step', done=done, of=of)}"
                )
        trouble = process.stderr.read().strip()
    bar.empty()
    if process.returncode == 0 or _appears(trouble):
        return True
    logging.getLogger("nianbao").error("the first build failed: %s", trouble.rpartition("\n")[2])
    st.error(phrase("building.failed"))
    return False


def _appears(trouble: str) -> bool:
    """Another session may be building at the same time: wait for its snapshot."""
    deadline = time.monotonic() + (_PATIENCE if "another ingest" in trouble else 0)
    while time.monotonic() < deadline:
        try:
            snapshot()
            return True
        except NoSnapshot:
            time.sleep(0.5)
    return False
