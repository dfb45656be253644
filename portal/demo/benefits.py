"""Benefits that VIPs used this calendar year (R8), within what their tier gives."""

from __future__ import annotations

from datetime import date, timedelta

from portal.demo.facts import Facts
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Benefit, BenefitUse
from portal.reads import reference
from portal.rules.shared import names

MOST_OF_UNLIMITED = 5
SHARE = 0.55  # of the benefits of a tier: used at least once
NEEDS = {"etc_waiver": "etc", "safe_box": "safe_box"}
"""Benefits that only somebody uses who has the product."""
SCHOOL_YEARS = (32, 56)  # age of those who ask about schools


def enter(stage: Stage) -> None:
    """Uses of everybody who had a tier this year."""
    facts = Facts(stage)
    for person in stage.people:
        if person.is_vip and person.changes:
            _uses(stage, facts, person)


def _uses(stage: Stage, facts: Facts, person: Known) -> None:
    first = max(date(stage.today.year, 1, 1), person.changes[-1][1])
    days = (stage.today - first).days
    if days < 1:
        return
    given = reference.allowances()
    passed = min(1.0, days / 300)
    for code, benefit in reference.benefits().items():
        yearly = given.get((person.row["tier"], code), 0)
        known = person.username and code in ("airport_lounge", "hospital_booking")
        if not yearly or not _fits(facts, person, benefit):
            continue
        if not known and stage.rng.random() > SHARE * passed:
            continue
        most = MOST_OF_UNLIMITED if yearly < 0 else max(1, yearly * 2 // 3)
        left = stage.rng.randint(1, most)
        while left > 0:
            left -= _use(stage, person, benefit, left, first, days)


def _fits(facts: Facts, person: Known, benefit: Benefit) -> bool:
    """Is it something for such a client, and has he what it goes with?"""
    if person.is_company:
        return bool(benefit.for_companies)
    if benefit.code == "school_advice":
        return SCHOOL_YEARS[0] <= facts.age(person) <= SCHOOL_YEARS[1]
    return benefit.code not in NEEDS or NEEDS[benefit.code] in facts.of(person)


def _use(stage: Stage, person: Known, benefit, left: int, first: date, days: int) -> int:  # type: ignore[no-untyped-def]
    """One use; answers how many it counts for. With a guest an airport lane counts for two."""
    rng = stage.rng
    day = first + timedelta(days=rng.randrange(days))
    guest = benefit.guest_allowed and rng.random() < 0.3
    quantity = (
        2
        if guest and left > 1 and benefit.unit in ("time", "piece", "seat") and benefit.code != "hospital_booking"
        else 1
    )
    staff = [username for names_ in person.team.values() for username in names_]
    stage.book.add(
        BenefitUse,
        client=person.id,
        benefit=benefit.code,
        used_on=day,
        quantity=quantity,
        guest_name=_guest(stage, person) if guest else "",
        recorded_by=stage.staff[rng.choice(staff)]["id"] if staff else None,
        created_at=stage.moments.not_later(clock.start_of(day) + timedelta(minutes=rng.randint(560, 1010))),
    )
    return quantity


def _guest(stage: Stage, person: Known) -> str:
    """Who came along: of the family that the seeds know, for a company the head of it, else somebody of his age."""
    if person.is_company:
        return str(person.row["legal_representative"])
    if person.username in stage.demo["family"]:
        return str(stage.demo["family"][person.username])
    other = "f" if person.row["gender"] == "m" else "m"
    return names.person_name(stage.rng, other, person.row["birthday"].year, stage.seeds["names"])
