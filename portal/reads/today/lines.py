"""A line of the day's work, and how an area brings its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.reads.accounts.actors import Actor
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.bands import BANDS

MOST = 8
"""Lines of one source; of more the page leads to the source's own list."""


@dataclass(frozen=True)
class Deed:
    """What can be done in the row: a link, or (`post`) a button that sends; `shown` are the rows that it decides about
    as this page shows them. `dials`: a phone's own deed, which a desk does not show."""

    label: str
    href: str
    icon: str
    post: bool = False
    shown: tuple[Any, ...] = ()
    dials: bool = False


@dataclass(frozen=True)
class Line:
    """One thing to do. `about` says what (table and id): the same matter stands once, where it came first.

    `why` is why it is here, `urgency` its place within the band (small is first); the chip is `tone`, `state` and
    `hint`. `client` (name, tier, number) stands beside it where it is about one.
    """

    about: tuple[str, int]
    band: str
    title: str
    href: str
    why: str
    icon: str
    urgency: tuple[Any, ...] = ()
    tone: str = "info"
    state: str = ""
    hint: str = ""
    client: tuple[str, str, str] | None = None
    fresh: bool = False
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where lines come from: who has such work, the lines (at most MOST + 1, one statement; several such lists where
    one statement brings several kinds), and the list where all of it stands."""

    code: str
    may: Permission
    read: Callable[[Actor, date], list[Line] | tuple[list[Line], ...]]
    href: str
    all: Any


@dataclass(frozen=True)
class Queue:
    """The lines by band, and the lists (address, words) of which not all is here."""

    bands: dict[str, list[Line]]
    further: list[tuple[str, str]]

    @property
    def empty(self) -> bool:
        return not any(self.bands.values())


def queue_of(actor: Actor, sources: Iterable[Source], today: date) -> Queue:
    """What this person is to do, the most urgent first: one statement a source that is his, however much there is."""
    found: dict[tuple[str, int], Line] = {}
    further: dict[str, str] = {}
    for source in sources:
        if not actor.may(source.may):
            continue
        brought = source.read(actor, today)
        for lines in brought if isinstance(brought, tuple) else (brought,):
            if len(lines) > MOST:
                further.setdefault(source.href, str(source.all))
            for line in lines[:MOST]:
                found.setdefault(line.about, line)
    bands: dict[str, list[Line]] = {band: [] for band in BANDS}
    for line in found.values():
        bands[line.band].append(line)
    for those in bands.values():
        those.sort(key=lambda line: (line.tone != "late", *line.urgency))
    return Queue(bands, list(further.items()))
