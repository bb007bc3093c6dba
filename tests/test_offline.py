"""Nothing is fetched while it runs: not by the ingest with text recognition, nor by a page, a query or the server.

Each runs as its own process with tests/offline on its path, where every interpreter refuses and writes down what would
leave this machine. Native code does not pass there; strace sees it, where the system has it.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ingest.read import scan
from tests.conftest import ROOT, SAMPLE, opened
from warehouse.publish import current

_CALL = re.compile(r"\b(?:connect|sendto|sendmsg|sendmmsg)\(.*sa_family=AF_INET6?, (.*?)\}")
_OWN = re.compile(r'"(127\.[\d.]+|0\.0\.0\.0|::1|::)"')


@pytest.fixture(scope="module")
def strace() -> Sequence[str]:
    """The command that writes down the system calls of another; nothing where it is missing or not allowed."""
    command = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg"]
    if shutil.which("strace") is None:
        assert not os.environ.get("CI"), "strace is not installed; .ci/run should have installed it"
        return ()
    allowed = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    return command if allowed else ()


class Watched:
    """A way to run commands without a network, and what they tried to reach."""

    def __init__(self, folder: Path, strace: Sequence[str]) -> None:
        self._notes, self._calls = folder / "notes", folder / "calls"
        self._prefix = [*strace, "-o", str(self._calls)] if strace else []
        self.environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "offline"), str(ROOT)]),
            "NIANBAO_NETWORK_NOTES": str(self._notes),
            "HOME": str(folder),  # nothing that was fetched into the home before helps
        }

    def command(self, *words: object) -> list[str]:
        return [*self._prefix, sys.executable, *map(str, words)]

    def run(self, *words: object, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=ROOT, env=self.environment | environment, input=given,
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip

    def tried(self) -> str:
        """What would have left this machine: attempts of Python with their places, then those of native code."""
        notes = self._notes.read_text(encoding="utf-8") if self._notes.exists() else ""
        calls = self._calls.read_text(encoding="utf-8") if self._calls.exists() else ""
        return notes + "\n".join(
            line for line in calls.splitlines() if (call := _CALL.search(line)) and not _OWN.search(call[1])
        )


@pytest.fixture()
def watched(tmp_path: Path, strace: Sequence[str]) -> Watched:
    folder = tmp_path / "watched"
    folder.mkdir()
    return Watched(folder, strace)


ASKING = """
import socket, ctypes, struct, sys
for way in (lambda: socket.create_connection(("192.0.2.1", 9), 0.1), lambda: socket.gethostbyname("name.invalid"),
            lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 9))):
    try:
        way()
    except OSError as error:
        assert "no network here" in str(error), error
with socket.socket(type=socket.SOCK_DGRAM) as own:  # as native code does it
    address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(9), socket.inet_aton("192.0.2.2"))
    ctypes.CDLL(None).connect(own.fileno(), address, len(address))
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
    pass
"""


def test_what_would_leave_is_seen(watched: Watched, strace: Sequence[str]) -> None:
    """The watch itself: names, connections and datagrams of Python, and what native code does; not this machine."""
    done = watched.run("-c", ASKING)
    assert done.returncode == 0, done.stderr
    tried = watched.tried()
    assert all(each in tried for each in ("socket.connect", "socket.gethostbyname", "socket.sendto", "192.0.2.1"))
    assert ("192.0.2.2" in tried) == bool(strace)
    assert "127.0.0.1" not in tried


def test_the_ingest_asks_nobody(watched: Watched, tmp_path: Path) -> None:
    """With several workers, and with text recognition, whose models come with its wheel."""
    reports = tmp_path / "reports"
    for copy in range(5):  # more files than one process reads alone
        shutil.copytree(SAMPLE, reports / str(copy))
    picture = Image.new("L", (700, 500), 255)
    ImageDraw.Draw(picture).text((60, 60), "no report 12345", fill=0, font_size=48)
    picture.save(reports / "scan.png")
    done = watched.run("-m", "ingest", reports, "--warehouse", tmp_path / "w", "--log-level", "warning")
    assert done.returncode == 0, done.stderr
    with opened(tmp_path / "w") as con:
        rows = con.execute("SELECT source, reason FROM quarantine").fetchall()
        assert con.execute("SELECT count(*) FROM reports").fetchall()[0][0] > 10
    # A picture that was recognised is no report; without recognition it stays a scan.
    assert [reason for source, reason in rows if source.endswith("scan.png")] == [
        "not_a_report" if scan.is_installed() else "scan"
    ]
    assert watched.tried() == ""


PAGES = """
from dashboard.app.shell import PAGES
from streamlit.testing.v1 import AppTest
for name, _ in PAGES:
    app = AppTest.from_file("app.py", default_timeout=120)
    if name != "overview":
        app.switch_page(f"pages/{name}.py")
    app.run()
    assert not app.exception, [name, *(error.value for error in app.exception)]
print(len(PAGES))
"""


def test_no_page_asks_anybody(watched: Watched, warehouse: Path) -> None:
    done = watched.run("-c", PAGES, NIANBAO_WAREHOUSE=str(warehouse))
    assert done.returncode == 0 and int(done.stdout) > 10, done.stderr
    assert watched.tried() == ""


# What DuckDB would fetch an extension for, or read from elsewhere.
ELSEWHERE = [
    "SELECT excel_text(1, 'x')", "SELECT st_point(1, 2)", "SELECT * FROM sqlite_scan('a', 'b')",
    "SELECT * FROM 'https://name.invalid/a.parquet'", "SELECT * FROM read_csv('s3://bucket/a.csv')",
    "SELECT * FROM postgres_scan('host=192.0.2.1', 'a', 'b')",
]  # fmt: skip


# A query's process ends with the one that started it, which is the tracer here.
ASKED = """
import os, sys
from warehouse.free_sql import main
sys.argv = ["free_sql", sys.argv[1], "10", "10", str(os.getppid())]
sys.exit(main())
"""


def test_no_query_fetches_an_extension(watched: Watched, warehouse: Path) -> None:
    path = current(warehouse).path
    for query in ELSEWHERE:
        done = watched.run("-c", ASKED, path, given=query)
        assert done.returncode != 0, query
    assert watched.run("-c", ASKED, path, given="SELECT 1").returncode == 0
    assert watched.tried() == ""


@contextmanager
def _started(watched: Watched, warehouse: Path) -> Iterator[int]:
    """The server as the README starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        watched.command("-m", "streamlit", "run", "app.py", "--server.port", port), cwd=ROOT,
        env=watched.environment | {"NIANBAO_WAREHOUSE": str(warehouse)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5)
                break
            except OSError:
                assert server.poll() is None, "the server ended"
                time.sleep(0.05)
        yield port
    finally:
        os.killpg(server.pid, 15)
        server.wait(60)


def test_the_server_asks_nobody(watched: Watched, warehouse: Path) -> None:
    """Neither where it stands as it starts, nor when a page of another site wants to connect."""
    with _started(watched, warehouse) as port:
        address = f"http://127.0.0.1:{port}"
        for view in ("applications.csv?rows=agency", "openapi.json", "warehouse.zip"):
            with urllib.request.urlopen(f"{address}/api/{view}", timeout=120) as answer:
                assert answer.status == 200 and answer.read()
        socket_address = f"ws://127.0.0.1:{port}/_stcore/stream"
        with connect(socket_address, origin=address, open_timeout=60):  # type: ignore[arg-type]
            pass
        with (
            pytest.raises(InvalidStatus, match="403"),
            connect(socket_address, origin="http://name.invalid", open_timeout=60),  # type: ignore[arg-type]
        ):
            pass
    assert watched.tried() == ""
