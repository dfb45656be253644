"""Three months of contacts (R4): visits, calls, messages, attempts; when the next one is due, some that are overdue;
plans that are personal or rest, what was put off, and what follows.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from portal.demo.moments import Moments
from portal.demo.stage import SEED, Known, Stage
from portal.derived import contacts
from portal.ground import clock
from portal.models import Client, Contact, ContactPlan, NextStep, Postponement
from portal.reads.contacts.plans import intervals_of
from portal.rules.shared.names import weighted
from portal.rules.shared.workdays import add_working_days, is_working_day

DAYS = 91
OVERDUE = 0.3
FRESH = 25  # days since the last contact of those with whom a day of this week was agreed
AGREED = 0.7  # of those who are not overdue: with how many a day was agreed
WITHOUT_MANAGER = 0.46  # of the Standard clients nobody serves: how many had one contact
CHANNELS = {"phone": 34, "wechat": 26, "branch": 16, "visit": 12, "sms": 5, "email": 4, "portal": 3}


def enter(stage: Stage) -> None:
    """Contacts of everybody; `follow` says on the rows which was the last one and when the next is due."""
    for person in stage.people:
        if person.username == "wutao":
            continue
        count = _count(stage, person)
        if count:
            _contacts(stage, person, count)


def _count(stage: Stage, person: Known) -> int:
    rng = stage.rng
    if person.is_vip and person.team:
        return rng.randint(6, 9)
    if person.team:
        return rng.choice((1, 1, 2))
    return int(rng.random() < WITHOUT_MANAGER)


def _contacts(stage: Stage, person: Known, count: int) -> None:
    usual = stage.seeds["contacts"]["days"][person.row["tier"]]
    served = (stage.today - (person.since or clock.local(person.row["created_at"]).date())).days
    oldest = max(1, min(DAYS, served))
    late = not person.username and person.is_vip and oldest > usual + 8 and stage.rng.random() < OVERDUE
    newest = usual + 4 if late else 0
    moments = sorted(stage.moments.at_work(stage.rng.randint(newest, oldest)) for _ in range(count))
    said: set[str] = set()
    dice = Random(f"{SEED}:agreed:{person.id}")  # noqa: S311
    for position, at in enumerate(moments):
        day = clock.local(at).date()
        latest = position == len(moments) - 1
        due = _working(
            day + timedelta(days=usual if latest else max(2, (clock.local(moments[position + 1]).date() - day).days))
        )
        channel, summary = _said(stage, person, said)
        stage.book.add(
            Contact,
            client=person.id,
            staff=stage.staff[_who(stage, person)]["id"],
            channel=channel,
            happened_at=at,
            summary=summary,
            next_due=due if late or not person.is_vip or dice.random() < AGREED else None,
            created_at=stage.moments.soon_after(at, 4, 40),
        )


def _working(day: date) -> date:
    return day if is_working_day(day) else add_working_days(day, 1)


def _who(stage: Stage, person: Known) -> str:
    """Mostly the manager, then the adviser, sometimes one of the team; without a team somebody of the branch."""
    wanted = stage.rng.choices(("manager", "adviser", "specialists"), weights=(50, 38, 12))[0]
    found = (
        person.team.get(wanted) or next(iter(person.team.values()), None) or [stage.somebody(person.unit, "specialist")]
    )
    return stage.rng.choice(found)


def _said(stage: Stage, person: Known, said: set[str]) -> tuple[str, str]:
    """A channel and a summary that fits the client and was not said before."""
    rng, fits = stage.rng, stage.demo["fits"]
    preferred = person.row["preferred_channel"]
    while True:
        channel = preferred if preferred and rng.random() < 0.35 else weighted(rng, CHANNELS)
        texts = [
            text
            for text in stage.seeds["contacts"]["summaries"][channel]
            if _fits(person, text, fits) and text not in said
        ]
        if texts:
            said.add(summary := rng.choice(texts))
            return channel, summary


def _fits(person: Known, text: str, fits: dict[str, list[str]]) -> bool:
    company = any(word in text for word in fits["company"])
    vip = any(word in text for word in fits["vip"])
    family = any(word in text for word in fits["family"])
    return (company or not family if person.is_company else not company) and (person.is_vip or not vip)


def follow(stage: Stage) -> None:
    """After everything is written: attempts, plans, postponements and next steps. Own dice: the rest stays as it is."""
    rng, plans = Random(f"{SEED}:plans"), stage.seeds["contacts"]["plans"]  # noqa: S311
    served = [person for person in stage.people if person.is_vip and person.team]
    _neglected(stage, rng, served)
    _agreed(stage, rng, served)
    for person, one in zip(rng.sample(served, 16), plans["attempts"] * 4, strict=True):
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
    contacts.follow(row[0] for row in Client.select(Client.id).tuples())


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
            day = _working(stage.today + timedelta(days=number % 5))
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
        until=_working(until),
        reason=reason,
        at=stage.now - timedelta(minutes=rng.randint(5, 40)),
    )
