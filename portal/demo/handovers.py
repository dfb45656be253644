"""Two handovers: one is checked and passes in a few days, one is in preparation with half of what is to be known."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from portal.demo.book import Row
from portal.demo.stage import Stage
from portal.models import Client, Handover, HandoverSeat, Seat
from portal.reads import reference
from portal.rules.handovers import asks_must_know
from portal.rules.shared.codes import handover_number

RECEIVER_DAYS = 7


def enter(stage: Stage) -> None:
    """The handovers themselves, their trail and who was told; the seats follow when they are stored."""
    for n, one in enumerate(stage.demo["handovers"]["running"]):
        begins = stage.today + timedelta(days=one["days"])
        announced = stage.moments.on(stage.moments.working_day(4 - n))
        checked = stage.moments.on(stage.moments.working_day(1)) if one.get("witness") else None
        admin = stage.staff[stage.admin_of("FAW")]
        row = stage.book.add(
            Handover,
            number=handover_number(stage.today.year, stage.book.number(f"handover-{stage.today.year}")),
            staff=stage.staff[one["staff"]]["id"],
            branch=stage.staff[one["staff"]]["branch"],
            cause=one["cause"],
            begins=begins,
            credit_from=begins,
            reason=one["reason"],
            author=admin["id"],
            created_at=announced,
            seen_from=max(begins - timedelta(days=RECEIVER_DAYS), stage.today) if checked else None,
            state="checked" if checked else "preparing",
            checked_by=admin["id"] if checked else None,
            checked_at=checked,
            witness=stage.staff[one["witness"]]["id"] if checked else None,
            version=2 if checked else 1,
        )
        one["row"] = row
        _recorded(stage, one, row, announced, checked)


def _recorded(stage: Stage, one: Row, row: Row, announced: datetime, checked: datetime | None) -> None:
    admin, path = stage.logins[stage.admin_of("FAW")], f"/teams/handovers/{row['number']}"
    said = {"handover": row["number"], "since": row["begins"].isoformat()}
    name = stage.staff[one["staff"]]["name"]
    stage.audit(announced, admin, "handover.announced", Handover, row, row["branch"], None, **said, staff=name)
    stage.tell(announced, stage.logins[one["staff"]], "handover.announced", path, **said, staff=name)
    if checked:
        stage.audit(checked, admin, "handover.checked", Handover, row, row["branch"], None, **said)
        witness = stage.logins[one["witness"]]
        stage.tell(checked, witness, "handover.you_witness", path, handover=row["number"])


def list_seats(stage: Stage) -> None:
    """The lines of both. Call when the rows are stored."""
    words, ranks = cycle(stage.demo["handovers"]["must_know"]), reference.ranks()
    for one in stage.demo["handovers"]["running"]:
        row = one["row"]
        query = Seat.select(Seat.id, Seat.client, Seat.kind, Client.tier).join(Client)
        seats = query.where(Seat.staff == row["staff"], Seat.until.is_null()).order_by(Seat.id)
        for n, (seat, client, kind, tier) in enumerate(seats.tuples()):
            receiver, runner_up = _pair(stage, one["receivers"], client, n)
            asked = asks_must_know(ranks[tier])
            known = asked and (row["state"] == "checked" or n % 2 == 0)
            HandoverSeat.create(
                handover=row["id"],
                seat=seat,
                client=client,
                kind=kind,
                receiver=receiver,
                runner_up=runner_up,
                term="load" if runner_up else "only" if receiver else "",
                open_reason="" if receiver else "nobody",
                must_know=next(words) if known else "",
            )


def _pair(stage: Stage, names: list[str], client: int, n: int) -> tuple[Any, Any]:
    """Who receives and who would be next: in turns, and nobody who sits in the service team already."""
    there = {
        staff
        for (staff,) in Seat.select(Seat.staff)
        .where(Seat.client == client, Seat.kind == "specialist", Seat.until.is_null())
        .tuples()
    }
    turn = n % len(names)
    ids = [stage.staff[name]["id"] for name in (*names[turn:], *names[:turn])]
    fit = [one for one in ids if one not in there]
    first, second, *_rest = [*fit, None, None]
    return first, second
