"""A plan is used again: the event once more or month by month, and templates that a branch keeps (R9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import IntegrityError

from portal.actions.events.figures import refused
from portal.actions.events.planning import begin, realm
from portal.actions.shared.recording import audit, once
from portal.database import write
from portal.ground import clock, formats
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Event, EventTemplate
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.reads.events import clashes
from portal.reads.events.plans import standing
from portal.reads.steps import steps_of
from portal.rules.events.pairs import ids_of
from portal.rules.events.series import monthly
from portal.rules.shared.lines import packed, unpacked
from portal.rules.steps import EVENT

MOMENTS = ("starts_at", "ends_at", "sign_up_until")


def plan_of(event: Event) -> dict[str, Any]:
    """What of an event is used again: all that its plan says, and its checklist."""
    lines = packed((one.offset, one.label) for one in steps_of(EVENT, event.id) if one.state != "ended")
    return {**standing(event), "steps": lines}


@once(Event)
def hold_again(
    actor: Actor, event: Event, branch: str, starts_at: datetime, times: int, way: str, submission: str | None = None
) -> Event:
    """The same event once more, or `times` of them month by month, as drafts of a branch where he plans; answers the
    first. Whose the first event was gives no right over those made of it. Raises OutOfScope, Invalid (a day in the
    past, or on which the room is taken)."""
    place = Branch.get_or_none((Branch.code == branch) & under(Branch.path, realm(actor)))
    if place is None:
        raise OutOfScope()
    plan = plan_of(event)
    if place.id != event.branch_id:
        plan |= {"charge": "", "helpers": ""}
    began = plan["starts_at"]
    lasts = {name: plan[name] - began for name in ("ends_at", "sign_up_until")}
    first: Event | None = None
    try:
        with write():
            for local in monthly(clock.local(starts_at), times, way):
                moment = local.astimezone(clock.UTC)
                values = plan | {"starts_at": moment} | {name: moment + after for name, after in lasts.items()}
                made = _begin(actor, place, values, submission=None if first else submission, series=first)
                first = first or made
                if times > 1 and made is first:
                    Event.update(series=made.id).where(Event.id == made.id).execute()
    except IntegrityError as error:
        raise refused(error) from error
    assert first is not None
    return first


def _begin(actor: Actor, branch: Branch, values: dict[str, Any], **more: Any) -> Event:
    """A draft, without those of its people who are elsewhere at that time. Raises Invalid, which names the day."""
    span = (values["starts_at"], values["ends_at"])
    away = clashes.busy([one for name in ("charge", "helpers") for one in ids_of(values[name])], span)
    people = {
        name: packed(row for row in unpacked(values[name], 2) if int(row[0]) not in away)
        for name in ("charge", "helpers")
    }
    try:
        return begin(actor, branch, values | people, **more)
    except Invalid as error:
        words = next(iter(error.fields.values()))
        day = formats.when(values["starts_at"])
        raise Invalid(_l("%(day)s: %(fault)s", day=day, fault=words), field="starts_at") from error


KEPT = (
    *("title", "kind", "description", "venue", "room", "capacity", "guests_per_client", "tiers", "budget"),
    *("aim", "expected", "programme", "speakers", "gifts", "budget_lines", "steps"),
)


@once(EventTemplate)
def keep_template(actor: Actor, event: Event, name: str, submission: str | None = None) -> EventTemplate:
    """Keep the plan of an event for the next time, with how long it lasts and how long before it sign-up ends. The
    template is of the event's branch where he plans for it, else of the first of his own. Raises OutOfScope."""
    paths = realm(actor)
    own = Branch.get_or_none((Branch.id == event.branch_id) & under(Branch.path, paths))
    branch = own or Branch.select().where(under(Branch.path, paths)).order_by(Branch.path).first()
    if branch is None:
        raise OutOfScope()
    found = plan_of(event)
    plan = {part: found[part] for part in KEPT}
    plan["lasts"] = int((event.ends_at - event.starts_at) / timedelta(minutes=1))
    plan["closes"] = int((event.starts_at - event.sign_up_until) / timedelta(minutes=1))
    with write():
        made = EventTemplate.create(
            branch=branch.id,
            name=name,
            kind=event.kind,
            plan=plan,
            created_by=actor.staff_id,
            created_at=clock.now(),
            submission=submission,
        )
        audit(actor, "event.template_kept", event, **event.said, name=name)
        return made


def remove_template(actor: Actor, template: EventTemplate) -> None:
    """Nobody begins from it any more; events that were made of it stay. Raises OutOfScope (not of his branches)."""
    with write():
        inside = Branch.select(Branch.id).where(under(Branch.path, realm(actor)))
        gone = EventTemplate.delete().where(EventTemplate.id == template.id, EventTemplate.branch.in_(inside))
        if not gone.execute():
            raise OutOfScope()
        audit(actor, "event.template_gone", branch=template.branch_id, name=template.name)
