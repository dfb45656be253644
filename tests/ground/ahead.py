"""PostgreSQL's copies made ahead: a thread keeps a few ready, and throws away those that were used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Queue

import psycopg
from psycopg import sql

READY = 3
"""A copy takes 50 ms and a quick test 20: with three in store a row of quick tests seldom waits."""


class Ahead:
    """A store of fresh copies of one template. Whatever goes wrong in the thread is raised by the next `take`."""

    def __init__(self, server_url: str, template: str, name: Callable[[], str]) -> None:
        self.server_url, self.template, self.name = server_url, template, name
        self.ready: Queue[str | Exception] = Queue()
        self.orders: Queue[tuple[str, str] | None] = Queue()
        self.thread = threading.Thread(target=self._work, name="copies ahead", daemon=True)
        self.thread.start()
        for _ in range(READY):
            self._order()

    def take(self) -> str:
        """The name of a database nobody has touched."""
        self._order()
        found = self.ready.get()
        if isinstance(found, Exception):
            raise found
        return found

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected; some time soon."""
        self.orders.put(("drop", name))

    def close(self) -> None:
        """Throw away what was not used, and end."""
        self.orders.put(None)
        self.thread.join()

    def _order(self) -> None:
        self.orders.put(("copy", self.name()))

    def _work(self) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            # copying files takes a third of the time of writing them to the log
            how = " STRATEGY FILE_COPY" if connection.info.server_version >= 150000 else ""
            copying = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + how)
            dropping = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            while (order := self.orders.get()) is not None:
                what, name = order
                try:
                    if what == "drop":
                        connection.execute(dropping.format(sql.Identifier(name)))
                    else:
                        connection.execute(copying.format(sql.Identifier(name), sql.Identifier(self.template)))
                        self.ready.put(name)
                except psycopg.Error as error:
                    self.ready.put(error)
            while not self.ready.empty():
                if isinstance(left := self.ready.get(), str):
                    connection.execute(dropping.format(sql.Identifier(left)))
