"""What plans begin from and choose from: templates, how a kind begins, the people of a branch; a series."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.events.event import Event
from portal.models.events.plan import EventKind, EventTemplate
from portal.models.organisation import Branch, Staff, under, unit_of, ways_to
from portal.reads.accounts.actors import Actor
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.addresses import row_id

BESIDE = ("programme", "speakers", "gifts", "budget_lines", "steps")
"""What of a template stands in no field of the form."""


EVENING, AFTERNOON = 2, 4
"""Hours that fit."""


def templates_for(actor: Actor) -> list[EventTemplate]:
    """The templates of the branches where this person plans and of those above."""
    query = EventTemplate.select(EventTemplate, Branch, Staff).join(Branch).switch(EventTemplate).join(Staff)
    return list(query.where(_usable(actor)).order_by(EventTemplate.name, EventTemplate.id).limit(100))


def template_for(actor: Actor, text: str | None) -> EventTemplate | None:
    """The template that an address or a form names; None for none. Raises OutOfScope for one that is not his to use."""
    if not text:
        return None
    ident = row_id(text)
    query = EventTemplate.select(EventTemplate, Branch).join(Branch).where(EventTemplate.id == ident, _usable(actor))
    found: EventTemplate | None = query.get_or_none() if ident else None
    if found is None:
        raise OutOfScope()
    return found


def _usable(actor: Actor) -> Any:
    paths = actor.paths_for(Permission.EVENTS_WRITE)
    above = [step for path in paths for step in ways_to(path)]
    return under(Branch.path, paths) | Branch.path.in_(above)


def of_kind(kind: EventKind) -> dict[str, Any]:
    """What a form begins with for a kind of event: in four weeks, an evening where it is short enough."""
    hour = 19 if kind.hours <= EVENING else 14 if kind.hours <= AFTERNOON else 9
    day = clock.local(clock.now()).replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=None)
    begins = clock.from_local(day + timedelta(days=28))
    return {
        "kind": kind.code,
        "capacity": kind.capacity,
        "guests_per_client": kind.guests,
        "tiers": kind.tiers.split(","),
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=kind.hours),
        "sign_up_until": begins - timedelta(days=kind.closes_days),
    }


def of_template(template: EventTemplate) -> dict[str, Any]:
    """What a form begins with for a template."""
    plan = template.plan
    begins = of_kind(EventKind(code=template.kind))["starts_at"]
    return {name: value for name, value in plan.items() if name not in (*BESIDE, "lasts", "closes")} | {
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=plan["lasts"]),
        "sign_up_until": begins - timedelta(minutes=plan["closes"]),
    }


def people_of(branch_path: str, standing: tuple[int, ...] = ()) -> list[tuple[int, str]]:
    """Who may be in charge or help at an event of a branch: whoever works in its sub-branch, or over it; and who is
    named already."""
    unit = unit_of(branch_path)
    inside = under(Branch.path, [unit]) | Branch.path.in_(ways_to(unit)[1:])
    query = Staff.select(Staff.id, Staff.name).join(Branch)
    query = query.where((inside & Staff.employed(clock.today())) | Staff.id.in_(standing))
    return list(query.order_by(Staff.name, Staff.id).limit(300).tuples())


def of_series(scope: EventScope, event: Event) -> list[Event]:
    """The events of the monthly series of this one that are in reach, in their order."""
    if event.series_id is None:
        return []
    return list(
        Event.select().where(Event.series == event.series_id, scope.condition()).order_by(Event.starts_at).limit(24)
    )
