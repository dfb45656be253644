"""How VIPs stood on a day: who served them, and whether their contact was kept (R4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.database import UtcField, among
from portal.ground import clock
from portal.models import Contact, ContactPlan, TierChange
from portal.models.contacts import REACHED
from portal.reads import reference
from portal.reads.contacts.plans import intervals_of, vip_since
from portal.reads.teams.credit import credited
from portal.rules.contacts import Standing, latest_due


def standing_on(clients: dict[int, tuple[int, str]], day: date) -> list[dict[str, Any]]:
    """A row for each client (id → branch, tier of today) who was a VIP on a day: branch, manager, adviser, keeper and
    whether the contact was kept: its latest day had not passed. Six statements, however many there are.
    """
    ids = list(clients)
    tiers = {**{one: tier for one, (_branch, tier) in clients.items()}, **_tiers_on(ids, day)}
    vips = [one for one in ids if tiers[one] in reference.vip_tiers()]
    plans = {plan.client_id: plan for plan in ContactPlan.select().where(among(ContactPlan.client, vips))}
    reached, since = _reached(vips, day), vip_since(vips)
    seats = {kind: credited(kind, vips, day) for kind in ("manager", "adviser")}
    rows = []
    for one in vips:
        plan, (at, agreed) = plans.get(one), reached.get(one, (None, None))
        his = Standing(
            intervals=intervals_of(tiers[one], plan),
            since=since.get(one),
            reached=at,
            agreed=agreed,
            stopped=plan.stopped if plan else "",
            stopped_until=plan.stopped_until if plan else None,
        )
        seat = {kind: held.get(one) for kind, held in seats.items()}
        keeper = seat[plan.keeper if plan else "adviser"]
        rows.append({"client": one, "branch": clients[one][0], **seat, "keeper": keeper, "kept": _kept(his, day)})
    return rows


def _kept(his: Standing, day: date) -> bool | None:
    rests = his.stopped == "death" or (his.stopped and (his.stopped_until is None or his.stopped_until >= day))
    latest = None if rests or (his.since and his.since > day) else latest_due(his, reference.calendar())
    return None if latest is None else latest >= day


def _reached(ids: list[int], day: date) -> dict[int, tuple[date, date | None]]:
    """Client → day of the last contact that had reached him by then, and the day that was agreed in it."""
    query = Contact.select(Contact.client, Contact.happened_at, Contact.next_due).where(
        among(Contact.client, ids),
        REACHED,
        Contact.happened_at < clock.start_of(day + timedelta(days=1)),
    )
    moment = UtcField().python_value
    rows = query.order_by(Contact.happened_at, Contact.id).tuples()
    return {client: (clock.local(moment(at)).date(), due) for client, at, due in rows}


def _tiers_on(ids: list[int], day: date) -> dict[int, str]:
    """Client → tier on a day; of whom no change is known, nothing; who rose later was Standard."""
    query = TierChange.select(TierChange.client, TierChange.tier, TierChange.since)
    found: dict[int, str] = {}
    for client, tier, since in (
        query.where(among(TierChange.client, ids)).order_by(TierChange.since, TierChange.id).tuples()
    ):
        if since <= day:
            found[client] = tier
        else:
            found.setdefault(client, "standard")
    return found
