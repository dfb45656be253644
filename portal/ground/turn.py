"""Whose turn it is to write to SQLite, which has one place for all who write.

SQLite lets who waits look again at growing distances, up to a tenth of a second: of eight who write at once the unlucky
one waits half a second, and the place stands empty meanwhile. Here the threads of a process come one after another, and
of several processes each looks twice a millisecond. It is a courtesy: whoever does not get his turn in time, or cannot
have the file, asks SQLite itself, which keeps writers apart in any case.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
import weakref
from contextlib import suppress

WAIT_SECONDS = 2.0
LOOK_SECONDS = 0.0005


class Turn:
    """`with turn:` around a transaction that writes. `path`: the file that the processes of one database share."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._threads = threading.Lock()
        self._file: tuple[int, int] | None = None
        self._mine = threading.local()
        fresh = weakref.WeakMethod(self._in_a_child)
        os.register_at_fork(after_in_child=lambda: (method := fresh()) and method())

    def _in_a_child(self) -> None:
        """Forked while another thread has its turn it would wait for ever: nobody there gives it back."""
        self._threads, self._mine = threading.Lock(), threading.local()

    def __enter__(self) -> None:
        until = time.monotonic() + WAIT_SECONDS
        self._mine.has = self._threads.acquire(timeout=WAIT_SECONDS)
        if self._mine.has:
            with suppress(OSError):
                self._wait(until)

    def __exit__(self, *error: object) -> None:
        if self._mine.has:
            if self._file:
                fcntl.flock(self._file[1], fcntl.LOCK_UN)
            self._threads.release()

    def _wait(self, until: float) -> None:
        """Until no other process has its turn, or the time is over. Raises OSError where the file cannot be had."""
        if self._file is None or self._file[0] != os.getpid():  # a lock is shared with whoever was forked
            self._file = None
            self._file = (os.getpid(), os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        while True:
            try:
                return fcntl.flock(self._file[1], fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    return None
                time.sleep(LOOK_SECONDS)
