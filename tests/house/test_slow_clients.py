"""Slow strangers keep nobody waiting: `portal serve` with real sockets."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import config
from portal.web.front import address_of, environ_of
from tests.browser.server import free_port, wait_for

HEAD, BODY, CONNECTIONS = 2, 2, 90


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("served")
    found = free_port()
    environment = {
        **os.environ,
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_PORT": str(found),
        "PORTAL_DEMO": "1",
        "PORTAL_HEAD_SECONDS": str(HEAD),
        "PORTAL_BODY_SECONDS": str(BODY),
        "PORTAL_CONNECTIONS": str(CONNECTIONS),
    }
    environment.pop("PORTAL_DATABASE", None)
    portal = [sys.executable, "-m", "portal"]
    subprocess.run([*portal, "migrate"], cwd=config.ROOT, env=environment, check=True, capture_output=True)
    with (folder / "log").open("w") as out:
        server = subprocess.Popen([*portal, "serve"], cwd=config.ROOT, env=environment, stdout=out, stderr=out)
    try:
        wait_for(f"http://127.0.0.1:{found}", server, folder / "log")
        yield found
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def begin(port: int, text: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(text.replace("\n", "\r\n").encode())
    return connection


def post(port: int, length: int, body: str = "username=a") -> socket.socket:
    kind = "Content-Type: application/x-www-form-urlencoded"
    return begin(port, f"POST /login HTTP/1.1\nHost: 127.0.0.1:{port}\n{kind}\nContent-Length: {length}\n\n{body}")


def everything(connection: socket.socket) -> bytes:
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


def seconds_of_a_page(port: int) -> float:
    before = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=20) as answer:
        assert answer.status == 200 and answer.read()
    return time.monotonic() - before


def test_fifty_slow_clients_while_others_are_answered(port):
    """Bodies that stop, heads that stop, connections that say nothing; afterwards all of them are ended."""
    seconds_of_a_page(port)
    bodies = [post(port, 5000) for _ in range(50)]
    heads = [begin(port, f"GET /login HTTP/1.1\nHost: 127.0.0.1:{port}") for _ in range(20)]
    silent = [begin(port, "") for _ in range(5)]
    assert max(seconds_of_a_page(port) for _ in range(5)) < 1
    assert all(everything(one).startswith(b"HTTP/1.1 408 ") for one in bodies)
    assert all(everything(one) == b"" for one in (*heads, *silent))


def test_a_body_that_drips_is_ended(port):
    connection = post(port, 5000)
    begun = time.monotonic()
    connection.settimeout(0.2)
    found = b""
    while not found and time.monotonic() - begun < BODY + 5:
        try:
            found = connection.recv(100)
        except TimeoutError:
            connection.sendall(b"x")
    assert found.startswith(b"HTTP/1.1 408 ") and time.monotonic() - begun < BODY + 2


def test_one_address_has_its_share_of_connections(port):
    many = [begin(port, "") for _ in range(2 * CONNECTIONS)]
    ended = 0
    for one in many[CONNECTIONS + 10 :]:
        one.settimeout(HEAD - 0.5)
        ended += one.recv(1) == b""
        one.settimeout(0.3)
    assert ended > CONNECTIONS // 2
    for one in many:
        one.close()
    assert seconds_of_a_page(port) < 5


def test_too_many_requests_of_one_address(port):
    """More than 60 unfinished ones: what comes after is refused at once."""
    bodies = [post(port, 5000) for _ in range(65)]
    said = [everything(one)[9:12] for one in bodies]
    assert (said.count(b"408"), said.count(b"429")) == (60, 5)


def test_too_large_a_body_is_refused_unread(port):
    assert post(port, 53 << 20).recv(100).startswith(b"HTTP/1.1 413 ")


def scope(**more):
    return {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "path": "/", "query_string": b"",
        "client": ("10.0.0.9", 1), "server": ("127.0.0.1", 8000), "headers": [], **more,
    }  # fmt: skip


def test_what_the_pages_are_told():
    headers = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x_forwarded_for", b"1.2.3.4"), (b"content-length", b"3")]
    told = environ_of(scope(raw_path=b"/clients/%E5%BC%A0", query_string=b"q=%20", headers=headers))
    assert told["PATH_INFO"].encode("latin-1").decode() == "/clients/张" and told["QUERY_STRING"] == "q=%20"
    assert told["HTTP_COOKIE"] == "a=1; b=2" and told["CONTENT_LENGTH"] == "3"
    assert "HTTP_X_FORWARDED_FOR" not in told


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [(0, b"1.1.1.1", "10.0.0.9"), (1, b"1.1.1.1, 2.2.2.2", "2.2.2.2"), (2, b"1.1.1.1, 2.2.2.2", "1.1.1.1")],
)
def test_whose_address_it_is(proxies, said, address):
    assert address_of(scope(headers=[(b"x-forwarded-for", said)]), proxies) == address
