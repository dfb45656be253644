"""The portal as it really runs, for browser tests: `portal start` on a database of its own, with the demo branch."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[str]:
    """Start the portal and hand back its address; it is ended as Ctrl-C would end it."""
    port = free_port()
    environment = {
        **os.environ, "PORTAL_DATABASE": database_url, "PORTAL_INSTANCE": str(folder), "PORTAL_PORT": str(port), "PORTAL_DEMO": "1",
        "PORTAL_RATE_LIMITS": "off",
    }  # fmt: skip
    log = (folder / "portal.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "start"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process, folder / "portal.log")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        log.close()


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    waiting = time.monotonic() + 60
    while time.monotonic() < waiting and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2)
            return
        except OSError:
            process.poll()
            _pause()
    raise AssertionError(f"the portal did not start: {log.read_text()[-2000:]}")


def _pause() -> None:
    import select

    select.select([], [], [], 0.1)


class Quiet(WSGIRequestHandler):
    def log(self, kind: str, message: str, *args: object) -> None:
        """Nobody reads a line a request."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The test's own application at an address: its database and its clock are the test's. No worker runs beside it."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(20)
