"""[I/O] A real server of the dashboard, or of any Streamlit script, on a port of its own: for benchmarks and tests."""

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


def start(script: Path, folder: Path, **environment: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server and wait until it answers; returns its process, which the caller ends, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port),
               "--server.address", "127.0.0.1", "--server.headless", "true"]  # fmt: skip
    server = subprocess.Popen(
        command, cwd=folder, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            break
        except OSError:
            time.sleep(0.01)
    return server, address


@contextmanager
def served(script: Path, folder: Path) -> Iterator[str]:
    """A server for as long as the block runs."""
    server, address = start(script, folder)
    try:
        yield address
    finally:
        server.terminate()
        server.wait(20)
