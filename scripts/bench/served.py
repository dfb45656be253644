"""The bank as its people meet it: a served portal (`portal serve`, worker beside it) is asked over HTTP for every place
of the bar by every role, with sign-in, cookies and all. Nobody tunes the database before: `portal generate` left it so.
"""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

PASSWORD = "Changchun-2026"
"""Of all demo people."""
PEOPLE = {
    "chengang": "client",
    "wanglei": "manager",
    "lina": "adviser",
    "hejun": "specialist",
    "sunyue": "coordinator",
    "zhaomin": "branch admin",
    "luwei": "upper branch admin",
    "gaoyuan": "head office",
    "linxue": "auditor",
    "admin": "admin",
}
ROUNDS = 7
START_SECONDS = 60
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NAVIGATION = re.compile(r'<nav class="places-nav[^>]*>(.*?)</nav>', re.DOTALL)
HREF = re.compile(r'href="(/[^"#?]*)"')


@dataclass
class Served:
    """Medians in ms: place of the bar → role → time. `first` the longest that anybody waited at the first look."""

    engine: str
    clients: int
    places: dict[str, dict[str, float]] = field(default_factory=dict)
    first: tuple[float, str, str] = (0.0, "", "")


@contextmanager
def serving(url: str, folder: str | Path, **settings: str) -> Iterator[tuple[int, dict[str, str]]]:
    """`portal serve` on this database, until it is left: its port, and the environment of commands beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PORTAL_DATABASE": url,
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DEMO": "1",
        "PORTAL_PORT": str(port),
        "PORTAL_RATE_LIMITS": "off",
        "PORTAL_LOG_LEVEL": "ERROR",
        **settings,
    }
    command = [sys.executable, "-m", "portal", "serve"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}", server)
        yield port, environment
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def ask(engine: str, clients: int, url: str, folder: Path) -> Served:
    """Serve this database and ask for everything."""
    with serving(url, folder) as (port, _environment):
        return _asked(Served(engine, clients), f"http://127.0.0.1:{port}")


def _asked(found: Served, address: str) -> Served:
    for username, role in PEOPLE.items():
        browser = _signed_in(address, username)
        for place in bar_of(browser.open(address).read().decode()):
            took = [_time(browser, address + place) for _ in range(1 + ROUNDS)]
            found.places.setdefault(place, {})[role] = statistics.median(took[1:])
            found.first = max(found.first, (took[0], place, role))
    return found


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            build_opener().open(f"{address}/healthz", timeout=2).read()
            return
        except OSError:
            select.select([], [], [], 0.2)
    raise SystemExit("the portal could not be served")


def _signed_in(address: str, username: str) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/login").read().decode()
    token = TOKEN.search(page)
    fields = {"username": username, "password": PASSWORD, "csrf_token": token[1] if token else ""}
    answer = browser.open(f"{address}/login", urlencode(fields).encode())
    if answer.geturl().endswith("/login"):
        raise SystemExit(f"{username} could not sign in")
    return browser


def bar_of(page: str) -> list[str]:
    """The places that the bar of a page leads to."""
    return list(dict.fromkeys(place for bar in NAVIGATION.findall(page) for place in HREF.findall(bar)))


def _time(browser: OpenerDirector, address: str) -> float:
    """ms until the whole page is there."""
    start = time.perf_counter()
    with browser.open(address) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1000
