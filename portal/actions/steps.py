"""The checklist of a matter: laid, kept in step with its day, ticked off, ended. The matter's own area says who may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.database import lock
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Contact, Staff, Step
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.shared.kept import drop
from portal.reads.today.steps import GIVEN
from portal.rules import steps as rules
from portal.rules.shared.lines import unpacked

AT_ONCE = 500
Line = tuple[int, str, int | None]
"""Working days from the matter's day, what is to be done, who does it."""


def lay(matter: str, ident: int, day: date, text: str, who: int | None) -> None:
    """The lines of a new matter, as a kind or a template keeps them. Call inside `write()`."""
    put(matter, ident, day, [(int(offset), label, who) for offset, label in unpacked(text, rules.COLUMNS)])


def put(matter: str, ident: int, day: date, lines: Iterable[Line]) -> None:
    """The open lines anew; one that goes on being called the same stays the same row, what is done stays. Call inside
    `write()`."""
    known: dict[str, list[Step]] = {}
    for one in Step.select().where(*_of(matter, ident), Step.state == "open").order_by(Step.id):
        known.setdefault(one.label, []).append(one)
    calendar = reference.calendar()
    for position, (offset, label, who) in enumerate(rules.in_order(lines)):
        due = rules.due_on(day, offset, calendar)
        values = {"position": position, "offset": offset, "due_on": due, "staff": who}
        if rows := known.get(label):
            Step.update(**values, version=Step.version + 1).where(Step.id == rows.pop(0).id).execute()
        else:
            Step.insert(matter=matter, matter_id=ident, label=label, **values).execute()
    gone = [one.id for rows in known.values() for one in rows]
    Step.delete().where(Step.id.in_(gone)).execute()
    drop(GIVEN)


def move(matter: str, ident: int, day: date) -> None:
    """The matter has another day: what is open is due by it. Call inside `write()`."""
    calendar = reference.calendar()
    for one in Step.select().where(*_of(matter, ident), Step.state == "open"):
        due = rules.due_on(day, one.offset, calendar)
        if due != one.due_on:
            Step.update(due_on=due, version=Step.version + 1).where(Step.id == one.id).execute()


def begin(matter: str, idents: Iterable[int], day: date, offset: int) -> None:
    """The one line of each of these matters, due so many working days after their day. Call inside `write()`."""
    values = {"matter": matter, "offset": offset, "due_on": rules.due_on(day, offset, reference.calendar())}
    rows = [{"matter_id": one, **values} for one in idents]
    for start in range(0, len(rows), AT_ONCE):
        Step.insert_many(rows[start : start + AT_ONCE]).execute()


def end(matter: str, ident: int) -> None:
    """The matter is called off: nothing of it is to be done any more. Call inside `write()`."""
    Step.update(state="ended", version=Step.version + 1).where(*_of(matter, ident), Step.state == "open").execute()


def tick(actor: Actor, step: Step, contact: Contact | None = None) -> Step:
    """It is done, by a contact where one was asked for. Call inside `write()`. Raises WrongState: it is no longer
    open, and by whom it was done."""
    return _close(actor, step, state="done", contact=contact)


def excuse(actor: Actor, step: Step, words: str) -> Step:
    """It ends undone, and why. Call inside `write()`. Raises WrongState as above."""
    return _close(actor, step, state="ended", words=words)


def _close(actor: Actor, step: Step, **values: Any) -> Step:
    row: Step = lock(Step.select().where(Step.id == step.id))
    if row.state == "done":
        who = Staff.select(Staff.name).where(Staff.id == row.done_by_id).scalar() or ""
        raise WrongState(_l("%(name)s has done it already.", name=who))
    if row.state != "open":
        raise WrongState()
    values |= {"done_at": clock.now(), "done_by": actor.staff_id}
    Step.update(**values, version=Step.version + 1).where(Step.id == row.id).execute()
    return row


def reopen(step: Step) -> Step:
    """It is not done after all. Call inside `write()`. Raises WrongState."""
    row: Step = lock(Step.select().where(Step.id == step.id))
    if row.state != "done":
        raise WrongState()
    values = {"state": "open", "done_at": None, "done_by": None}
    Step.update(**values, version=Step.version + 1).where(Step.id == row.id).execute()
    drop(GIVEN)
    return row


def _of(matter: str, ident: int) -> tuple[bool, bool]:
    return (Step.matter == matter, Step.matter_id == ident)
