"""Who is invited to the demo's events and what they answered; who waits for places, and the offer that is open (R9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.demo.book import Row
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Event, EventAudience, Invitation, WaitingParty
from portal.reads.events.audience import unanswered
from portal.rules.events.audience import answer_by
from portal.rules.events.waiting import after_running

QUIET = (21, 8)
A_DAY = timedelta(hours=24)
SAYS = ("", "", "yes", "yes", "maybe", "no")


def invite(stage: Stage, seed: Row, row: Row, published: datetime, invited: list[Known]) -> None:
    """An invitation for everybody of the audience, some answered; with waves a tier after the other, all open by
    now."""
    waves: list[str] = seed.get("waves", [])
    opens = {tier: published + timedelta(days=2 * place) for place, tier in enumerate(waves)}
    if opens and max(opens.values()) >= stage.now:
        opens = dict.fromkeys(waves, published)
    if waves:
        row["by_invitation"] = True
        texts = {tier: moment.isoformat() for tier, moment in opens.items()}
        stage.book.add(EventAudience, event=row["id"], waves=texts)
    for place, person in enumerate(invited):
        said = SAYS[(place * 7 + row["id"]) % len(SAYS)] if row["state"] == "published" else ""
        moment = opens.get(person.row["tier"], published)
        until = answer_by(opens, moment, row["sign_up_until"]) if waves else None
        answered = min(stage.now, moment + timedelta(hours=5 + place % 40)) if said else None
        stage.book.add(
            Invitation,
            event=row["id"],
            client=person.id,
            visible_from=moment,
            told_at=moment,
            answer=said,
            answered_at=answered,
            answer_until=until,
        )


def follow(stage: Stage) -> None:
    """Waves whose time to answer is over have ended, each at its moment: who was silent is kept."""
    over = Invitation.closed_at.is_null() & (Invitation.answer_until <= stage.now)
    Invitation.update(silent=True).where(over, unanswered()).execute()
    Invitation.update(closed_at=Invitation.answer_until).where(over).execute()


def wait(stage: Stage, seed: Row, row: Row, people: list[Known]) -> None:
    """Parties in the line of a full event, by the seats that the seeds say; the first has an offer."""
    for place, (seats, person) in enumerate(zip(seed.get("waiting", []), people, strict=False)):
        login = stage.login_of(person)
        at = stage.now - timedelta(days=3, hours=-place)
        party = stage.book.add(
            WaitingParty,
            event=row["id"],
            client=person.id,
            turn=place + 1,
            guests=seats - 1,
            author=login["id"],
            arrived_at=at,
        )
        words = {"title": row["title"], "number": row["number"]}
        seats_said = str(seats)
        stage.audit(at, login, "event.waits", Event, row, row["branch"], client=person.name, seats=seats_said, **words)
        if place == 0:
            _offer(stage, row, party, person)
        elif place == 1:
            party["skips"] = 1


def _offer(stage: Stage, row: Row, party: Row, person: Known) -> None:
    """Places that came free this morning."""
    at = stage.now - timedelta(minutes=40)
    wall = after_running(clock.local(at).replace(tzinfo=None), A_DAY, *QUIET)
    until = clock.from_local(wall).replace(microsecond=0)
    party.update(state="offered", offered_at=at, offer_until=until, version=2)
    words = {"title": row["title"], "number": row["number"]}
    stage.audit(at, None, "event.offered", Event, row, row["branch"], count="1", until=str(until), **words)
    path = f"/me/events/{row['number']}"
    stage.tell(at, stage.login_of(person), "event.place_offered", path, title=row["title"], until=str(until))
