"""What lies in deploy/ works as it is: nginx before two processes, a reader stays with one, and the other stands in."""

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browsing import serve, visit
from tests.conftest import ROOT

COPIED = re.compile(r"^COPY (.+) \S+$", re.M)


@pytest.fixture(scope="module")
def proxied(
    warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, dict[str, subprocess.Popen[bytes]]]]:
    """The port of nginx, and the two processes behind it by the node that the cookie names."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if nginx is None:
        pytest.skip("nginx is not installed on this machine (Debian: apt-get install nginx-light)")
    servers = {node: serve(warehouse) for node in ("a", "b")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    for usual, (_, address) in zip(("8501", "8502"), servers.values(), strict=True):
        text = text.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{address.rpartition(':')[2].strip('/')}")
    folder = tmp_path_factory.mktemp("nginx")
    kinds = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {kinds}\n{text}\n}}"
    )
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    process = subprocess.Popen([nginx, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"])
    for _ in range(50):
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield port, {node: server for node, (server, _) in servers.items()}
    for each in (process, *(server for server, _ in servers.values())):
        each.terminate()
        each.wait(20)


def asked(port: int, node: str | None = None, path: str = "/healthz") -> tuple[int, str]:
    """The status of an answer, and the node that its cookie names."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Cookie": f"nianbao_node={node}"} if node else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, str(answer.getheader("Set-Cookie")).partition(";")[0].partition("=")[2]


def test_a_reader_stays_with_one_process_and_another_stands_in(
    proxied: tuple[int, dict[str, subprocess.Popen[bytes]]], reader: BrowserContext
) -> None:
    port, servers = proxied
    new = [asked(port) for _ in range(40)]
    assert {status for status, _ in new} == {200} and {node for _, node in new} == {"a", "b"}
    for node in servers:
        assert {asked(port, node) for _ in range(10)} == {(200, node)}
    assert asked(port, path="/metrics")[0] == 404
    page = reader.new_page()
    visit(page, f"http://127.0.0.1:{port}/")
    assert page.locator("[data-testid=stException]").count() == 0
    mine = next(each["value"] for each in reader.cookies() if each["name"] == "nianbao_node")
    servers[mine].kill()
    servers[mine].wait()
    assert {asked(port, mine)[0] for _ in range(10)} == {200}
    visit(page, f"http://127.0.0.1:{port}/")  # the page begins anew in the other process
    assert page.locator("[data-testid=stException]").count() == 0
    page.close()


def test_the_image_holds_what_the_app_needs() -> None:
    """Every folder and file that is copied is there, and so is every room that the app imports."""
    copied = {
        each
        for line in COPIED.findall((ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8"))
        for each in line.split()
    }
    assert all((ROOT / each).exists() for each in copied)
    assert {"app.py", "forms", "ingest", "warehouse", "dashboard", "pages", "data", "static", ".streamlit"} <= copied
