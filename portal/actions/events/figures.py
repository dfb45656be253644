"""A plan takes on what changes of it: columns, tiers, lines of the budget and people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import IntegrityError

from portal.actions.shared.recording import save_version
from portal.database import held
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import BudgetLine, Event, EventHelper, EventTier, Staff
from portal.rules.events.pairs import BESIDE, DUTIES, Changes, ids_of, wished
from portal.rules.shared.lines import unpacked


def take_on(row: Event, changes: Changes, **more: Any) -> None:
    """Put changes into the plan, whose version moves with any of them. Call inside `write()`, the row being held."""
    found = wished(changes)
    columns = {name: value for name, value in found.items() if name not in BESIDE}
    if "room" in columns:
        columns["room_id"] = columns.pop("room")
    if "tiers" in found:
        invite(row, found["tiers"])
    if "budget_lines" in found:
        put_budget(row, found["budget_lines"])
    people: dict[str, str] = {name: found[name] for name in ("charge", "helpers") if name in found}
    hold(row.id, people)
    if people:
        _leave(row, people)  # nobody is kept at two events by one that he leaves
    if not save_version(row, row.version, **columns, **more) and found:
        moves(row)
    if people:
        put_people(row, people)


def hold(event: int | None, people: dict[str, str]) -> None:
    """Hold everybody whom the event names or will name, in one order: the triggers would, one after the other, and two
    plans that name the same two would wait for each other."""
    named = {one for text in people.values() for one in ids_of(text)}
    there = EventHelper.select(EventHelper.staff).where(EventHelper.event == (event or 0))
    everybody = Staff.select(Staff.id).where(Staff.id.in_([*named]) | Staff.id.in_(there))
    list(held(everybody.order_by(Staff.id)).tuples())


def moves(row: Event) -> None:
    """The plan is not as pages have shown it, although no column of its row has changed."""
    Event.update(version=Event.version + 1).where(Event.id == row.id).execute()
    row.version += 1


def invite(event: Event, tiers: Iterable[str]) -> None:
    EventTier.delete().where(EventTier.event == event.id).execute()
    EventTier.insert_many([{"event": event.id, "tier": tier} for tier in tiers]).execute()


def put_budget(event: Event, text: str) -> None:
    """The lines of the budget; a line that goes on being called the same stays the same row."""
    known: dict[str, list[int]] = {}
    for one in BudgetLine.select().where(BudgetLine.event == event.id).order_by(BudgetLine.id):
        known.setdefault(one.label, []).append(one.id)
    for position, (label, fen) in enumerate(unpacked(text, 2)):
        values = {"position": position, "planned": int(fen)}
        if ids := known.get(label):
            BudgetLine.update(**values).where(BudgetLine.id == ids.pop(0)).execute()
        else:
            BudgetLine.insert(event=event.id, label=label, **values).execute()
    gone = [one for ids in known.values() for one in ids]
    BudgetLine.delete().where(BudgetLine.id.in_(gone)).execute()


def _leave(event: Event, people: dict[str, str]) -> None:
    """Those whom the plan does not name any more in one of these duties."""
    for name, text in people.items():
        mine = (EventHelper.event == event.id) & (EventHelper.duty == DUTIES[name])
        EventHelper.delete().where(mine, EventHelper.staff.not_in(ids_of(text))).execute()


def put_people(event: Event, people: dict[str, str]) -> None:
    """Who is in charge, who helps; who is in charge does not help besides."""
    for name in ("helpers", "charge"):
        for staff in ids_of(people.get(name, "")):
            mine = (EventHelper.event == event.id) & (EventHelper.staff == staff)
            found = EventHelper.get_or_none(mine)
            if found is None:
                EventHelper.insert(event=event.id, staff=staff, duty=DUTIES[name]).execute()
            elif name == "charge" and found.duty != "charge":
                EventHelper.update(duty="charge").where(EventHelper.id == found.id).execute()


ROOM_TAKEN = _l("This room is taken at that time.")
HELPER_TAKEN = _l("Somebody who is named here is at another event at that time.")
BELOW_TAKEN = _l("More seats are taken already. Cancel sign-ups first, or leave room for them.")


def refused(error: IntegrityError, *, seats: bool = False) -> Invalid:
    """What the database does not let pass, in words beside its field. `seats`: there are seats that may be taken. What
    is none of this is raised again."""
    if "event_room" in str(error):
        return Invalid(ROOM_TAKEN, field="room")
    if "event_helper_taken" in str(error):
        return Invalid(HELPER_TAKEN, field="helpers")
    if not seats:
        raise error
    return Invalid(BELOW_TAKEN, field="capacity")
