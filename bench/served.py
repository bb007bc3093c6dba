"""[I/O] Serve the dashboard, or any Streamlit script, on a free port, for benchmarks and tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 30  # seconds for a server to come up


ROOT = Path(__file__).parents[1]


def start(
    script: Path, folder: Path, command: str = "streamlit", **environment: str
) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server and wait until it responds; return its process, which the caller must end, and its address.

    `command` is the module that takes Streamlit's arguments.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [sys.executable, "-m", command, "run", str(script), "--server.port", str(port),
             "--server.address", "127.0.0.1", "--server.headless", "true"]  # fmt: skip
    environment |= {"PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        words, cwd=folder, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    health = "/".join(filter(None, (address, environment.get("STREAMLIT_SERVER_BASE_URL_PATH"), "_stcore/health")))
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(health, timeout=1)
            break
        except OSError:
            time.sleep(0.01)
    return server, address


@contextmanager
def served(script: Path, folder: Path, command: str = "streamlit", **environment: str) -> Iterator[str]:
    """Run a server for the duration of the block."""
    server, address = start(script, folder, command, **environment)
    try:
        yield address
    finally:
        server.terminate()
        server.wait(20)
