"""Three months of contacts (R4): visits, calls, messages; when the next one is due, and some that are overdue."""

from __future__ import annotations

from datetime import date, timedelta

from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Contact
from portal.rules.shared.names import weighted
from portal.rules.shared.workdays import add_working_days, is_working_day

DAYS = 91
OVERDUE = 0.3
WITHOUT_MANAGER = 0.46  # of the Standard clients nobody serves: how many had one contact
CHANNELS = {"phone": 34, "wechat": 26, "branch": 16, "visit": 12, "sms": 5, "email": 4, "portal": 3}


def enter(stage: Stage) -> None:
    """Contacts of everybody; the client's row keeps the last one and the day of the next."""
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
            next_due=due,
            created_at=stage.moments.soon_after(at, 4, 40),
        )
        person.row["last_contact"], person.row["next_contact_due"] = day, due


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
