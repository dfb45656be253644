"""The events of seeds/events.toml around today, who planned, approved and published them, and who comes (R9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from portal.demo import event_lines
from portal.demo import event_plans as plans
from portal.demo.book import Row
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Event, EventTier, PartyGuest, SignUp
from portal.rules.shared import names
from portal.rules.shared.codes import event_number
from portal.rules.shared.workdays import add_working_days, is_working_day

YUAN = 100
CLOSES = 18  # o'clock on the last day of sign-up
WEEKEND = ("family_day", "tour")
FOR_COMPANIES = ("elite_salon", "lecture")
EVENING = 17
BY_STAFF = 0.35


def enter(stage: Stage) -> None:
    """Two past and three coming events with their guests, plans at each step of their way, and a monthly series."""
    seeds = stage.seeds["events"]
    rooms = plans.venues(stage)
    days = {id(seed): _day(stage, seed) for seed in [*seeds["events"], *seeds["plans"]]}
    for seed in [*seeds["events"], *seeds["plans"]]:
        _event(stage, seed, days[id(seed)], rooms)
    for seed in seeds["series"]:
        first: Row | None = None
        for ahead in seed["days"]:
            thursday = stage.today + timedelta(days=ahead)
            thursday += timedelta(days=3 - thursday.weekday())
            row = _event(stage, seed, thursday, rooms)
            first = first or row
            row["series"] = first["id"]


def _day(stage: Stage, seed: Row) -> date:
    """The seed's day, moved to the next fitting one: families on a Saturday, evenings before a working day."""
    day: date = stage.today + timedelta(days=seed["day"])
    if seed["kind"] in WEEKEND:
        return day + timedelta(days=(5 - day.weekday() + 3) % 7 - 3)
    if seed["begins"].hour >= EVENING and not is_working_day(day):
        return add_working_days(day, -1)
    return day


def _event(stage: Stage, seed: Row, day: date, rooms: plans.Rooms) -> Row:
    """The event's row and the way to its state."""
    at = stage.moments
    back = (stage.today - day).days
    planned = at.at_work(max(back + 30, 9) if seed["state"] != "draft" else 1)
    year = clock.local(planned).year
    starts = clock.from_local(datetime.combine(day, seed["begins"]))
    until = clock.from_local(
        datetime.combine(day - timedelta(days=seed["sign_up_days"]), datetime.min.time().replace(hour=CLOSES))
    )
    names_kept = ("kind", "title", "description", "capacity", "guests_per_client", "state")
    row = stage.book.add(
        Event,
        number=event_number(year, stage.book.number(f"event-{year}")),
        branch=stage.branches[seed["branch"]].id,
        starts_at=starts,
        ends_at=clock.from_local(datetime.combine(day, seed["ends"])),
        sign_up_until=until,
        budget=seed["budget_yuan"] * YUAN,
        created_by=stage.staff[seed["coordinator"]]["id"],
        created_at=planned,
        **{name: seed[name] for name in names_kept},
        **plans.said(stage, seed, rooms),
    )
    plans.dress(stage, seed, row, day)
    for tier in seed["tiers"]:
        stage.book.add(EventTier, event=row["id"], tier=tier)
    published = _way(stage, seed, row, planned)
    if published:
        _fill(stage, seed, row, published)
    return row


def _way(stage: Stage, seed: Row, row: Row, planned: datetime) -> datetime | None:
    """Each step with its moment, up to the state; answers when it was published."""
    coordinator, approver = stage.logins[seed["coordinator"]], stage.logins[seed["approver"]]
    words = {"title": row["title"], "number": row["number"]}
    steps = {"draft": 0, "submitted": 1, "approved": 2, "cancelled": 2, "published": 3, "held": 3}[seed["state"]]
    stage.audit(planned, coordinator, "event.planned", Event, row, row["branch"], **words)
    moment = planned
    for deed, by, least, most in (
        ("submit", coordinator, 20, 90),
        ("approve", approver, 120, 700),
        ("publish", coordinator, 15, 90),
    )[:steps]:
        moment = stage.moments.not_later(stage.moments.after(moment, least, most))
        row["version"] += 1
        stage.audit(moment, by, f"event.{deed}", Event, row, row["branch"], reason="", **words)
        _told(stage, deed, moment, coordinator, approver, row)
    if steps > 1:
        row["approved_by"] = stage.staff[seed["approver"]]["id"]
    if seed["state"] == "cancelled":
        row["version"] += 1
        row["cancelled_words"] = seed["words"]
        moment = stage.moments.not_later(stage.moments.after(moment, 300, 900))
        stage.audit(moment, coordinator, "event.cancel", Event, row, row["branch"], reason=seed["words"], **words)
    if seed["state"] == "held":
        row["version"] += 1
        held = row["ends_at"] + timedelta(minutes=stage.rng.randint(1, 6))
        stage.audit(held, None, "event.hold", Event, row, row["branch"], reason="", **words)
    return moment if steps == 3 else None


def _told(stage: Stage, deed: str, at: datetime, coordinator: Row, approver: Row, row: Row) -> None:
    kinds: dict[str, tuple[str, Row, Row]] = {
        "submit": ("event.submitted", approver, coordinator),
        "approve": ("event.approved", coordinator, approver),
    }
    if deed in kinds:
        kind, reader, doer = kinds[deed]
        stage.tell(at, reader, kind, f"/events/{row['number']}", title=row["title"], staff=stage.name_of(doer))


def _fill(stage: Stage, seed: Row, row: Row, published: datetime) -> None:
    """Clients of the audience take seats until the share that the seeds name is taken; 陈刚 comes to the first tea."""
    wanted, taken = round(row["capacity"] * seed["taken"]), 0
    invited = [
        p
        for p in stage.people
        if p.unit == seed["branch"] and p.row["tier"] in seed["tiers"] and p.row["status"] == "active"
        if not p.is_company or seed["kind"] in FOR_COMPANIES
    ]
    guests = [p for p in invited if not p.username]
    stage.rng.shuffle(guests)
    waiting = [p for p in guests if p.login][: len(seed.get("waiting", []))]
    guests = [p for p in guests if p not in waiting]
    first = [p for p in invited if p.username in stage.demo["guests"].get(row["title"], [])]
    event_lines.invite(stage, seed, row, published, invited)
    last = min(stage.now, row["sign_up_until"])
    for person in [*first, *guests]:
        most = min(row["guests_per_client"], wanted - taken - 1)
        if most < 0:
            break
        count = most and (1 if person in first else stage.rng.choice(range(most + 1)))
        _sign_up(stage, person, row, count, (published, last))
        taken += 1 + count
    if waiting:  # it is full: what is left is offered to the first of the line
        row["capacity"] = taken + seed["waiting"][0]
    event_lines.wait(stage, seed, row, waiting)
    for person in guests[-2:] if taken >= wanted and row["state"] == "published" else []:
        if person.login and stage.rng.random() < 0.6:
            _gone(stage, person, row, published, last)


def _between(stage: Stage, first: datetime, last: datetime, *, at_work: bool) -> datetime:
    """A moment when people are up, soon after publishing more often; staff write it down in working hours."""
    day = clock.local(first + (last - first) * stage.rng.random() ** 1.6).date()
    if at_work:
        day = day if is_working_day(day) else add_working_days(day, -1)
    moment = stage.moments.on(day, 9.1, 16.9) if at_work else stage.moments.on(day, 7.5, 21.8)
    return min(max(moment, first + timedelta(minutes=stage.rng.randint(5, 60))), last).replace(microsecond=0)


def _sign_up(
    stage: Stage, person: Known, row: Row, guests: int, span: tuple[datetime, datetime], **more: Any
) -> datetime:
    """Seats for a client and his guests, some by his manager for him; answers when."""
    manager = person.team.get("manager")
    by_staff = bool(manager) and not person.username and not more and stage.rng.random() < BY_STAFF
    at = _between(stage, *span, at_work=by_staff)
    author = stage.logins[manager[0]] if by_staff and manager else stage.login_of(person)
    made = stage.book.add(SignUp, event=row["id"], client=person.id, guests=guests, author=author["id"], at=at, **more)
    for position, name in enumerate(_names(stage, person, guests)):
        stage.book.add(PartyGuest, sign_up=made["id"], position=position, name=name)
    seats = str(guests + 1)
    words = {"title": row["title"], "number": row["number"], "client": person.name}
    stage.audit(at, author, "event.signed_up", Event, row, row["branch"], seats=seats, **words)
    if by_staff:
        stage.tell(
            at, person.login, "event.signed_up_for_you", f"/me/events/{row['number']}", title=row["title"], seats=seats
        )
    return at


def _gone(stage: Stage, person: Known, row: Row, published: datetime, last: datetime) -> None:
    """Somebody who gave the seat back."""
    login = stage.login_of(person)
    middle = published + (last - published) / 2
    gone = _between(stage, middle, last, at_work=False).replace(microsecond=0)
    _sign_up(stage, person, row, 0, (published, middle), cancelled_at=gone, cancelled_by=login["id"])
    words = {"title": row["title"], "number": row["number"], "client": person.name}
    stage.audit(gone, login, "event.sign_up_cancelled", Event, row, row["branch"], **words)


def _names(stage: Stage, person: Known, count: int) -> list[str]:
    """Family of a person, colleagues for a company; the seeds know the families of the demo clients."""
    if count and person.username in stage.demo["family"]:
        return [stage.demo["family"][person.username]]
    rng, data = stage.rng, stage.seeds["names"]
    year = person.row["birthday"].year if person.row["birthday"] else 1980
    other = "f" if person.row["gender"] == "m" else "m"
    found = [names.person_name(rng, other, year, data)] if count else []
    surname = (found[0] if person.row["gender"] == "f" else person.name)[:1] if found else ""
    while len(found) < count:
        child = names.person_name(rng, rng.choice("mf"), year + 28, data)
        found.append(surname + child[1:] if not person.is_company else child)
    return found
