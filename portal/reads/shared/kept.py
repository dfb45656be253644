"""What hardly changes is kept for a minute per process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from portal.reads.shared import built

KEPT_SECONDS = 60


Value = TypeVar("Value")


MOST = 2000


_kept: dict[Any, tuple[float, Any]] = {}


def forget() -> None:
    """Read everything anew (after a change, and for each new database)."""
    _kept.clear()
    built.forget()


def kept(name: Any, read: Callable[[], Value]) -> Value:
    """What `read` gives, not older than a minute; `name` says which."""
    found = _kept.get(name)
    if found is None or time.monotonic() - found[0] > KEPT_SECONDS:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[name] = (time.monotonic(), read())
    return found[1]


def drop(name: Any) -> None:
    """Read this one anew the next time."""
    _kept.pop(name, None)
