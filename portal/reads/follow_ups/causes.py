"""What wants a follow-up call: resolved requests, new products, events that clients came to, changes of level."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from portal.database import UtcField, among
from portal.ground import clock
from portal.models import Client, Deal, Event, Request, RequestEntry, SignUp, TierChange
from portal.reads import reference
from portal.rules.follow_ups import TOO_OLD

AT_ONCE = 500
AGAIN = {"request": 300, "deal": 300, "tier": 300, "event": 3 * 24 * 3600}
"""So much before the last place is looked at again: writers side by side do not appear in the order of their ids, and
an event is held a while after its end, and a phone may say even later who came."""


@dataclass(frozen=True)
class Cause:
    """One thing that wants a call: `place` is how far the look has come with it, `was` the tier that he left."""

    place: int
    client: int
    key: str
    day: date
    about: str
    ref: str = ""
    complaint: bool = False
    was: str = ""


def requests(after: int) -> list[Cause]:
    """Requests and complaints that stand resolved, by the entry that says so."""
    about = (Request.client, Request.id, Request.cycle, Request.subject, Request.number, Request.kind)
    query = (
        RequestEntry.select(RequestEntry.id, RequestEntry.at, *about)
        .join(Request)
        .where(
            RequestEntry.id > after,
            RequestEntry.kind == "event",
            RequestEntry.body == "resolved",
            Request.kind.in_(("request", "complaint")),
            Request.client.is_null(False),
            Request.status.in_(("resolved", "closed")),
        )
    )
    rows = query.order_by(RequestEntry.id).limit(AT_ONCE).tuples()
    return [
        Cause(place, client, f"{request}:{cycle}", _day(at), subject, number, kind == "complaint")
        for place, at, client, request, cycle, subject, number, kind in rows
    ]


def deals(after: int) -> list[Cause]:
    """New products; those of one client that became known on one day want one call."""
    query = Deal.select(Deal.id, Deal.client, Deal.created_at, Deal.offer, Deal.name, Deal.product_class)
    query = query.where(Deal.id > after, Deal.kind == "new_product").order_by(Deal.id).limit(AT_ONCE)
    return [
        Cause(place, client, f"{client}:{_day(at).isoformat()}", _day(at), (offer or name or product)[:160])
        for place, client, at, offer, name, product in query.tuples()
    ]


def tiers(after: int) -> list[Cause]:
    """Moves from one level to another; the first level of a client is no move."""
    before = TierChange.alias("before")
    last = before.select(before.tier).where(before.client == TierChange.client, before.id < TierChange.id)
    last = last.order_by(before.since.desc(), before.id.desc()).limit(1)
    query = TierChange.select(
        TierChange.id, TierChange.client, TierChange.created_at, TierChange.tier, last.alias("was")
    )
    query = query.where(TierChange.id > after).order_by(TierChange.id).limit(AT_ONCE)
    return [
        Cause(place, client, str(place), _day(at), tier, was=was or tier)
        for place, client, at, tier, was in query.tuples()
    ]


def events(after: int) -> list[Cause]:
    """Parties of whom somebody came to an event which has been held."""
    since = datetime.fromtimestamp(max(after, 0), tz=clock.UTC)
    query = SignUp.select(Event.ends_at, SignUp.client, Event.number, Event.title).join(Event)
    query = query.where(Event.state == "held", Event.ends_at > since, SignUp.cancelled_at.is_null(), SignUp.heads > 0)
    moment = UtcField().python_value
    return [
        Cause(int(moment(at).timestamp()), client, f"{number}:{client}", _day(at), title, number)
        for at, client, number, title in query.order_by(Event.ends_at, SignUp.id).tuples()
    ]


def _day(at: Any) -> date:
    return clock.local(UtcField().python_value(at)).date()


LOOKS: dict[str, Callable[[int], list[Cause]]] = {"request": requests, "deal": deals, "event": events, "tier": tiers}
"""Cause → those behind a place, at most `AT_ONCE` (of events all: they are few)."""


def newest() -> dict[str, int]:
    """How far a look comes that passes over everything there is."""
    ids = {"request": RequestEntry, "deal": Deal, "tier": TierChange}
    found = {name: int(model.select(fn.MAX(model.id)).scalar() or 0) for name, model in ids.items()}
    ended = Event.select(fn.MAX(Event.ends_at)).where(Event.state == "held").scalar()
    return found | {"event": int(UtcField().python_value(ended).timestamp()) if ended else 0}


def wanting(source: str, found: Iterable[Cause], since: date | None = None) -> list[Cause]:
    """Those that are of clients at Gold or above, or with a manager or adviser, and young enough to be of interest."""
    since = since or clock.today() - timedelta(days=TOO_OLD)
    causes = [one for one in found if one.day >= since]
    vips = reference.vip_tiers()
    if source == "tier":
        causes = [one for one in causes if one.was != one.about and {one.was, one.about} & {*vips}]
    query = Client.select(Client.id).where(
        among(Client.id, [one.client for one in causes]), Client.merged_into.is_null()
    )
    served = Client.manager.is_null(False) | Client.adviser.is_null(False)
    query = query if source == "tier" else query.where(Client.tier.in_(vips) | served)
    mine = {row[0] for row in query.tuples()}
    return [one for one in causes if one.client in mine]
