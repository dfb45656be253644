"""What gets an event ready beside its plan: the checklist, and the picture that clients see."""

from __future__ import annotations

from portal.actions import steps
from portal.actions.events.figures import moves
from portal.actions.events.planning import manages
from portal.actions.shared import pictures
from portal.actions.shared.recording import audit, save_version
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Event, EventHelper, Step
from portal.reads.accounts.actors import Actor
from portal.reads.steps import steps_of
from portal.rules.accounts.roles import Role
from portal.rules.shared.lines import packed
from portal.rules.shared.uploads import Upload
from portal.rules.steps import EVENT

PLANNERS = (Role.COORDINATOR, Role.BRANCH_ADMIN)
OVER = _l("This event is over or has been called off.")


def save_steps(actor: Actor, event: Event, lines: list[steps.Line], version: int | None) -> None:
    """The open lines of the checklist anew; what is done stays done. Raises StaleVersion, WrongState, NotAllowed."""
    manages(actor, event, *PLANNERS)
    with write():
        row = lock(Event.select().where(Event.id == event.id))
        if row.state == "cancelled":
            raise WrongState(OVER)
        if version is not None and version != row.version:
            raise StaleVersion(row=row)
        before = _said(row)
        steps.put(EVENT, row.id, clock.local(row.starts_at).date(), lines)
        after = _said(row)
        if before != after:
            moves(row)
            audit(actor, "event.steps", row, changes={"steps": [before, after]}, **row.said)


def _said(row: Event) -> str:
    return packed((one.offset, one.label) for one in steps_of(EVENT, row.id) if one.state == "open")


def ticks(actor: Actor, event: Event, step: Step) -> bool:
    """May he tick this line off? Whoever it is given to, who is in charge, and those who plan for the branch."""
    if actor.staff_id == step.staff_id:
        return True
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or ""
    if any(path.startswith(mine) for mine in actor.paths(*PLANNERS)):
        return True
    mine = (EventHelper.event == event.id) & (EventHelper.staff == actor.staff_id) & (EventHelper.duty == "charge")
    return bool(EventHelper.select().where(mine).exists())


def tick(actor: Actor, event: Event, step: Step, *, done: bool = True) -> None:
    """A line of the checklist is done, or is not after all. Raises NotAllowed, WrongState."""
    if not ticks(actor, event, step):
        raise NotAllowed()
    with write():
        if done:
            steps.tick(actor, step)
        else:
            steps.reopen(step)
        audit(actor, "event.step_done" if done else "event.step_open", event, **event.said, step=step.label)


def show_picture(
    actor: Actor, event: Event, upload: Upload | None, words: str, *, none: bool, version: int | None
) -> Event:
    """The picture of an event, or none any more; `words` say what it shows. Raises Invalid, StaleVersion, WrongState,
    NotAllowed."""
    manages(actor, event, *PLANNERS)
    with pictures.kept(upload) as name, write():
        row: Event = lock(Event.select().where(Event.id == event.id))
        if row.state == "cancelled":
            raise WrongState(OVER)
        picture = name or ("" if none else row.picture)
        if picture and not words:
            raise Invalid(_l("Please say what the picture shows."), field="picture_words")
        changes = save_version(row, version, picture=picture, picture_words=words if picture else "")
        if changes:
            changes.pop("picture", None)
            audit(actor, "event.picture", row, changes=changes, **row.said)
        return row
