"""On a Ray cluster, and from object storage, the same facts as here: two nodes, one of them killed midway; a real S3 server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bench.fidelity.filled import fill
from ingest.store.buckets import address_of
from tests.conftest import ROOT, ingest
from tests.test_agencies import report
from warehouse.differences import differences
from warehouse.publish import current

NEEDED = "the extra for clusters is not installed: pip install -r requirements-ray.txt"


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 reports in folders, and two files that are none."""
    folder = tmp_path_factory.mktemp("documents")
    for number in range(150):
        path = folder / f"{number % 7}" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(report("大连市审计局", 2000 + number % 25, fill(number, 2021), f"\n{number}"), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "none.txt").write_text("没有表格。", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def here(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database made on this machine alone."""
    warehouse = tmp_path_factory.mktemp("here")
    ingest(documents, "--warehouse", warehouse)
    return current(warehouse).path


class Cluster:
    """A head without processors, and nodes that are processes of their own on the loopback."""

    def __init__(self, folder: Path) -> None:
        self.head, self.client = _port(), _port()
        self.folder = folder
        self.nodes: list[subprocess.Popen[bytes]] = []
        self._start("--head", f"--port={self.head}", f"--ray-client-server-port={self.client}", "--num-cpus=0")
        for _ in range(2):
            self.add()

    @property
    def address(self) -> str:
        return f"ray://127.0.0.1:{self.client}"

    def add(self) -> None:
        self._start(f"--address=127.0.0.1:{self.head}", "--num-cpus=1")

    def _start(self, *arguments: str) -> None:
        # That a node is gone is noticed within a second or two, not in a quarter of a minute.
        health = {"initial_delay_ms": "500", "period_ms": "500", "timeout_ms": "500", "failure_threshold": "3"}
        environment = {**os.environ, **{f"RAY_health_check_{name}": value for name, value in health.items()}}
        command = [str(Path(sys.executable).with_name("ray")), "start", "--block", "--node-ip-address=127.0.0.1",
                   "--disable-usage-stats", "--include-dashboard=false", *arguments]  # fmt: skip
        if "--head" in arguments:
            command.append(f"--temp-dir={self.folder}")
        else:
            command.remove("--include-dashboard=false")
        self.nodes.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True)
        )  # fmt: skip
        time.sleep(3)

    def kill(self, number: int) -> None:
        """Kill a node with all its processes, as a machine that loses its power."""
        started = psutil.Process(self.nodes[number].pid)
        for each in [started, *started.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self.nodes[number].wait()

    def end(self) -> None:
        for node in self.nodes:
            if node.poll() is None:
                os.killpg(node.pid, signal.SIGTERM)
        for node in self.nodes:
            try:
                node.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(node.pid, signal.SIGKILL)
                node.wait()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    pytest.importorskip("ray", reason=NEEDED)
    folder = Path("/tmp") / f"ray{os.getpid()}"  # a socket below it may have a name of 107 bytes
    started = Cluster(folder)
    yield started
    started.end()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_cluster_gives_the_same_facts(cluster: Cluster, documents: Path, here: Path, tmp_path: Path) -> None:
    done = ingest(documents, "--warehouse", tmp_path, "--on", cluster.address)
    assert "parsed             152" in done.stdout
    there = current(tmp_path).path
    assert list(differences(here, there)) == [] and there.name == here.name
    again = ingest(documents, "--warehouse", tmp_path, "--on", cluster.address)
    assert "parsed             0" in again.stdout


def test_a_node_that_dies_costs_only_its_chunk(cluster: Cluster, documents: Path, here: Path, tmp_path: Path) -> None:
    """One of two nodes is killed in the middle: what it was reading is read by the other."""
    command = [sys.executable, "-m", "ingest", str(documents), "--warehouse", str(tmp_path), "--on", cluster.address,
               "--progress"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stderr is not None
    for line in process.stdout:
        if line.startswith("progress") and 0 < int(line.split()[1]) < 120:
            cluster.kill(1)
            break
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    assert list(differences(here, current(tmp_path).path)) == []
    assert "Traceback" not in out + err


def test_a_cluster_that_is_not_there_is_one_clear_line(documents: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason=NEEDED)
    done = ingest(documents, "--warehouse", tmp_path, "--on", f"ray://127.0.0.1:{_port()}", check=False)
    assert done.returncode == 1 and len(done.stderr.strip().split("\n")) == 1 and "cannot reach" in done.stderr


# -- object storage ---


@pytest.fixture(scope="module")
def bucket(documents: Path) -> Iterator[dict[str, str]]:
    """A real S3 server on the loopback with the documents in a bucket; yields the environment that leads to it."""
    pytest.importorskip("moto", reason=NEEDED)
    s3fs = pytest.importorskip("s3fs", reason=NEEDED)
    port = _port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("moto_server")), "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    environment = {"AWS_ENDPOINT_URL_S3": address, "AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "reader",
                   "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-east-1"}  # fmt: skip
    for _ in range(100):
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    storage = s3fs.S3FileSystem(endpoint_url=address, key="reader", secret="none", skip_instance_cache=True)
    storage.mkdir("reports")
    storage.put(str(documents), "reports/all", recursive=True)
    yield environment
    server.terminate()
    server.wait()


def test_documents_in_a_bucket(
    bucket: dict[str, str], documents: Path, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same database as from the folder; what is unchanged is not fetched again, and verify finds no difference."""
    for name, value in bucket.items():
        monkeypatch.setenv(name, value)
    done = ingest("s3://reports/all", "--warehouse", tmp_path)
    assert "parsed             152" in done.stdout, done.stdout
    assert list(differences(here, current(tmp_path).path)) == []
    assert "reused             152" in ingest("s3://reports/all", "--warehouse", tmp_path).stdout
    assert "reused             152" in ingest("--add", "s3://reports/all", "--warehouse", tmp_path).stdout
    missing = ingest("s3://reports/nothing", "--warehouse", tmp_path, check=False)
    assert "there is no file or folder s3://reports/nothing" in missing.stderr


def test_a_bucket_is_read_on_a_cluster(
    bucket: dict[str, str], here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nodes fetch what they read themselves."""
    pytest.importorskip("ray", reason=NEEDED)
    for name, value in bucket.items():
        monkeypatch.setenv(name, value)
    folder = Path("/tmp") / f"rays{os.getpid()}"
    started = Cluster(folder)
    try:
        done = ingest("s3://reports/all", "--warehouse", tmp_path, "--on", started.address, check=False)
        assert done.returncode == 0, done.stderr
    finally:
        started.end()
        shutil.rmtree(folder, ignore_errors=True)
    assert list(differences(here, current(tmp_path).path)) == []


@pytest.mark.parametrize(
    ("path", "address"),
    [("s3://bucket/a/b.txt", "s3://bucket/a/b.txt"), ("s3:/bucket", "s3://bucket"), ("/data/s3:/x", None), ("a.txt", None), ("", None)],
)  # fmt: skip
def test_what_is_an_address(path: str, address: str | None) -> None:
    assert address_of(Path(path)) == address
