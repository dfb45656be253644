"""A process that serves another ends when that one is gone, however it went: nobody is left to end it otherwise."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

LOOK_SECONDS = 1.0
GRACE_SECONDS = 10.0


def watch(parent: int, gone: Callable[[], None]) -> threading.Thread:
    """Look every second whether process `parent` is still the one that started us. When it is not, `gone` is called to
    end this process in order; what has not ended ten seconds later ends without it (what it was doing is begun again
    by the next worker).
    """

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        gone()
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    thread = threading.Thread(target=look, name="parent", daemon=True)
    thread.start()
    return thread
