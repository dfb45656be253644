"""Introductions (R9): asked by a client, proposed by the bank; only both yes opens anything, and a no is silent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit, once, save_version
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, tell
from portal.database import held, lock, write
from portal.ground import clock, security, steps
from portal.ground.errors import Invalid, OutOfScope, Refused, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, Introduction, MeetingCard
from portal.reads.accounts.actors import Actor
from portal.reads.administration.settings import value
from portal.reads.events.introductions import apart, card_of, last_of, open_to
from portal.rules.events.introductions import MOST_OPEN, next_state, pair, standing, too_soon

PAGE = "/me/introductions"
NOT_WILLING = _l("Say first that you would like to meet others, and what may be shown of you.")
NOBODY = _l("There is nobody of this name whom you may introduce.")
SOON = _l("These two were asked for not long ago. Please try again in some months.")
MANY = _l("You have asked for several introductions already. Please wait for the answers first.")


def save_card(actor: Actor, client: Client, values: dict[str, Any], version: int | None) -> MeetingCard:
    """What may be shown, and whom he would like to meet. Whoever is not willing any more is not asked any more. Raises
    StaleVersion (`version`: 0 for none yet)."""
    with write():
        may_step(actor)
        lock(Client.select(Client.id).where(Client.id == client.id))
        card = card_of(client.id)
        if (version or 0) != (card.version if card else 0):
            raise StaleVersion(row=card)
        card = card or MeetingCard.create(
            client=client.id, token=security.new_token()[:32], updated_at=clock.now(), version=0
        )
        changes = save_version(card, None, **values)
        if changes:
            MeetingCard.update(updated_at=clock.now()).where(MeetingCard.id == card.id).execute()
            audit(actor, "introduction.card", client, **client.said)
        return card


def _both(one: int, other: int) -> None:
    """Their rows, held in one order: of two who ask for each other at once the second finds the first."""
    query = Client.select(Client.id).where(Client.id.in_([one, other])).order_by(Client.id)
    list(held(query))


def _open_between(one: int, other: int) -> Introduction | None:
    low, high = pair(one, other)
    found: Introduction | None = Introduction.get_or_none(
        Introduction.low == low, Introduction.high == high, Introduction.state == "open"
    )
    if found is not None and found.until <= clock.now():
        Introduction.update(state="expired").where(Introduction.id == found.id).execute()
        return None
    return found


@once(Introduction)
def ask(
    actor: Actor, client: Client, other: Client, event: Event | None, words: str, submission: str | None = None
) -> Introduction:
    """A client would like to meet a guest of an event: his own yes is given with it. Where the other one has asked for
    him already, that is the other yes. Raises Invalid (he shows nothing himself), OutOfScope (the other one may not be
    asked), Refused (too soon, too many)."""
    try:
        with write():
            may_step(actor)
            _both(client.id, other.id)
            allowed = open_to([client.id, other.id])
            if client.id not in allowed:
                raise Invalid(NOT_WILLING)
            if other.id not in allowed:
                raise OutOfScope()
            there = _open_between(client.id, other.id)
            if there is not None:
                return _answered(actor, client, there, "yes")
            if too_soon(last_of(client.id, other.id), clock.now()):
                raise Refused(SOON)
            mine = Introduction.select().where(
                Introduction.asker == client.id, Introduction.state == "open", Introduction.until > clock.now()
            )
            if mine.count() >= MOST_OPEN:
                raise Refused(MANY)
            row = _begin(actor, client, other, event, words, submission, asker=client.id)
            audit(actor, "introduction.asked", client, **client.said)
            tell(accounts_of_client(other.id), "introduction.asked", PAGE)
            return row
    except IntegrityError as error:
        raise Refused(SOON) from error


def _begin(
    actor: Actor, one: Client, other: Client, event: Event | None, words: str, submission: str | None, **values: Any
) -> Introduction:
    low, high = pair(one.id, other.id)
    answers = {"low_answer" if low == values.get("asker") else "high_answer": "yes"} if "asker" in values else {}
    return Introduction.create(  # type: ignore[no-any-return]
        token=security.new_token()[:32],
        low=low,
        high=high,
        event=event.id if event else None,
        words=words,
        account=actor.account_id,
        at=clock.now(),
        until=clock.now() + timedelta(days=value("events.introduction_days")),
        submission=submission,
        **answers,
        **values,
    )


@once(Introduction)
def propose(
    actor: Actor, client: Client, other: Client, event: Event | None, words: str, submission: str | None = None
) -> Introduction:
    """Somebody of the bank would like to introduce two clients: both are asked, and neither is named to the other
    before both said yes (but as his card allows). Raises Invalid (one of them may not be introduced), Refused."""
    if client.id == other.id:
        raise Invalid(NOBODY, field="client")
    try:
        with write():
            _both(client.id, other.id)
            pair_of = [client.id, other.id]
            if (
                open_to(pair_of) != {*pair_of}
                or Client.select().where(Client.id.in_(pair_of), apart(actor)).count() < 2
            ):
                raise Invalid(_l("One of the two does not wish it, or may not be asked now."), field="client")
            if _open_between(client.id, other.id) is not None or too_soon(last_of(client.id, other.id), clock.now()):
                raise Refused(SOON)
            row = _begin(actor, client, other, event, words, submission, proposer=actor.staff_id)
            audit(actor, "introduction.proposed", client, client=client.name, other=other.name)
            for one in (client.id, other.id):
                tell(accounts_of_client(one), "introduction.proposed", PAGE, staff=actor.name)
            return row
    except IntegrityError as error:
        raise Refused(SOON) from error


def answer(actor: Actor, client: Client, row: Introduction, said: str) -> Introduction:
    """Yes or no, by one of the two. A no is told to nobody: for the other side the matter waits until it is over.

    Raises WrongState (over, or answered), Refused (he may not be introduced now)."""
    with write():
        may_step(actor)
        _both(row.low_id, row.high_id)
        fresh = lock(Introduction.select().where(Introduction.id == row.id))
        mine = fresh.low_answer if fresh.low_id == client.id else fresh.high_answer
        waits = standing(fresh.state, mine, fresh.until, clock.now()) == "asked"
        as_shown(fresh, possible=waits)
        if not waits:
            raise WrongState()
        return _answered(actor, client, fresh, said)


def _answered(actor: Actor, client: Client, row: Introduction, said: str) -> Introduction:
    """Call inside `write()`, with both clients held."""
    if said == "yes" and client.id not in open_to([client.id]):
        raise Refused(NOT_WILLING)
    name = "low_answer" if row.low_id == client.id else "high_answer"
    setattr(row, name, said)
    both = open_to([row.low_id, row.high_id]) == {row.low_id, row.high_id}
    state = next_state(row.low_answer, row.high_answer) if both else "open"
    agreed = {"state": "agreed", "agreed_at": clock.now()} if state == "agreed" else {}
    Introduction.update({name: said, "version": row.version + 1, **agreed}).where(Introduction.id == row.id).execute()
    row = Introduction.get_by_id(row.id)
    audit(actor, "introduction.answered", client, **client.said)
    if state == "agreed":
        audit(None, "introduction.agreed", row, branch=client.branch_id)
        for one in (row.low_id, row.high_id):
            tell(accounts_of_client(one), "introduction.agreed", PAGE, but=actor)
        if row.proposer_id:
            names = dict(Client.select(Client.id, Client.name).where(Client.id.in_([row.low_id, row.high_id])).tuples())
            told = accounts_of_staff([row.proposer_id])
            number = Client.select(Client.number).where(Client.id == row.low_id).scalar()
            path = f"/clients/{number}/introductions"
            tell(told, "introduction.agreed_of", path, client=names[row.low_id], other=names[row.high_id])
    return row


def end(actor: Actor, client: Client, row: Introduction) -> None:
    """One of the two takes it back: what was asked ends, what was shown is shown no more. Nobody is told. Raises
    WrongState."""
    with write():
        fresh = lock(Introduction.select().where(Introduction.id == row.id))
        mine = fresh.low_answer if fresh.low_id == client.id else fresh.high_answer
        may = standing(fresh.state, mine, fresh.until, clock.now()) in ("waits", "agreed")
        as_shown(fresh, possible=may)
        if not may:
            raise WrongState()
        _end(fresh)
        audit(actor, "introduction.ended", client, **client.said)


def take_back(actor: Actor, client: Client, row: Introduction) -> None:
    """Whoever of the bank proposed it takes it back while it waits. Raises WrongState, OutOfScope (not his)."""
    with write():
        fresh = lock(Introduction.select().where(Introduction.id == row.id))
        if fresh.proposer_id != actor.staff_id:
            raise OutOfScope()
        may = standing(fresh.state, "yes", fresh.until, clock.now()) == "waits"
        as_shown(fresh, possible=may)
        if not may:
            raise WrongState()
        _end(fresh)
        audit(actor, "introduction.ended", client, **client.said)


def _end(row: Introduction) -> None:
    Introduction.update(state="ended", ended_at=clock.now(), version=Introduction.version + 1).where(
        Introduction.id == row.id
    ).execute()


@steps.every_minute
def expire() -> int:
    """What was not agreed in its time is over, and nobody is told. Answers how many."""
    over = (Introduction.state == "open") & (Introduction.until <= clock.now())
    if not Introduction.select(Introduction.id).where(over).exists():
        return 0
    with write():
        values = {"state": "expired", "ended_at": clock.now(), "version": Introduction.version + 1}
        return int(Introduction.update(values).where(over).execute())
