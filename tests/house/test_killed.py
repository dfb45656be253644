"""A killed portal leaves nobody behind: its worker and the processes that served end with it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal import config
from tests.browser.server import free_port, wait_for

SECONDS = 20


def started_by(pid: int) -> list[int]:
    """The processes that this one started."""
    return [
        int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text().split()
    ]


def ended(pid: int) -> bool:
    """Does the process end within the time? Its number may be waited for though it is not ours."""
    try:
        ending = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([ending], [], [], SECONDS)[0])
    finally:
        os.close(ending)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells that another's process has ended")
@pytest.mark.parametrize("way", ["start", "serve"])
def test_it_works(tmp_path, way):
    port = free_port()
    settings = {
        "PORTAL_INSTANCE": str(tmp_path),
        "PORTAL_PORT": str(port),
        "PORTAL_DEMO": "1" if way == "serve" else "",
    }
    environment = {**os.environ, **settings, "PYTHONPATH": str(config.ROOT)}
    environment.pop("PORTAL_DATABASE", None)
    portal = [sys.executable, "-m", "portal"]
    if way == "serve":
        subprocess.run([*portal, "migrate"], cwd=config.ROOT, env=environment, check=True, capture_output=True)
    log = tmp_path / "log"
    with log.open("w") as out:
        server = subprocess.Popen([*portal, way], cwd=config.ROOT, env=environment, stdout=out, stderr=out)
    try:
        wait_for(f"http://127.0.0.1:{port}", server, log)
        children = started_by(server.pid)
        assert len(children) >= 2, "a worker, and a process that serves"
    finally:
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
    left = [pid for pid in children if not ended(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left


def test_a_worker_whose_parent_is_gone_at_the_beginning_ends(tmp_path):
    environment = {**os.environ, "PORTAL_INSTANCE": str(tmp_path), "PORTAL_DEMO": "", "PYTHONPATH": str(config.ROOT)}
    environment.pop("PORTAL_DATABASE", None)
    portal = [sys.executable, "-m", "portal"]
    subprocess.run([*portal, "migrate"], cwd=config.ROOT, env=environment, check=True, capture_output=True)
    nobody = subprocess.Popen([sys.executable, "-c", ""])
    nobody.wait()
    worker = [*portal, "worker", "--beside", str(nobody.pid)]
    assert subprocess.run(worker, cwd=config.ROOT, env=environment, timeout=40, capture_output=True).returncode in (
        0,
        1,
    )
