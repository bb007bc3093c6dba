"""The real server from outside: odd requests, bounds for each client, headers, health, metrics, logs, a clean stop."""

import asyncio
import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psutil
import pytest

from bench.served import start
from dashboard.api.openapi import parameters_of
from dashboard.api.views import VIEWS
from dashboard.app import settings
from dashboard.app.clients import Clients, Uploads, client_of, is_local
from dashboard.app.guard import Guard
from tests.conftest import ROOT, opened
from tests.test_api import NEEDED
from warehouse.publish import current

Answer = tuple[int, Mapping[str, str], bytes]
ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"


class Client:
    """One connection that is kept open; what is sent is not tidied up by a library."""

    def __init__(self, site: str) -> None:
        self._at = urlsplit(site)
        self._open()

    def _open(self) -> None:
        self._connection = http.client.HTTPConnection(self._at.hostname or "", self._at.port, timeout=60)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._connection.request(method, path, headers=given)
            answer = self._connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except (http.client.HTTPException, OSError):
            self._open()
            raise


@pytest.fixture()
def client(site: str) -> Client:
    return Client(site)


@pytest.fixture()
def served(warehouse: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], Client]]]:
    """Start a server of one's own with settings; it is ended at the end of the test."""
    begun: list[subprocess.Popen[bytes]] = []

    def begin(folder: Path | None = None, **environment: str) -> tuple[subprocess.Popen[bytes], Client]:
        server, address = start(
            ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(folder or warehouse),
            **{f"NIANBAO_{name}": value for name, value in environment.items()},
        )  # fmt: skip
        begun.append(server)
        return server, Client(address)

    yield begin
    for server in begun:
        server.kill()
        server.wait(20)


# -- odd requests ---

ODD = (
    "", "%20", ",", ",,,", "%2C", "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%C3%28", "%", "%zz", "1" * 5000, "9" * 30, "-1",
    "1e9", "%D9%A1%D9%A2", "%EF%BC%91", "NaN", "null", "[]", "%27%20OR%201=1--", "/", "//", "/,/", "/,a", "../../etc/passwd",
    "a/b/c/d/e", "%E7%A6%8F%E5%BB%BA%E7%9C%81/,%E7%A6%8F%E5%BB%BA%E7%9C%81", "%F0%9F%98%80", "%E2%80%AE", "total@total", "@",
    "=1+1", "%0D%0AX:1", "*", "_", "\\", "320800.government,,", "320800.government,/", "%20,%20",
)  # fmt: skip


def needed(view: str, warehouse: Path) -> dict[str, str]:
    given = dict(NEEDED.get(view, {}))
    if view.startswith("report"):
        (given["report"],) = opened(warehouse).execute("SELECT min(report_id) FROM reports").fetchone() or ("",)
    return given


def in_words(answer: Answer, asked: object) -> None:
    """An answer, or a refusal with a sentence; never a failure."""
    status, headers, body = answer
    assert 200 <= status < 500 or status == 503, (asked, status, body[:200])
    if status >= 400:
        assert json.loads(body)["error"], asked
    assert headers["x-content-type-options"] == "nosniff" and "default-src 'none'" in headers["content-security-policy"]


# Permits, penalties and disputes are asked as applications are.
@pytest.mark.parametrize("view", [each for each in VIEWS if each not in ("permits", "penalties", "disputes")])
def test_no_view_fails_whatever_it_is_asked(client: Client, warehouse: Path, view: str) -> None:
    given = needed(view, warehouse)
    own = {parameter.name for parameter in VIEWS[view].parameters}
    for number, name in enumerate([*(parameter.name for parameter in parameters_of(VIEWS[view])), "%00"]):
        rest = urlencode({key: value for key, value in given.items() if key != name})
        # A view's own parameters get a third of the odd values; those of all views a few each, other ones for each view.
        begin = (number + len(view)) * 3 % len(ODD)
        odds = ODD[begin % 3 :: 3] if name in own else (ODD * 2)[begin : begin + 2]
        for odd in odds if view != "sql" else ODD[:3]:  # each of those is a process
            path = f"/api/{view}?{name}={odd}&{rest}"
            in_words(client.get(path), path)
    for tail in (
        "?" + "&".join(["from=2021"] * 3000),
        "?&&&=&==&?",
        "?" + "a" * 60_000,
        ".csv?format=csv&" + urlencode(given),
    ):
        in_words(client.get(f"/api/{view}{tail}"), (view, tail[:40]))


HEADERS = (
    {"Range": "bytes=0-"}, {"Range": "bytes=9999999999999999999-1"}, {"Range": "lines=x,,-"}, {"If_None_Match": '"x", W/"' + "y" * 9000},
    {"If_Modified_Since": "yesterday"}, {"Accept": "\x00;q=9,*/*;q=z"}, {"Accept_Encoding": "gzip;q=nan, br, *;q=-1"},
    {"Accept_Encoding": "zstd"}, {"Host": "evil.example:99999"}, {"Host": ""}, {"Origin": "null"}, {"Origin": "http://" + "x" * 9000},
    {"Cookie": "_streamlit_xsrf=2|%|\xff|; ;;=;" + "a" * 9000}, {"Cookie": "_streamlit_session=eyJ.bad.sig"}, {"X_Forwarded_For": "," * 9000},
    {"X_Forwarded_For": "::1%eth0, 999.1.1.1"}, {"Content_Length": "0"}, {"Accept_Language": "\xff\xfe"}, {"User_Agent": ""},
    {"Authorization": "Basic \xff"}, {"Forwarded": "for=\"[::\""}, {"TE": "trailers"}, {"Upgrade": "h2c"}, {"Expect": "100-continue"},
)  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/api/overview", "/api/overview.csv", "/api", "/api/openapi.json", "/api/nothing", "/readyz"]
)
def test_no_header_makes_an_answer_fail(client: Client, path: str) -> None:
    for headers in HEADERS:
        answer = client.get(path, **headers)
        if answer[2] == b"Invalid HTTP request received.":  # it is none, and does not come to the app
            assert answer[0] == 400
        else:
            in_words(answer, (path, headers))
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        status, _, body = client.get("/api/overview", method)
        assert status == 405 and json.loads(body)["error"]
    for method in ("HEAD", "OPTIONS"):
        assert client.get("/api/overview", method)[0] in (200, 204)


def test_every_kind_of_answer_has_its_headers(client: Client, site: str) -> None:
    kinds = {
        "/": "text/html", "/report?report=x": "text/html", "/nothing": "text/html", "/api/overview": "application/json",
        "/api/overview.csv": "text/csv; charset=utf-8", "/api/warehouse.zip": "application/zip", "/api/nothing": "application/json",
        "/app/static/provinces.geojson": "application/geo+json", "/favicon.png": "image/png", "/healthz": "application/json",
        "/readyz": "application/json", "/metrics": "text/plain; version=0.0.4", "/_stcore/health": "text/plain",
        "/_stcore/metrics": "application/json", "/media/nothing.csv": "", "/overview": "",
    }  # fmt: skip
    script = re.search(rb'src="\./(static/js/[^"]+)"', client.get("/")[2])
    assert script is not None
    kinds[f"/{script[1].decode()}"] = "javascript"
    for path, kind in kinds.items():
        status, headers, _ = client.get(path)
        headers = {name.lower(): value for name, value in headers.items()}
        assert kind in headers.get("content-type", ""), (path, status, headers)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "http" not in policy, path
        assert ("script-src" in policy) == headers.get("content-type", "").startswith("text/html"), path
        assert "unsafe-eval" not in policy and "*" not in policy
        assert not re.search(r"script-src[^;]*unsafe-inline", policy)
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY" and headers["permissions-policy"] and headers["x-request-id"]


def test_a_page_that_was_not_modified_keeps_its_policy(client: Client) -> None:
    """The headers of a 304 replace those that the browser has kept with the page."""
    headers = {name.lower(): value for name, value in client.get("/")[1].items()}
    status, again, _ = client.get("/", If_None_Match=headers["etag"], If_Modified_Since=headers["last-modified"])
    assert status == 304 and "content-security-policy" not in {name.lower() for name in again}


# -- bounds ---


def test_a_client_has_its_share_and_no_more() -> None:
    clients = Clients(rate=2, burst=3, most=2)
    assert [clients.enter("a", 0.0) for _ in range(3)] == [True, True, False]  # two are open
    clients.leave("a")
    clients.leave("a")
    assert clients.enter("a", 0.0) and not clients.enter("a", 0.0) and clients.enter("b", 0.0)
    clients.leave("a")
    assert not clients.enter("a", 0.4) and clients.enter("a", 0.6)
    free = Clients(rate=0, burst=1, most=0)
    assert all(free.enter("a", 0.0) for _ in range(99))


def test_of_many_clients_none_that_is_here_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.app.clients._MOST", 10)
    clients = Clients(rate=1, burst=5, most=1)
    assert clients.enter("here", 0.0)
    for number in range(200):
        assert clients.enter(f"{number}", 0.0)
        clients.leave(f"{number}")
    assert not clients.enter("here", 0.0) and len(clients._known) <= 11


def test_a_client_is_who_the_trusted_proxies_say() -> None:
    def scope(peer: str, *told: str) -> dict[str, object]:
        return {"client": (peer, 1), "headers": [(b"x-forwarded-for", each.encode()) for each in told]}

    assert client_of(scope("10.0.0.1", "1.2.3.4"), 0) == "10.0.0.1"
    assert client_of(scope("10.0.0.1", "9.9.9.9, 1.2.3.4"), 1) == "1.2.3.4"
    assert client_of(scope("10.0.0.1", "9.9.9.9", "1.2.3.4, 5.6.7.8"), 2) == "1.2.3.4"
    assert client_of(scope("10.0.0.1"), 1) == "10.0.0.1"
    assert client_of(scope("2001:db8:1:2:3::4"), 0) == "2001:db8:1:2::/64"
    assert client_of(scope("::ffff:1.2.3.4"), 0) == "1.2.3.4"
    assert is_local(scope("127.0.0.1")) and is_local(scope("::ffff:127.0.0.1")) and not is_local(scope("10.0.0.1"))
    assert not is_local(scope("127.0.0.1", "127.0.0.1"))


def test_too_many_requests_are_refused_and_others_are_not(
    served: Callable[..., tuple[subprocess.Popen[bytes], Client]],
) -> None:
    _, client = served(REQUESTS="1", BURST="20", PROXIES="1")
    greedy = [client.get("/healthz", X_Forwarded_For="1.1.1.1") for _ in range(40)]
    refused = [answer for answer in greedy if answer[0] == 429]
    assert len(refused) >= 10 and json.loads(refused[0][2])["error"] and refused[0][1]["retry-after"] == "1"
    assert client.get("/api/overview", X_Forwarded_For="2.2.2.2")[0] == 200


def test_a_client_may_not_hold_everything_open(served: Callable[..., tuple[subprocess.Popen[bytes], Client]]) -> None:
    _, client = served(CONNECTIONS="3")
    at = (client._at.hostname or "", client._at.port or 0)
    ends: list[int] = []

    def ask() -> None:
        ends.append(Client(f"http://{at[0]}:{at[1]}").get(f"/api/sql?{urlencode({'sql': ENDLESS})}")[0])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ends.count(429) >= 2 and len(ends) == 6 and client.get("/healthz")[0] == 200


def test_a_body_has_a_bound(client: Client) -> None:
    at = (client._at.hostname or "", client._at.port or 0)
    for head in (b"Content-Length: 100000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"):
        with socket.create_connection(at, timeout=30) as raw:
            raw.sendall(b"PUT /_stcore/upload_file/x/y HTTP/1.1\r\nHost: x\r\n" + head)
            if b"chunked" in head:
                try:
                    for _ in range(64):
                        raw.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                except OSError:
                    pass
            answer = raw.recv(4096)
        assert re.match(rb"HTTP/1.1 4\d\d", answer), answer
    assert client.get("/healthz")[0] == 200


def through_the_guard(app: Callable[..., object], *pieces: bytes, **scope: object) -> list[dict[str, object]]:
    """What an app sends through the guard, asked with a body in pieces."""
    sent: list[dict[str, object]] = []
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]

    async def receive() -> dict[str, object]:
        return waiting.pop(0) if waiting else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def run() -> None:
        asked = {"type": "http", "method": "PUT", "path": "/x", "headers": [], "client": ("127.0.0.1", 1), **scope}
        await Guard(app)(asked, receive, send)  # type: ignore[arg-type]

    asyncio.run(run())
    return sent


def test_a_body_without_a_length_has_the_same_bound() -> None:
    async def reads(scope: object, receive: Callable[[], object], send: object) -> None:
        while (await receive())["more_body"]:  # type: ignore[misc, index]
            pass

    sent = through_the_guard(reads, *[b"x" * 1000] * 100)
    assert sent[0]["status"] == 413 and b"too large" in bytes(sent[1]["body"])  # type: ignore[call-overload]
    assert not through_the_guard(reads, *[b"x" * 1000] * 60)


def test_an_app_that_fails_is_a_sentence_with_headers() -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError("made to fail at /a/secret/path")

    sent = through_the_guard(fails)
    assert sent[0]["status"] == 500 and b"secret" not in bytes(sent[1]["body"])  # type: ignore[call-overload]
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]  # type: ignore[operator]


def test_what_is_not_taken_is_not_there(client: Client) -> None:
    for path in ("/_stcore/agent/openapi.json", "/_stcore/metrics"):
        assert client.get(path, "PUT")[0] == 404, path
    assert client.get("/_stcore/upload_file/x/y", "PUT")[0] in (400, 403)  # files are taken from an open page alone


def test_the_page_that_takes_files_can_be_taken_away(
    served: Callable[..., tuple[subprocess.Popen[bytes], Client]],
) -> None:
    _, client = served(CHECK="off")
    assert client.get("/_stcore/upload_file/x/y", "PUT")[0] == 404


def test_a_client_hands_over_no_more_than_its_share() -> None:
    uploads = Uploads(1000)
    assert uploads.take("a", 600, 0.0) and not uploads.take("a", 600, 1.0) and uploads.take("b", 600, 1.0)
    assert uploads.take("a", 600, 1000.0)


def test_all_clients_together_hand_over_no_more_than_the_memory_holds() -> None:
    uploads = Uploads(1000)
    assert all(uploads.take(str(number), 1000, 1.0) for number in range(4))
    assert not uploads.take("another", 1, 2.0) and uploads.take("another", 1, 1000.0)


@pytest.mark.parametrize(
    "half",
    [b"", b"GET / HT", b"GET /api/overview HTTP/1.1\r\nHost: x\r\nX-Slow: ",
     b"PUT /_stcore/upload_file/x/y HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf",
     b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost"],
)  # fmt: skip
def test_a_half_sent_request_is_closed(
    served: Callable[..., tuple[subprocess.Popen[bytes], Client]], half: bytes
) -> None:
    _, client = served(HALF_SENT="2")
    with socket.create_connection((client._at.hostname or "", client._at.port or 0), timeout=60) as raw:
        raw.sendall(half)
        try:
            while raw.recv(4096):
                pass
        except ConnectionError:
            pass  # the server's end of it
    assert Client(f"http://{client._at.netloc}").get("/healthz")[0] == 200


def test_a_connection_that_goes_on_asking_is_kept(
    served: Callable[..., tuple[subprocess.Popen[bytes], Client]],
) -> None:
    _, client = served(HALF_SENT="2")
    connection = client._connection.sock
    until = time.monotonic() + 5
    while time.monotonic() < until:
        assert client.get("/healthz")[0] == 200
    assert client._connection.sock is connection


@pytest.mark.parametrize(
    ("name", "value"),
    [("REQUESTS", "many"), ("LOG", "xml"), ("METRICS", "some"), ("FRAME_ANCESTORS", "x; script-src *")],
)
def test_a_setting_that_cannot_be_is_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"NIANBAO_{name}", value)
    with pytest.raises(ValueError, match=f"NIANBAO_{name} is"):
        settings.verify()


def test_every_setting_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for each in settings.SETTINGS:
        assert f"| `{each.variable}` | `{each.usual}` | {each.what} |" in text, each.variable


def test_memory_comes_back_after_a_burst(served: Callable[..., tuple[subprocess.Popen[bytes], Client]]) -> None:
    """Twelve hundred heavy answers, thirty-two at a time: the process is soon within 200 MB of what it was."""
    server, client = served(REQUESTS="0")
    views = ("applications.csv?rows=agency", "data?limit=100000", "data.csv?limit=100000", "names", "coverage", "map",
             "quality/findings?verdict=all", "overview?rows=agency", "agency?agency=320800.government")  # fmt: skip
    asked = [f"/api/{view}{'&' if '?' in view else '?'}from={year}" for view in views for year in range(2019, 2025)]
    for path in asked[::6]:
        assert client.get(path)[0] == 200

    def resident() -> int:
        return int(psutil.Process(server.pid).memory_info().rss)

    before = resident()
    statuses: list[int] = []

    def ask(share: int) -> None:
        own = Client(f"http://{client._at.netloc}")
        statuses.extend(own.get(asked[number % len(asked)])[0] for number in range(share, 1200, 32))

    threads = [threading.Thread(target=ask, args=(share,)) for share in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert statuses == [200] * 1200
    until = time.monotonic() + 60
    while resident() - before > 200_000_000 and time.monotonic() < until:
        time.sleep(0.1)
    assert resident() - before < 200_000_000


# -- health, metrics, logs, the end ---


def test_health_and_metrics(client: Client, warehouse: Path) -> None:
    assert client.get("/healthz")[0] == 200
    status, _, body = client.get("/readyz")
    assert status == 200 and json.loads(body)["snapshot"] == current(warehouse).id
    client.get("/api/applications.csv")
    client.get("/api/" + quote('no"such\nview'))
    text = client.get("/metrics")[2].decode()
    sample = re.compile(r'[a-z_]+(\{([a-z_]+="(\\.|[^"\\\n])*",?)*\})? [0-9.e+-]+')
    for line in text.splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or sample.fullmatch(line), line
    assert 'nianbao_requests_total{view="api applications",status="200"}' in text and 'view="api other"' in text
    assert re.search(r'nianbao_request_seconds_bucket\{view="api applications",le="\+Inf"\} [1-9]', text)
    assert "nianbao_ready 1" in text and "nianbao_reports 19" in text and re.search(r"nianbao_quarantine \d", text)
    assert f'snapshot="{current(warehouse).id}"' in text and re.search(r"nianbao_resident_bytes [1-9]\d{7}", text)


def test_who_may_read_the_metrics(served: Callable[..., tuple[subprocess.Popen[bytes], Client]]) -> None:
    _, client = served()
    assert client.get("/metrics")[0] == 200 and client.get("/metrics", X_Forwarded_For="1.2.3.4")[0] == 404
    _, client = served(METRICS="off", STREAMLIT_METRICS="on")
    assert client.get("/metrics")[0] == 404 and client.get("/_stcore/metrics")[0] == 200
    _, client = served(METRICS="all", FRAME_ANCESTORS="https://www.example.org")
    assert client.get("/metrics", X_Forwarded_For="1.2.3.4")[0] == 200
    headers = client.get("/")[1]
    assert (
        "frame-ancestors https://www.example.org" in headers["content-security-policy"]
        and "x-frame-options" not in headers
    )


@pytest.mark.parametrize("damage", ["missing", "garbage", "cut"])
def test_without_a_snapshot_programs_and_watchers_are_told(
    served: Callable[..., tuple[subprocess.Popen[bytes], Client]], warehouse: Path, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "w"
    if damage != "missing":
        shutil.copytree(warehouse, folder, ignore=shutil.ignore_patterns("exports"))
    if damage == "garbage":
        (folder / "current.json").write_text("no JSON")
    if damage == "cut":
        with current(folder).path.open("r+b") as database:
            database.truncate(20_000)
    _, client = served(folder)
    assert client.get("/healthz")[0] == 200
    for path in ("/readyz", "/api/overview", "/api/warehouse.zip", "/api/sql?sql=SELECT+1", "/api/names.csv"):
        status, _, body = client.get(path)
        assert status == 503 and str(tmp_path) not in body.decode() and "warehouse" in json.loads(body)["error"], path
    assert "nianbao_ready 0" in client.get("/metrics")[2].decode()
    assert not (folder / "exports").exists() and (damage != "missing" or not folder.exists())


def test_the_log_for_machines_has_no_question_in_it(warehouse: Path) -> None:
    """Every line is a JSON object; what was asked is named by its view alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
    ]
    environment = {
        "NIANBAO_WAREHOUSE": str(warehouse),
        "NIANBAO_LOG": "json",
        "PATH": "/usr/bin:/bin",
        "HOME": str(warehouse),
    }
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    answered = None
    while answered is None and time.monotonic() < until:
        try:
            client = Client(f"http://127.0.0.1:{port}")
            answered = client.get("/api/search?" + urlencode({"q": "a secret question"}))
        except OSError:
            time.sleep(0.05)
    assert answered is not None
    server.terminate()
    _, errors = server.communicate(timeout=30)
    assert server.returncode == 0 and b"question" not in errors
    lines = [json.loads(line) for line in errors.decode().splitlines()]
    asked = [line for line in lines if line["message"] == "answered" and line["view"] == "api search"]
    assert (
        asked
        and asked[0]["status"] == 200
        and asked[0]["request"] == answered[1]["x-request-id"]
        and asked[0]["ms"] >= 0
    )


def test_a_stop_finishes_answers_and_leaves_no_process(
    served: Callable[..., tuple[subprocess.Popen[bytes], Client]],
) -> None:
    server, client = served(STOP="5")
    ends: list[object] = []

    def ask(query: str) -> None:
        try:
            ends.append(Client(f"http://{client._at.netloc}").get(f"/api/sql?{urlencode({'sql': query})}")[0])
        except (OSError, http.client.HTTPException) as error:
            ends.append(error)

    client.get("/api/overview")
    thread = threading.Thread(target=ask, args=(ENDLESS,))
    thread.start()
    until = time.monotonic() + 30
    children: list[psutil.Process] = []
    while not children and time.monotonic() < until:
        children = psutil.Process(server.pid).children(recursive=True)
        time.sleep(0.01)
    assert children
    server.send_signal(signal.SIGTERM)
    assert server.wait(40) == 0
    thread.join(30)
    assert not psutil.wait_procs(children, timeout=20)[1]
