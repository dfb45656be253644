"""Places that are offered to him, and events at which he has seats, this week."""

from __future__ import annotations

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.reads.events.waiting import offers_to
from portal.reads.matters.lines import Desk, Matter

DAYS = 7


def offered(desk: Desk) -> list[Matter]:
    """Places for which somebody else waits: they are of today."""
    return [
        Matter(
            ("waiting_party", one.id),
            desk.today,
            "ticket",
            one.event.title,
            _("Places are free for you: please answer by %(until)s.", until=formats.when(one.offer_until, inside=True)),
            _("Answer"),
            f"/me/events/{one.event.number}",
            rank=0,
            tone="wait",
            when=formats.counted(one.seats, "seat"),
        )
        for one in (offers_to(desk.client.id) if desk.writes else [])
    ]


def soon(desk: Desk) -> list[Matter]:
    found = []
    for one in desk.seats:
        day = clock.local(one.event.starts_at).date()
        if day > desk.today + clock.days(DAYS):
            continue
        apart = (day - desk.today).days
        at = f"{clock.local(one.event.starts_at):%H:%M}"
        when = {0: _("Today, %(time)s", time=at), 1: _("Tomorrow, %(time)s", time=at)}
        title = when.get(apart) or formats.when(one.event.starts_at)
        seats = formats.counted(one.guests + 1, "seat")
        found.append(
            Matter(
                ("event", one.event.id),
                max(day, desk.today),
                "calendar-event",
                one.event.title,
                f"{one.event.venue} · {seats}",
                _("Look at it"),
                f"/me/events/{one.event.number}",
                rank=2,
                when=title,
            )
        )
    return found
