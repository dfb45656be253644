"""A line of what matters to a client now, and how an area brings its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.events.parties import SignUp
from portal.models.requests import Request
from portal.reads.benefits.left import BenefitLine, benefits_of
from portal.reads.benefits.vouchers import VoucherLine, open_vouchers
from portal.reads.events.parties import coming_events
from portal.reads.requests.own import open_requests
from portal.reads.signatures.asked import Asked, waiting_of

MOST = 6
"""So many lines stand first on his page; everything else is in its own place."""
OF_A_KIND = 1
"""So many of each source have their place for certain: six requests to rate hide no voucher for tomorrow."""
SEEN = 20
"""Of his open requests and of his events, so many are looked at."""


@dataclass(frozen=True)
class Matter:
    """One thing that matters. `about` says what (table and id), `day` when it is (the nearest first, within a day by
    `rank`), `why` what it is about, and its one deed a link: `label` and `href`.
    `when`: its day in words where the title does not say it."""

    about: tuple[str, int]
    day: date
    icon: str
    title: str
    why: str
    label: str
    href: str
    rank: int = 0
    tone: str = "info"
    when: str = ""


class Desk:
    """What the sources read together: each question is asked once, and only when one of them wants it."""

    def __init__(self, client: Client, writes: bool, signs: bool = True) -> None:
        self.client, self.writes, self.signs, self.today = client, writes, signs, clock.today()

    @cached_property
    def requests(self) -> list[Request]:
        return open_requests(self.client, SEEN)

    @cached_property
    def seats(self) -> list[SignUp]:
        return coming_events(self.client, SEEN)

    @cached_property
    def vouchers(self) -> list[VoucherLine]:
        return open_vouchers(self.client.id)

    @cached_property
    def signatures(self) -> list[Asked]:
        return waiting_of(self.client.id)

    @cached_property
    def benefits(self) -> list[BenefitLine]:
        return benefits_of(self.client)

    @cached_property
    def begun(self) -> set[str]:
        """What he began on this page and what is still in work (`Request.start`)."""
        return {one.start for one in self.requests if one.start}


Source = Callable[[Desk], list[Matter]]


@dataclass(frozen=True)
class Matters:
    lines: list[Matter]

    def holds(self, table: str, row: Any) -> bool:
        """Does this row stand among what matters now? Then it stands nowhere else on the page."""
        return any(one.about == (table, row.id) for one in self.lines)


def matters_of(desk: Desk, sources: Iterable[Source]) -> Matters:
    """The few lines that matter most now, in their order; of each source the first ones before all others."""
    found = [sorted(source(desk), key=_order) for source in sources]
    first = sorted((one for lines in found for one in lines[:OF_A_KIND]), key=_order)
    more = sorted((one for lines in found for one in lines[OF_A_KIND:]), key=_order)
    return Matters(sorted([*first, *more][:MOST], key=_order))


def _order(one: Matter) -> tuple[date, int, tuple[str, int]]:
    return one.day, one.rank, one.about
