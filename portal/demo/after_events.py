"""What came of the past events: who came, what was spent with receipts, what guests said, the result, an album; and
introductions at each stage."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from portal.actions.shared import files
from portal.actions.shared.photos import small
from portal.demo.stage import SEED, Stage
from portal.ground import clock, private
from portal.models import (
    Account,
    BudgetLine,
    Event,
    EventPhoto,
    EventResult,
    EventThanks,
    Expense,
    Feedback,
    Introduction,
    MeetingCard,
    Notice,
    PhotoBatch,
    PhotoObjection,
    SignUp,
    Staff,
)
from portal.rules.events.introductions import pair
from portal.rules.shared.uploads import Upload

PICTURES = 8
RECEIPTS = 2


def enter(stage: Stage) -> None:
    """Call when the door has said who came, before follow-up calls are made. Own dice."""
    rng = Random(f"{SEED}:after-events")  # noqa: S311
    seeds = {seed["title"]: seed for seed in stage.seeds["events"]["after"]}
    for event in list(Event.select().where(Event.state == "held").order_by(Event.id)):
        if event.title in seeds:
            _after(stage, rng, event, seeds[event.title])
    _introductions(stage)


def _after(stage: Stage, rng: Random, event: Event, seed: dict[str, Any]) -> None:
    came = SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.cancelled_at.is_null(), SignUp.heads > 0)
    clients = [client for (client,) in came.order_by(SignUp.id).tuples()]
    _thanked(event, clients)
    _said(stage, event, seed["said"], clients)
    coordinator, admin = (Staff.get_by_id(stage.staff[name]["id"]) for name in ("sunyue", stage.admin_of("FAW")))
    _spent(stage, event, seed["expenses"], coordinator)
    done = _after_days(stage, event, 4)
    closed = {"closed_at": _after_days(stage, event, 6), "closed_by": admin} if seed["closed"] else {}
    EventResult.create(
        event=event,
        went=seed["went"],
        follows=seed["follows"],
        completed_at=done,
        completed_by=coordinator,
        **closed,
    )
    _album(stage, rng, event, coordinator, clients)


def _after_days(stage: Stage, event: Event, days: int) -> datetime:
    moment: datetime = event.ends_at + timedelta(days=days)  # type: ignore[assignment]
    return min(moment, stage.now - timedelta(hours=1))


def _thanked(event: Event, clients: list[int]) -> None:
    """Everybody who came; the people of the demo find the thanks in their inbox."""
    moment = event.ends_at + timedelta(minutes=3)
    query = Account.select(Account.client).where(Account.client.in_(clients), Account.active)
    logins = {client for (client,) in query.tuples()}
    rows = [{"event": event.id, "client": one, "asked": one in logins, "at": moment} for one in dict.fromkeys(clients)]
    EventThanks.insert_many(rows).execute()
    for login in Account.select().where(Account.client.in_(clients), Account.is_demo):
        path = f"/me/events/{event.number}/feedback"
        _notice(login, moment, kind="event.thanks_ask", words=event.said, path=path)


INBOX = 8
"""Notices that an inbox of the demo holds: the oldest makes room."""


def _notice(login: Account, at: Any, **said: Any) -> None:
    mine = Notice.select(Notice.id).where(Notice.account == login.id)
    if mine.count() >= INBOX:
        Notice.delete_by_id(mine.order_by(Notice.at, Notice.id).get().id)
    Notice.create(account=login, at=at, **said)


def _said(stage: Stage, event: Event, said: list[dict[str, Any]], clients: list[int]) -> None:
    """In the portal, within some days; 陈刚 has still to say it."""
    query = Account.select().where(Account.client.in_(clients), Account.active, ~Account.is_demo).order_by(Account.id)
    for n, (login, one) in enumerate(zip(query, said, strict=False)):
        at = min(event.ends_at + timedelta(hours=3 + 9 * n), stage.now - timedelta(hours=2))
        Feedback.create(
            event=event,
            client=login.client_id,
            score=one["score"],
            good=one["good"],
            wish=one["wish"],
            account=login,
            at=at,
        )


def _spent(stage: Stage, event: Event, expenses: list[dict[str, Any]], who: Staff) -> None:
    day = clock.local(event.starts_at).date()
    lines = dict(BudgetLine.select(BudgetLine.label, BudgetLine.id).where(BudgetLine.event == event.id).tuples())
    for n, one in enumerate(expenses):
        on = min(day + timedelta(days=one["days"]), stage.today)
        row = Expense(
            event=event,
            amount=int(Decimal(one["yuan"]) * 100),
            on=on,
            words=one["words"],
            line=lines.get(one["line"]),
            token=f"{event.number.lower()}-{n}".replace("-", "")[:32],
            author=who,
            at=_after_days(stage, event, 1 + n % 2),
        )
        if n < RECEIPTS:
            with files.kept([Upload(f"{one['words']}.png", _receipt(one["yuan"]))]) as (kept,):
                for name, value in vars(kept).items():
                    setattr(row, name, value)
        row.save(force_insert=True)


def _receipt(yuan: str) -> bytes:
    """A slip of paper with a sum."""
    image = Image.new("L", (420, 560), 245)
    pen = ImageDraw.Draw(image)
    for line in range(9):
        pen.line([(50, 110 + 34 * line), (330 - 20 * (line % 3), 110 + 34 * line)], fill=150, width=6)
    pen.text((50, 40), "RECEIPT", fill=40, font_size=34)
    pen.text((50, 460), f"CNY {yuan}", fill=20, font_size=42)
    return _png(image)


def _png(image: Image.Image, kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def _album(stage: Stage, rng: Random, event: Event, who: Staff, clients: list[int]) -> None:
    """Pictures of two senders: most in the album, one that waits, one that somebody did not want."""
    guest = Account.select().where(Account.client.in_(clients), Account.active).order_by(Account.id).first()
    senders = [Account.get(Account.staff == who.id), guest]
    at = _after_days(stage, event, 1)
    batches = [PhotoBatch.create(event=event, account=one, count=PICTURES // 2, at=at) for one in senders if one]
    for n in range(PICTURES):
        with files.kept([Upload(f"{n}.jpg", _scene(rng, n))]) as (kept,):
            name = f"{kept.storage_name.partition('.')[0]}s.jpg"
            private.write(files.path_of(name), small(files.path_of(kept.storage_name).read_bytes()))
        state = "waits" if n == PICTURES - 1 else "hidden" if n == PICTURES - 2 else "released"
        decided = {} if state == "waits" else {"decided_by": who, "decided_at": at + timedelta(hours=2)}
        row = EventPhoto.create(
            batch=batches[n % len(batches)],
            event=event,
            token=f"{rng.getrandbits(128):032x}",
            content_type=kept.content_type,
            size=kept.size,
            storage_name=kept.storage_name,
            small_name=name,
            state=state,
            **decided,
        )
        if state == "hidden" and guest is not None:
            PhotoObjection.create(photo=row, client=guest.client_id, account=guest, at=at + timedelta(hours=5))


PALETTES = (("#E9DFC9", "#8A6116", "#2F4858"), ("#DCE6EC", "#1B4B8F", "#A11D2B"), ("#EFE7E1", "#1F6B3A", "#7A4B00"))


def _scene(rng: Random, n: int) -> bytes:
    """A table in a room: a wall, things on it, hills on a scroll."""
    wall, one, other = PALETTES[n % len(PALETTES)]
    image = Image.new("RGB", (960, 720), wall)
    pen = ImageDraw.Draw(image)
    pen.rectangle((120, 60, 840, 380), fill="#FBFAF6", outline=other, width=6)
    for depth in range(3):
        tops = [(120 + 90 * step, 330 - 60 * depth - rng.randint(0, 110)) for step in range(9)]
        shade = ImageDraw.ImageColor.getrgb(one)
        light = tuple(min(255, part + 60 * (2 - depth)) for part in shade)
        pen.polygon([(120, 376), *tops, (840, 376)], fill=light)
    pen.rectangle((0, 520, 960, 720), fill=other)
    for _thing in range(6):
        x, y, size = rng.randint(60, 860), rng.randint(540, 650), rng.randint(30, 60)
        pen.ellipse((x, y, x + size, y + size * 0.7), fill=wall, outline=one, width=4)
    return _png(image, "JPEG")


def _introductions(stage: Stage) -> None:
    """One at each stage: asked of 陈刚, waiting for somebody's answer, agreed with the company, expired."""
    seeds, people = stage.seeds["events"], {}
    for n, card in enumerate(seeds["cards"]):
        values = {name: value for name, value in card.items() if name != "username"}
        people[card["username"]] = login = Account.get(Account.username == card["username"])
        at = stage.now - timedelta(days=30)
        MeetingCard.create(client=login.client_id, token=f"{n:032x}", willing=True, updated_at=at, **values)
    event = Event.select().where(Event.state == "held").order_by(Event.id).first()
    _cards_of_guests(stage, event)
    for seed in seeds["introductions"]:
        _introduce(stage, people, seed, event if seed["at_event"] else None)
    asked = {"kind": "introduction.asked", "words": {}, "path": "/me/introductions"}
    _notice(people["chengang"], stage.now - timedelta(days=2), **asked)


def _cards_of_guests(stage: Stage, event: Event | None) -> None:
    """Some of the guests of the first event let their name be shown."""
    if event is None:
        return
    has = MeetingCard.select(MeetingCard.client)
    query = SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.client.not_in(has))
    for n, (client,) in enumerate(query.where(SignUp.cancelled_at.is_null()).order_by(SignUp.id).limit(4).tuples()):
        at, shown = stage.now - timedelta(days=20), {"before": ["name", "interests"], "after": ["mobile"]}
        MeetingCard.create(client=client, token=f"{n + 100:032x}", willing=True, updated_at=at, **shown)


def _introduce(stage: Stage, people: dict[str, Account], seed: dict[str, Any], event: Event | None) -> None:
    first = (people[seed["one"]].client_id, "yes")
    second = (people[seed["other"]].client_id, seed["answer"])
    by, days, words = Account.get(Account.username == seed["by"]), seed["days"], seed["words"]
    low, high = pair(first[0], second[0])
    answers, at = dict((first, second)), stage.now - timedelta(days=days)
    until = at + timedelta(days=14)
    both = answers[low] == answers[high] == "yes"
    state = "agreed" if both else "expired" if until < stage.now else "open"
    came: dict[str, Any] = {"agreed_at": at + timedelta(days=1)} if both else {}
    came |= {"ended_at": until} if state == "expired" else {}
    Introduction.create(
        token=f"{low:016x}{high:016x}",
        low=low,
        high=high,
        asker=by.client_id,
        proposer=by.staff_id,
        event=event,
        words=words,
        low_answer=answers[low],
        high_answer=answers[high],
        state=state,
        account=by,
        at=at,
        until=until,
        **came,
    )
