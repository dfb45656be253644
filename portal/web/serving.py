"""Running the portal: the web server, its worker, and what must hold before they start."""

from __future__ import annotations

import logging
import os
import resource
import signal
import socket
import subprocess
import sys

from flask import Flask

from portal import config, database, migrate
from portal.models import Account
from portal.web import incoming
from portal.web.connections import Watch
from portal.web.front import Front, Limits

log = logging.getLogger(__name__)


CONNECTIONS = 4096
"""That a process keeps open at a time; more wait to be taken."""


class CannotStart(Exception):
    """Why the portal does not start, and what to do."""


def check(settings: config.Settings) -> None:
    """Everything that must hold before serving. Raises CannotStart."""
    config.secret_key(settings)
    database.open_connection()
    waiting = migrate.pending()
    if waiting:
        raise CannotStart(
            f"the database lacks {len(waiting)} migration(s), the first is {waiting[0]}; run: portal migrate"
        )
    if migrate.unknown():
        raise CannotStart("the database was made by a newer portal; bring this one up to date first")
    if not settings.demo and Account.select().where(Account.is_demo, Account.active).exists():
        raise CannotStart(
            "the database still holds demo people; set PORTAL_DEMO=1 for a demonstration, or use another database"
        )
    port_is_free(settings)
    database.database.close()


def port_is_free(settings: config.Settings) -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"{settings.host}:{settings.port} cannot be used ({error.strerror}); choose another with PORTAL_PORT, "
                f"e.g. PORTAL_PORT=8010"
            ) from None


def serve(settings: config.Settings, with_worker: bool) -> None:
    """Serve until Ctrl-C. A worker may run beside the web server; it ends with that, even when it is killed."""
    # the server of the web is nothing that a command or a test waits for
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    _allow_many_connections()
    worker = _worker() if with_worker else None
    try:
        Granian(
            "portal.cli:application",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGINL,
            factory=True,
            workers=settings.workers,
            backlog=CONNECTIONS,
            backpressure=CONNECTIONS,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=settings.head_seconds * 1000),
            log_level=LogLevels.warning,
            websockets=False,
            # seconds; now and then a worker sleeps through its signal, and Ctrl-C would not return
            workers_kill_timeout=3,
        ).serve()
    finally:
        if worker and worker.poll() is None:
            os.kill(worker.pid, signal.SIGTERM)
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                worker.kill()


def front(app: Flask, settings: config.Settings) -> Front:
    """What a process of the server serves: the pages behind what reads requests for them."""
    limits = Limits(settings.body_seconds, settings.requests, settings.threads, settings.trusted_proxies)
    if not settings.trusted_proxies:
        Watch(settings.port, settings.connections).begin()
    return Front(app, limits, lambda environ: incoming.most_for(app, environ))


def _allow_many_connections() -> None:
    """As many open files as the system lets us have: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS
    if soft < wanted <= hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _worker() -> subprocess.Popen[bytes]:
    """A worker that ends with this process."""
    command = [sys.executable, "-m", "portal", "worker", "--beside", str(os.getpid())]
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own
