"""What the plans of the demo say besides their figures: rooms, programme, people, budget by line, checklist (R9)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from portal.demo.book import Row
from portal.demo.stage import Stage
from portal.ground import clock
from portal.models import BudgetLine, EventHelper, Room, Step, Venue
from portal.rules.shared.lines import packed
from portal.rules.steps import due_on

YUAN = 100
SHARES = (40, 25, 20, 10, 5)
"""Per cent of a budget that its lines take, in the order in which the kind names them."""
Rooms = dict[tuple[str, str], Row]


def venues(stage: Stage) -> Rooms:
    """The venues of both sub-branches; answers their rooms by venue and name."""
    found: Rooms = {}
    for seed in stage.seeds["events"]["venues"]:
        names = ("name", "address", "map_url", "way")
        values = {name: seed[name] for name in names if name in seed}
        venue = stage.book.add(Venue, branch=stage.branches[seed["branch"]].id, **values)
        for position, (name, seats) in enumerate(seed["rooms"]):
            room = stage.book.add(Room, venue=venue["id"], position=position, name=name, capacity=seats)
            found[seed["name"], name] = room
    return found


def said(stage: Stage, seed: Row, rooms: Rooms) -> dict[str, Any]:
    """The columns of an event that say its plan."""
    kind, begins = _kind(stage, seed), datetime.combine(stage.today, seed["begins"])
    usual = [[f"{begins + timedelta(minutes=after):%H:%M}", what, ""] for after, what in kind["programme"]]
    room = tuple(seed["room"]) if "room" in seed else None
    return {
        "aim": seed.get("aim", ""),
        "expected": seed.get("expected", ""),
        "programme": packed(seed.get("programme", usual)),
        "speakers": packed(seed.get("speakers", [])),
        "gifts": packed([what, count, yuan * YUAN] for what, count, yuan in seed.get("gifts", [])),
        "room": rooms[room]["id"] if room else None,
        "venue": " · ".join(room) if room else seed["venue"],
    }


def _kind(stage: Stage, seed: Row) -> Row:
    return next(one for one in stage.seeds["events"]["kinds"] if one["code"] == seed["kind"])


def dress(stage: Stage, seed: Row, row: Row, day: date) -> None:
    """The rows beside the event's own: budget by line, people, checklist."""
    kind = _kind(stage, seed)
    _budget(stage, row, kind["budget"])
    charge = stage.staff[seed["charge"]]["id"]
    stage.book.add(EventHelper, event=row["id"], staff=charge, duty="charge")
    for helper in seed.get("helpers", []):
        stage.book.add(EventHelper, event=row["id"], staff=stage.staff[helper]["id"])
    _steps(stage, seed, row, day, kind["steps"], charge)


def _budget(stage: Stage, row: Row, labels: list[str]) -> None:
    left = row["budget"]
    for position, (label, share) in enumerate(zip(labels, SHARES, strict=False)):
        last = position == min(len(labels), len(SHARES)) - 1
        fen = left if last else row["budget"] * share // 100 // (100 * YUAN) * (100 * YUAN)
        left -= fen
        stage.book.add(BudgetLine, event=row["id"], position=position, label=label, planned=fen)


def _steps(stage: Stage, seed: Row, row: Row, day: date, lines: list[Any], charge: int) -> None:
    """What was due is done, but for the last line before the salon of the companies, which is late."""
    ahead = [offset for offset, _label in lines if due_on(day, offset) < stage.today]
    forgotten = ahead[-1] if seed["kind"] == "elite_salon" and seed["state"] == "published" and ahead else None
    for position, (offset, label) in enumerate(lines):
        due = due_on(day, offset)
        done = due < stage.today and offset != forgotten and seed["state"] in ("approved", "published", "held")
        values: dict[str, Any] = {"state": "ended" if seed["state"] == "cancelled" else "open"}
        if done:
            moment = min(stage.now, clock.from_local(datetime.combine(due, time(10, 20))))
            values = {"state": "done", "done_at": moment, "done_by": charge}
        stage.book.add(
            Step,
            matter="event",
            matter_id=row["id"],
            position=position,
            label=label,
            offset=offset,
            due_on=due,
            staff=charge,
            **values,
        )
