"""Several people at the same moment: each in a thread of his own, with a connection of his own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from portal import database


def together(app: Flask, *deeds: Callable[[], Any]) -> list[Any]:
    """Do all deeds at once. Answers, in their order, what each gave back or the exception that refused it."""
    start = threading.Barrier(len(deeds))
    found: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        with app.app_context():
            database.open_connection()
            try:
                start.wait(10)
                found[place] = deed()
            except Exception as error:
                found[place] = error
            finally:
                database.release_connection()
                if database.engine() == "sqlite":
                    database.database.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits"
    return found
