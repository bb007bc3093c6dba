"""[I/O] The first run: where there is no warehouse yet, build one from data/reports and show how far it is."""

import subprocess
import sys
import time

import streamlit as st

from dashboard.data import ROOT, snapshot, warehouse_folder
from dashboard.words import phrase
from warehouse.publish import NoSnapshot

_PATIENCE = 120  # seconds to wait for another process that is building


def ready() -> bool:
    """True once a snapshot is in force; builds it where there is none, or says in plain words why that failed."""
    try:
        snapshot()
        return True
    except NoSnapshot:
        pass
    why = _build()
    if why is None:
        return True
    st.error(phrase("building.failed", why=why))
    st.info(phrase("no_snapshot"))
    return False


def _build() -> str | None:
    """Run the ingest command beside this process; returns its one line of trouble, or None when it is done."""
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
        return None
    return trouble.splitlines()[-1] if trouble else phrase("no_snapshot")


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
