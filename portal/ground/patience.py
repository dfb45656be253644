"""How the worker waits while somebody else writes for long on SQLite, which has one place for all who write."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import peewee

log = logging.getLogger(__name__)
FIRST_SECONDS, MOST_SECONDS = 0.1, 1.0
QUIET_SECONDS = 60.0
"""Waits that begin this soon after the last word about one are the same wait to whoever reads the log."""
BUSY_MILLISECONDS = 1000
"""So long SQLite itself waits before it answers that the database is locked."""

T = TypeVar("T")


class Over(KeyboardInterrupt):
    """This process is to end, and what waited did not get its turn. No fault: threads of huey end at it silently."""


class Patience:
    """Asks again until there is room, at growing distances, and says so in one line. Ends with `over`."""

    def __init__(self, over: threading.Event) -> None:
        self._over = over
        self._said_at: float | None = None
        self._saying = threading.Lock()

    def __call__(self, ask: Callable[[], T], may_ask_again: Callable[[], bool] = lambda: True) -> T:
        """What `ask` answers. Raises what it raises, but "locked" where it may be asked again; Over."""
        seconds = FIRST_SECONDS
        while True:
            try:
                return ask()
            except (peewee.OperationalError, sqlite3.OperationalError) as error:
                if "locked" not in str(error) or not may_ask_again():
                    raise
            self._say()
            if self._over.wait(seconds):
                raise Over()
            seconds = min(seconds * 2, MOST_SECONDS)

    def _say(self) -> None:
        with self._saying:
            now, before = time.monotonic(), self._said_at
            self._said_at = now
        if before is None or now - before > QUIET_SECONDS:
            log.warning("somebody else writes to the database for long; the worker waits for its turn")
