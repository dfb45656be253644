"""What stands beside an event's row: who is invited, the budget by line, who helps, and the change that waits."""

from __future__ import annotations

from typing import Any

from portal.models.events.event import Event, EventChange, EventTier
from portal.models.events.plan import BudgetLine, EventHelper
from portal.models.organisation import Post, Staff
from portal.models.tiers.tiers import Tier
from portal.rules.shared.lines import packed

SAID = (
    *("title", "kind", "description", "venue", "starts_at", "ends_at", "sign_up_until", "capacity"),
    *("guests_per_client", "budget", "aim", "expected", "programme", "speakers", "gifts"),
)
"""What a plan says in columns of its own; beside them stand room, tiers, budget_lines, charge and helpers."""


def audience_of(event: Event) -> list[str]:
    """Codes of the tiers that are invited, lowest first."""
    return [
        row[0]
        for row in EventTier.select(EventTier.tier)
        .join(Tier)
        .where(EventTier.event == event.id)
        .order_by(Tier.rank)
        .tuples()
    ]


def waiting_change(event: Event) -> EventChange | None:
    """The change of an approved plan that waits for approval, with who wrote it."""
    query = EventChange.select(EventChange, Staff).join(Staff, on=(EventChange.written_by == Staff.id), attr="who")
    found: EventChange | None = query.where(EventChange.event == event.id, EventChange.state == "waits").get_or_none()
    return found


def returned_change(event: Event) -> EventChange | None:
    """The last change, when it was returned with words."""
    last: EventChange | None = (
        EventChange.select().where(EventChange.event == event.id).order_by(EventChange.id.desc()).first()
    )
    return last if last is not None and last.state == "returned" else None


def budget_lines(event: Event) -> list[BudgetLine]:
    """The lines of the budget in their order."""
    return list(BudgetLine.select().where(BudgetLine.event == event.id).order_by(BudgetLine.position, BudgetLine.id))


def helpers(event: Event) -> list[EventHelper]:
    """Who is in charge, first, and who helps, with their posts."""
    found = EventHelper.select(EventHelper, Staff, Post).join(Staff).join(Post).where(EventHelper.event == event.id)
    return sorted(found, key=lambda one: (one.duty != "charge", one.id))


def standing(event: Event) -> dict[str, Any]:
    """All that a plan says, as forms and changes name it; lines are packed, people as lines of id and name."""
    people = helpers(event)
    values = {name: getattr(event, name) for name in SAID}
    return values | {
        "room": event.room_id,
        "tiers": audience_of(event),
        "budget_lines": packed((one.label, one.planned) for one in budget_lines(event)),
        "charge": named(one for one in people if one.duty == "charge"),
        "helpers": named(one for one in people if one.duty == "help"),
    }


def named(people: Any) -> str:
    """Helpers as lines of id and name, in the order of their names."""
    rows = sorted((one.staff.name, one.staff_id) for one in people)
    return packed((ident, name) for name, ident in rows)
