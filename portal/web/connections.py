"""No address keeps more connections than its share, also those on which nothing was ever asked.

The server counts connections but not whose they are. This thread looks at the sockets of its process once a second,
where there are many at all, and ends the newest of an address that has too many. Behind a proxy every connection is
the proxy's, so there the proxy counts (docs/operations.md). Linux only; elsewhere nothing is counted.
"""

from __future__ import annotations

import logging
import os
import socket
import stat
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)

OPEN = Path("/proc/self/fd")
EVERY = 1.0


class Watch:
    """Connections to our `port`, at most `most` from one address."""

    def __init__(self, port: int, most: int) -> None:
        self.port, self.most = port, most
        self.seen: dict[int, int] = {}
        self.count = 0

    def begin(self) -> None:
        if OPEN.exists():
            threading.Thread(target=self._run, name="connections", daemon=True).start()

    def _run(self) -> None:
        while True:
            time.sleep(EVERY)
            try:
                if len(os.listdir(OPEN)) > self.most:
                    self.look()
            except OSError:
                log.exception("the connections cannot be counted")

    def look(self) -> None:
        """End what is too much of an address, the newest first."""
        held: dict[str, list[tuple[int, socket.socket]]] = defaultdict(list)
        known = {}
        for number, address, connection in self._connections():
            known[number] = self.seen.get(number) or self._next()
            held[address].append((known[number], connection))
        self.seen = known
        for address, connections in held.items():
            connections.sort(key=lambda one: one[0])
            for _age, connection in connections[self.most :]:
                _end(connection)
            if len(connections) > self.most:
                log.warning("%s had %d connections, %d stay", address, len(connections), self.most)
            for _age, connection in connections:
                connection.close()

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _connections(self) -> Iterator[tuple[int, str, socket.socket]]:
        """(inode, address, a copy) of each; the copy is looked at, as the number may soon be somebody else's."""
        for name in os.listdir(OPEN):
            try:
                copy = os.dup(int(name))
            except OSError:
                continue
            if not stat.S_ISSOCK(os.fstat(copy).st_mode):
                os.close(copy)
                continue
            one = socket.socket(fileno=copy)
            try:
                if one.family in (socket.AF_INET, socket.AF_INET6) and one.getsockname()[1] == self.port:
                    yield os.fstat(copy).st_ino, one.getpeername()[0], one
                    continue
            except OSError:
                pass
            one.close()


def _end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
