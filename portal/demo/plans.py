"""Contact plans at every stage (R4): attempts, days that were agreed, who waited too long, what is personal or rests,
what was put off, and what follows from a contact.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from portal.demo.contacts import working
from portal.demo.moments import Moments
from portal.demo.stage import SEED, Known, Stage
from portal.derived import contacts, holders
from portal.ground import clock
from portal.models import Client, Contact, ContactPlan, ContactWord, NextStep, Occasion, Postponement
from portal.reads.contacts.plans import intervals_of

FRESH = 25
"""Days since the last contact of those with whom a day of this week was agreed."""


def follow(stage: Stage) -> None:
    """After everything is written: attempts, plans, postponements and next steps. Own dice: the rest stays as it is."""
    rng, plans = Random(f"{SEED}:plans"), stage.seeds["contacts"]["plans"]  # noqa: S311
    served = [person for person in stage.people if person.is_vip and person.team]
    _neglected(stage, rng, served)
    _agreed(stage, rng, served)
    reachable = [one for one in served if not one.is_company and not one.row["do_not_call"]]
    for person, one in zip(rng.sample(reachable, 8), plans["attempts"], strict=True):
        _attempt(stage, rng, person, **one)
    for person, one in zip(rng.sample(served, 20), plans["steps"] * 4, strict=True):
        _step(stage, person, one)
    for person in rng.sample(served, 8):
        _put_off(stage, rng, person, rng.choice(plans["reasons"]))
    known = [stage.demo_client(name) for name in ("chengang", "zhoujie", "liufang")]
    for person, one in zip(known, plans["personal"], strict=True):
        ContactPlan.create(client=person.id, updated_at=stage.now - timedelta(days=9), **one)
    quiet = next(one for one in served if not one.username and not one.is_company and one not in known)
    ends = stage.today + timedelta(days=40)
    ContactPlan.create(client=quiet.id, updated_at=stage.now, stopped="mourning", stopped_until=ends)
    latest = Contact.select().where(Contact.client == quiet.id).order_by(Contact.happened_at.desc()).first()
    if latest:
        Contact.update(confidential=True, summary=plans["confidential"]).where(Contact.id == latest.id).execute()
    holders.follow_new(holders.NEXT_STEPS, [row.id for row in NextStep.select(NextStep.id)])
    _occasions(stage, known)
    contacts.follow(row[0] for row in Client.select(Client.id).tuples())


def _occasions(stage: Stage, known: list[Known]) -> None:
    """What comes round for the known clients, some in the coming days; the words of what was said last; an hour and a
    place that were agreed."""
    seeds = stage.seeds["contacts"]["plans"]
    for person, one in zip(known, seeds["occasions"], strict=True):
        soon = stage.today + timedelta(days=one["days"])
        first = soon.replace(year=soon.year - one["years"], day=min(soon.day, 28))
        Occasion.create(
            client=person.id,
            what=one["what"],
            first=first,
            every=one["every"],
            author=_carer(stage, person),
            created_at=stage.now - timedelta(days=40),
        )
        latest = Contact.select().where(Contact.client == person.id, Contact.outcome == "reached")
        contact = latest.order_by(Contact.happened_at.desc()).first()
        if contact is not None:
            for kind, word in one["words"]:
                ContactWord.create(contact=contact.id, kind=kind, word=word)
            agreed = {"next_at": one["at"], "next_place": one["place"]}
            Contact.update(**agreed).where(Contact.id == contact.id, Contact.next_due.is_null(False)).execute()


def _neglected(stage: Stage, rng: Random, served: list[Known]) -> None:
    """Some were last reached longer ago than the latest day allows."""
    for person in rng.sample([one for one in served if not one.username], 12):
        intervals = intervals_of(person.row["tier"])
        long_ago = stage.now - timedelta(days=(intervals.latest if intervals else 0) + rng.randint(2, 9))
        his = Contact.select(Contact.id).where(Contact.client == person.id)
        if his.where(Contact.happened_at <= long_ago).exists():
            Contact.delete().where(Contact.client == person.id, Contact.happened_at > long_ago).execute()


def _agreed(stage: Stage, rng: Random, served: list[Known]) -> None:
    """With many a day of this week was agreed, with some today."""
    for number, person in enumerate(rng.sample(served, 30)):
        contact = Contact.select().where(Contact.client == person.id, Contact.outcome == "reached")
        latest = contact.order_by(Contact.happened_at.desc()).first()
        if latest and 0 < (stage.today - clock.local(latest.happened_at).date()).days < FRESH:
            day = working(stage.today + timedelta(days=number % 5))
            Contact.update(next_due=day).where(Contact.id == latest.id).execute()


def _carer(stage: Stage, person: Known) -> int:
    found = person.team.get("adviser") or next(iter(person.team.values()))
    return int(stage.staff[found[0]]["id"])


def _attempt(stage: Stage, rng: Random, person: Known, outcome: str, words: str) -> None:
    at = Moments(rng, stage.now).at_work(rng.randint(0, 2))
    Contact.create(
        client=person.id,
        staff=_carer(stage, person),
        channel="phone",
        outcome=outcome,
        happened_at=at,
        summary=words,
        created_at=at,
    )


def _step(stage: Stage, person: Known, one: dict[str, Any]) -> None:
    contact = Contact.select().where(Contact.client == person.id, Contact.outcome == "reached")
    contact = contact.order_by(Contact.happened_at.desc()).first()
    if contact is not None:
        NextStep.create(
            contact=contact.id,
            client=person.id,
            staff=contact.staff_id,
            what=one["what"],
            due=stage.today + timedelta(days=one["days"]),
            told=one["told"],
            created_at=contact.created_at,
        )


def _put_off(stage: Stage, rng: Random, person: Known, reason: str) -> None:
    until = stage.today + timedelta(days=rng.randint(2, 12))
    Postponement.create(
        client=person.id,
        staff=_carer(stage, person),
        until=working(until),
        reason=reason,
        at=stage.now - timedelta(minutes=rng.randint(5, 40)),
    )
