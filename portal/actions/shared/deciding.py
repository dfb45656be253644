"""What is decided is what was seen: a deed that approves, rejects, grants, assigns, gives away, merges, cancels or
confirms is done only while the matter stands as the page showed it.

The page's form carries a mark (`reads/shared/marks.py`); the web layer lays it here for the length of the request, and
the deed compares it inside its transaction, after the lock: of two at once the second finds what the first one did.
Commands and the worker show no page and are not asked.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from portal.database import Model
from portal.ground.errors import Overtaken
from portal.reads.shared.marks import mark_of, values_of
from portal.rules.shared import marks

Subjects = list[tuple[str, int]]

_shown: ContextVar[str | None] = ContextVar("shown", default=None)
_moved_on: ContextVar[tuple[Subjects, datetime | None]] = ContextVar("moved_on", default=([], None))


def set_shown(mark: str | None) -> None:
    """What the page of this request showed; "" for a page that did not say, None where none is asked for."""
    _shown.set(mark)
    _moved_on.set(([], None))


def moved_on() -> tuple[Subjects, datetime | None]:
    """What the deed of this request was about when it was found impossible, and since when its page is old."""
    return _moved_on.get()


def as_shown(*things: Any, about: tuple[Model, ...] = (), possible: bool = True) -> None:
    """Call inside `write()`, with what is held. Raises Overtaken when the page showed it otherwise, or did not say.

    `about`: rows whose trail tells what happened, besides those of `things`. Not `possible`: the deed itself refuses in
    a moment, in better words; what it was about is kept for the page that says so.
    """
    carried = _shown.get()
    if carried is None:
        return
    since, seen = marks.read(carried)
    rows = [(thing._meta.table_name, thing._pk) for thing in (*things, *about) if isinstance(thing, Model)]
    if not possible:
        _moved_on.set((rows, since))
    elif since is None or seen != marks.fingerprint(values_of(things)):
        raise Overtaken(rows, since, mark_of(*things))
