"""The sense of a plan: what was typed made whole, and what it may not say."""

from __future__ import annotations

from typing import Any

from portal.actions.events.figures import BELOW_TAKEN
from portal.ground import clock, formats
from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event, Room
from portal.reads.events import clashes
from portal.reads.events.venues import room_by_id, words_of
from portal.rules.events import plan as rules
from portal.rules.events.pairs import ids_of
from portal.rules.events.titles import LONGEST, titled
from portal.rules.shared.lines import packed, unpacked

PLAN_PROBLEMS = {
    "past": _l("The beginning must be in the future."),
    "before_start": _l("The end must be after the beginning."),
    "after_start": _l("Sign-up must end before the event begins."),
    "too_small": _l("There must be at least one seat."),
    "too_big": _l("This is more than an event may have."),
    "below_taken": BELOW_TAKEN,
    "past_room": _l("The room has fewer seats."),
    "empty": _l("Please choose who is invited."),
    "negative": _l("This cannot be below zero."),
}
LINES_COME_TO_MORE = _l("The lines of the budget come to more. Change them first.")


def whole(values: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What was typed, with what follows from it: the words of a lecture before its title, the place of a room, the
    budget as the sum of its lines. `wanted`: the plan as it would be without. Raises Invalid."""
    values = dict(values)
    if "title" in values:
        kind = values.get("kind", wanted.get("kind", ""))
        values["title"] = titled(kind, values["title"], wanted.get("kind", ""))
        if len(values["title"]) > LONGEST:
            raise Invalid(_l("At most %(max)d characters, please.", max=LONGEST), field="title")
    return _summed(_placed(values, wanted), wanted)


def _placed(values: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """A room says the place; a place in other words is none of our rooms."""
    if values.get("room"):
        return values | {"venue": words_of(room_by_id(values["room"]))}
    if "room" not in values and values.get("venue", wanted.get("venue")) != wanted.get("venue"):
        return values | {"room": None}
    return values


def _summed(values: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The budget is the sum of its lines; of a whole that was typed they lack what the line "Other" has."""
    if "budget_lines" in values:
        lines = _lines(values["budget_lines"])
        return values | {"budget": sum(fen for _label, fen in lines)} if lines else values
    lines = _lines(wanted.get("budget_lines", ""))
    if not lines or "budget" not in values:
        return values
    if values["budget"] == sum(fen for _label, fen in lines):
        return values | {"budget_lines": wanted["budget_lines"]}
    spread = rules.spread(lines, values["budget"], _("Other"))
    if spread is None:
        raise Invalid(LINES_COME_TO_MORE, field="budget")
    return values | {"budget_lines": packed(spread)}


def _lines(text: str) -> list[tuple[str, int]]:
    return [(label, int(fen)) for label, fen in unpacked(text, 2)]


def sensible(
    values: dict[str, Any], row: Event | None = None, most_guests: int = 0, stands: dict[str, Any] | None = None
) -> None:
    """Does the whole plan make sense? `row`: the event that is changed, of which seats may be taken; `stands`: its plan
    as it is. Raises Invalid."""
    room = room_by_id(values["room"]) if values.get("room") else None
    problems = rules.plan_problems(
        starts_at=values["starts_at"],
        ends_at=values["ends_at"],
        sign_up_until=values["sign_up_until"],
        capacity=values["capacity"],
        guests_per_client=values["guests_per_client"],
        budget_fen=values["budget"],
        audience=values["tiers"],
        now=clock.now(),
        seats_taken=row.seats_taken + row.seats_promised + row.kept_back if row else 0,
        most_guests_taken=most_guests,
        room_seats=room.capacity if room else None,
    )
    words: dict[str, Any] = {field: PLAN_PROBLEMS[reason] for field, reason in problems.items()}
    if row is not None and problems.get("capacity") == "below_taken":
        words["capacity"] = _l(
            "More seats are taken already. Taken: %(taken)s, offered or held for who waits: %(promised)s, kept back: "
            "%(kept)s. At least %(least)s, please.",
            taken=row.seats_taken,
            promised=row.seats_promised,
            kept=row.kept_back,
            least=row.seats_taken + row.seats_promised + row.kept_back,
        )
    if not words.keys() & {"starts_at", "ends_at"}:
        words |= _in_the_way(values, room, row.id if row else 0, stands or {})
    if words:
        raise Invalid(fields=words)


WHERE = ("room", "starts_at", "ends_at")
WHO = ("charge", "helpers", "starts_at", "ends_at")


def _in_the_way(values: dict[str, Any], room: Room | None, but: int, stands: dict[str, Any]) -> dict[str, Any]:
    """What else is in the room, and at what else people are, where this plan would change it."""
    found: dict[str, Any] = {}
    span = (values["starts_at"], values["ends_at"])

    def changed(names: tuple[str, ...]) -> bool:
        return any(values.get(name) != stands.get(name) for name in names)

    if room is not None and changed(WHERE) and (other := clashes.in_room(room.id, span, but)):
        found["room"] = _l(
            "This room is taken by “%(title)s”, %(when)s.",
            title=other.title,
            when=formats.span(other.starts_at, other.ends_at),
        )
    if changed(WHO):
        people = {one: name for name in ("helpers", "charge") for one in ids_of(values.get(name, ""))}
        for staff, (who, event) in clashes.busy(people, span, but).items():
            found[people[staff]] = _l(
                "%(name)s is at “%(title)s” at that time.",
                name=who,
                title=event.title,
            )
    return found
