"""Evenings (R9): who came to what is over and who stayed away, a draw that was made void and the one after it, and an
event of today whose door is open."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from portal.actions.shared.recording import next_number
from portal.demo.stage import Stage
from portal.ground import clock
from portal.models import (
    Account,
    CheckIn,
    Draw,
    DrawCall,
    DrawTicket,
    Event,
    EventHelper,
    EventTier,
    PartyGuest,
    Prize,
    SignUp,
    Ticket,
)
from portal.rules.events import draw as rules
from portal.rules.shared.names import person_name

TODAY = {
    "kind": "culture_salon",
    "title": "贵宾厅开放日：茶与花",
    "venue": "一汽支行三楼贵宾厅",
    "description": "茶艺师与花艺师全天在场，您可随时来坐坐，泡一壶茶，插一瓶花带回家。",
    "capacity": 24,
    "guests_per_client": 3,
}
GUESTS = ("chengang", "liufang", "zhoujie")
"""Demo people who come today."""
COORDINATOR, HELPER = "sunyue", "hejun"
DOORS = ("正门", "侧门")
PRIZES = (("红旗车模", 1), ("文房四宝", 2), ("定制保温杯", 3))
VOID = "话筒没声音，后排来宾没有听清报出的数字，当场宣布作废重来。"


def enter(stage: Stage) -> None:
    """Call when all is stored."""
    held = list(Event.select().where(Event.state == "held").order_by(Event.starts_at))
    for event in held:
        _came(stage, event)
    if held:
        _draw(stage, held[-1], "8306", held[-1].starts_at + timedelta(minutes=95), VOID)
        _draw(stage, held[-1], "52718403", held[-1].starts_at + timedelta(minutes=110))
    _today(stage)


def _dice(event: Event, what: str) -> Random:
    return Random(f"{what} {event.title}")  # noqa: S311 - demo data


def _came(stage: Stage, event: Event) -> None:
    """Most parties come whole, some in part, some not at all; a ticket is shown twice, and one that is none."""
    dice, staff = _dice(event, "came"), stage.staff[COORDINATOR]["id"]
    known = {client for (client,) in Account.select(Account.client).where(Account.is_demo).tuples()}
    rows: list[dict[str, Any]] = []
    for party in SignUp.select().where(SignUp.event == event.id, SignUp.cancelled_at.is_null()).order_by(SignUp.id):
        share = dice.random()
        if share < 0.12 and party.client_id not in known:
            continue
        seats = party.guests + 1
        heads = dice.randint(1, seats) if share < 0.25 else seats
        starts: datetime = event.starts_at
        at = starts + timedelta(minutes=dice.randint(-35, 20))
        rows.append(_scan(event, dice, at, staff, sign_up=party.id, heads=heads, asked=0 if heads == seats else heads))
    if rows:
        again = {**rows[0], "result": "again", "heads": 0, "asked": 0}
        again["at"] = again["said_at"] = rows[0]["at"] + timedelta(minutes=9)
        rows += [again, _scan(event, dice, rows[0]["at"], staff, result="unknown", way="code", shown="K7M2Q9XC")]
    for row in sorted(rows, key=lambda one: one["at"]):
        CheckIn.create(**{**row, "nonce": str(uuid.UUID(int=dice.getrandbits(128), version=4))})


def _scan(event: Event, dice: Random, at: datetime, staff: int, **more: Any) -> dict[str, Any]:
    said = {"event": event.id, "said_at": at, "at": at, "door": dice.choice(DOORS), "device": "", "staff": staff}
    return {**said, "way": dice.choice(("scan", "scan", "code", "name")), "result": "in", **more}


def _draw(stage: Stage, event: Event, digits: str, at: datetime, void: str = "") -> None:
    """As the room saw it: the list of those who were there, the secret, the digits, prizes along the order."""
    query = Ticket.select(Ticket.token, Ticket.sign_up).join(SignUp)
    tokens = list(query.where(SignUp.event == event.id, SignUp.heads > 0).tuples())
    if not tokens:
        return
    text, position = rules.list_text(token for token, _party in tokens), 1 if void else 2
    secret = rules.sha(f"secret of {event.title} {position}")
    hashed = rules.sha(text)
    seed = rules.seed_of(secret, digits, hashed)
    numbers, staff = rules.numbers_of(text), stage.staff[COORDINATOR]["id"]
    order = rules.order_of(seed, numbers.values())
    row = Draw.create(
        event=event.id,
        position=position,
        state="void" if void else "done",
        tickets=len(tokens),
        list_text=text,
        list_hash=hashed,
        commitment=rules.sha(secret),
        digits=digits,
        revealed=secret,
        seed=seed,
        ranking=order,
        made_by=staff,
        made_at=at,
        committed_at=at + timedelta(minutes=2),
        drawn_at=at + timedelta(minutes=5),
        ended_at=at + timedelta(minutes=12),
        ended_by=staff,
        void_words=void,
        version=4,
    )
    for token, party in tokens:
        DrawTicket.create(draw=row.id, number=numbers[rules.ticket_mark(token)], sign_up=party)
    prizes = [
        Prize.create(draw=row.id, position=n, label=label, count=count) for n, (label, count) in enumerate(PRIZES, 1)
    ]
    if not void:
        _give(row, [prize for prize in prizes for _ in range(prize.count)], at + timedelta(minutes=6), staff)


def _give(row: Draw, prizes: list[Prize], at: datetime, staff: int) -> None:
    """The third of the order had gone home."""
    for place, number in enumerate(row.ranking):
        if not prizes:
            return
        absent = place == 2 and len(row.ranking) > len(prizes) + 1
        prize = None if absent else prizes.pop(0).id
        DrawCall.create(draw=row.id, place=place, number=number, prize=prize, at=at, staff=staff)


def _today(stage: Stage) -> None:
    """The whole day long, so that its door can be opened whenever the demo is looked at."""
    day, coordinator = stage.today, stage.staff[COORDINATOR]["id"]
    begins = clock.from_local(datetime.combine(day, time(9)))
    event = Event.create(
        number=next_number("event"),
        branch=stage.branches["FAW"].id,
        starts_at=begins,
        ends_at=max(clock.from_local(datetime.combine(day, time(21))), stage.now + timedelta(hours=2)),
        sign_up_until=begins - timedelta(hours=15),
        budget=6_000_00,
        state="published",
        version=4,
        created_by=coordinator,
        approved_by=stage.staff[stage.admin_of("FAW")]["id"],
        created_at=stage.now - timedelta(days=21),
        **TODAY,
    )
    for tier in ("gold", "platinum", "diamond"):
        EventTier.create(event=event.id, tier=tier)
    for who, duty in ((COORDINATOR, "charge"), (HELPER, "help")):
        EventHelper.create(event=event.id, staff=stage.staff[who]["id"], duty=duty)
    dice = _dice(event, "signs up")
    known = [one for one in stage.people if one.unit == "FAW" and one.is_vip and not one.is_company and one.login]
    own = [one for one in known if one.username in GUESTS]
    others = [one for one in known if not one.username]
    for one in [*own, *dice.sample(others, min(7, len(others)))]:
        guests = 1 if one in own else dice.choice((0, 0, 1, 2))
        at = event.created_at + timedelta(days=dice.randint(3, 12), minutes=dice.randint(0, 500))
        made = SignUp.create(event=event.id, client=one.id, guests=guests, author=one.login["id"], at=at, reminded=2)  # type: ignore[index]
        family = [stage.demo["family"].get(one.username)] if one.username else []
        strangers = [person_name(dice, dice.choice("fm"), 1985, stage.seeds["names"]) for _ in range(guests)]
        for position, name in enumerate([*filter(None, family), *strangers][:guests]):
            PartyGuest.create(sign_up=made.id, position=position, name=name)
