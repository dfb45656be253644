"""What VIPs have of their benefits this calendar year (R8): lots, what they used of them, what they have booked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.actions.benefits import granting, points
from portal.demo.facts import Facts
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Client, Entry, Hold, Lot, Resolution
from portal.models.benefits.catalogue import BenefitVersion
from portal.reads import reference
from portal.rules.shared import names

MOST_OF_UNLIMITED = 5
SHARE = 0.55  # of the benefits of a tier: used at least once
NEEDS = {"etc_waiver": "etc", "safe_box": "safe_box"}
"""Benefits that only somebody uses who has the product."""
SCHOOL_YEARS = (32, 56)  # age of those who ask about schools


def enter(stage: Stage) -> None:
    """Lots of everybody who had a tier this year, as far as he used them."""
    facts = Facts(stage)
    for person in stage.people:
        if person.is_vip and person.changes:
            _uses(stage, facts, person)


def follow(stage: Stage) -> None:
    """What nobody has touched yet is granted as the worker does it, and the points of the last half year; some have
    booked something. Call when all is stored."""
    vips = Client.select(Client.id).where(Client.tier.in_(reference.vip_tiers()))
    granting.grant_to([key for (key,) in vips.tuples()])
    for back in range(6, 0, -1):
        points.grant_month(clock.months_back(stage.today, back))


def _uses(stage: Stage, facts: Facts, person: Known) -> None:
    first = max(date(stage.today.year, 1, 1), person.changes[-1][1])
    days = (stage.today - first).days
    if days < 1:
        return
    passed = min(1.0, days / 300)
    for code, benefit in reference.benefits().items():
        given = reference.amounts().get((benefit.id, person.row["tier"]))
        known = person.username and code in ("airport_lounge", "hospital_booking")
        if given is None or benefit.kind != "count" or not _fits(facts, person, benefit):
            continue
        if not known and stage.rng.random() > SHARE * passed:
            continue
        _lots(stage, person, benefit, given, first, days, ahead=bool(known))


def _lots(
    stage: Stage, person: Known, benefit: BenefitVersion, given: Any, first: date, days: int, *, ahead: bool
) -> None:
    """The lots of one benefit, his own and his guests', and what was used of them; `ahead`: and something is booked."""
    mine = _lot(stage, person, benefit, given.amount, first, guests=False)
    guests = _lot(stage, person, benefit, given.guests, first, guests=True) if given.guests else None
    most = MOST_OF_UNLIMITED if given.amount < 0 else max(1, given.amount * 2 // 3)
    left = stage.rng.randint(1, most)
    while left > 0:
        left -= 1
        of_guest = benefit.guest_allowed and stage.rng.random() < 0.3
        lot = guests if of_guest and guests is not None else mine
        if benefit.guest_rule == "own" and of_guest and (guests is None or guests["available"] < 1):
            of_guest, lot = False, mine
        day = first + timedelta(days=stage.rng.randrange(days))
        _use(stage, person, benefit, lot, day, of_guest=of_guest)
    if ahead and (mine["unlimited"] or mine["available"] > 0):
        day = stage.today + timedelta(days=benefit.days_ahead + stage.rng.randint(1, 9))
        if day <= mine["until"]:
            _book(stage, person, benefit, mine, day)


def _lot(stage: Stage, person: Known, benefit: BenefitVersion, amount: int, first: date, *, guests: bool) -> Any:
    year, unlimited = stage.today.year, amount < 0
    made = clock.start_of(first) + timedelta(minutes=1)
    whole = 0 if unlimited else amount
    row = stage.book.add(
        Lot,
        client=person.id,
        benefit=benefit.code,
        version=benefit.id,
        guests=guests,
        unlimited=unlimited,
        period=str(year),
        cause=granting.GUESTS if guests else granting.TIER,
        upto=amount,
        since=first,
        until=date(year, 12, 31),
        quantity=whole,
        available=whole,
        created_at=made,
    )
    stage.book.add(Entry, lot=row["id"], kind="grant", quantity=whole, at=made)
    return row


def _hold(stage: Stage, who: Known, benefit: BenefitVersion, lot: Any, day: date, **values: Any) -> tuple[Any, Any]:
    """One unit is held for a day: the hold and its entry."""
    hold = stage.book.add(Hold, client=who.id, version=benefit.id, quantity=1, day=day, **values)
    entry = stage.book.add(
        Entry,
        lot=lot["id"],
        kind="hold",
        quantity=1,
        hold=hold["id"],
        author=values["author"],
        at=values["created_at"],
    )
    lot["available"] -= 0 if lot["unlimited"] else 1
    return hold, entry


def _book(stage: Stage, person: Known, benefit: BenefitVersion, lot: Any, day: date) -> None:
    """Something is booked for a day to come."""
    at = clock.now() - timedelta(hours=stage.rng.randint(2, 30))
    _hold(stage, person, benefit, lot, day, author=_colleague(stage, person), created_at=at)
    lot["held"] += 1


def _colleague(stage: Stage, person: Known) -> int | None:
    """The login of somebody of his team."""
    staff = [username for names_ in person.team.values() for username in names_]
    return stage.logins[stage.rng.choice(staff)]["id"] if staff else None


def _use(stage: Stage, person: Known, benefit: BenefitVersion, lot: Any, day: date, *, of_guest: bool) -> None:
    at = stage.moments.not_later(clock.start_of(day) + timedelta(minutes=stage.rng.randint(560, 1010)))
    author = _colleague(stage, person)
    hold, held = _hold(
        stage,
        person,
        benefit,
        lot,
        day,
        guest_name=_guest(stage, person) if of_guest else "",
        person="guest" if of_guest else "self",
        author=author,
        created_at=at,
    )
    stage.book.add(Resolution, hold=hold["id"], outcome="used", used=1, cause="staff", author=author, at=at)
    stage.book.add(
        Entry, lot=lot["id"], kind="use", quantity=1, hold=hold["id"], entry=held["id"], author=author, at=at
    )
    lot["used"] += 1


def _fits(facts: Facts, person: Known, benefit: BenefitVersion) -> bool:
    """Is it something for such a client, and has he what it goes with?"""
    if person.is_company:
        return bool(benefit.for_companies)
    if benefit.code == "school_advice":
        return SCHOOL_YEARS[0] <= facts.age(person) <= SCHOOL_YEARS[1]
    return benefit.code not in NEEDS or NEEDS[benefit.code] in facts.of(person)


def _guest(stage: Stage, person: Known) -> str:
    """Who came along: of the family that the seeds know, for a company the head of it, else somebody of his age."""
    if person.is_company:
        return str(person.row["legal_representative"])
    if person.username in stage.demo["family"]:
        return str(stage.demo["family"][person.username])
    other = "f" if person.row["gender"] == "m" else "m"
    return names.person_name(stage.rng, other, person.row["birthday"].year, stage.seeds["names"])
