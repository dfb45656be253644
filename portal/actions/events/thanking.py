"""After an event (R9): who came is thanked, and asked three questions where the one cap on asking allows it (R4)."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.events.results import answer_for
from portal.actions.shared import asking
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_clients, tell
from portal.database import among, lock, write
from portal.ground import clock, steps
from portal.ground.errors import OutOfScope, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Client, ContactPlan, Event, EventThanks, Feedback, SignUp
from portal.reads.accounts.actors import Actor
from portal.reads.events.after import key_of
from portal.rules.events.after import satisfied

SOURCE = "event"
LATE = timedelta(days=14)
"""So long after an event somebody may still be found to have come (a phone that was offline), and is thanked."""
AT_ONCE = 200


@steps.every_minute
def thank() -> int:
    """Whoever came to an event that has been held, and was not thanked yet. Answers how many."""
    count = 0
    held = Event.select().where(Event.state == "held", Event.ends_at > clock.now() - LATE)
    for event in list(held.order_by(Event.ends_at, Event.id).limit(AT_ONCE)):
        while found := _unthanked(event):
            count += _thank(event, found)
    return count


def _unthanked(event: Event) -> list[int]:
    """Clients who came: each once, though he has two parties."""
    done = EventThanks.select(EventThanks.client).where(EventThanks.event == event.id)
    query = (
        SignUp.select(SignUp.client)
        .join(Client)
        .where(
            SignUp.event == event.id,
            SignUp.cancelled_at.is_null(),
            SignUp.heads > 0,
            Client.merged_into.is_null(),
            SignUp.client.not_in(done),
        )
    )
    return sorted({row[0] for row in query.order_by(SignUp.id).limit(AT_ONCE).tuples()})


def _thank(event: Event, clients: list[int]) -> int:
    with write():
        row = lock(Event.select().where(Event.id == event.id))
        done = EventThanks.select(EventThanks.client).where(EventThanks.event == row.id)
        known = {one for (one,) in done.where(among(EventThanks.client, clients)).tuples()}
        fresh = [one for one in clients if one not in known]
        if not fresh:
            return 0
        ends = _at_rest(fresh)
        may = asking.askable(fresh) & _with_login(fresh) - ends
        moment = clock.now()
        EventThanks.insert_many(
            [{"event": row.id, "client": one, "asked": one in may, "at": moment} for one in fresh]
        ).execute()
        for one in may:
            asking.note(one, SOURCE, key_of(row, one))
        page = f"/me/events/{row.number}"
        told = [one for one in fresh if one not in ends]
        tell(
            accounts_of_clients([one for one in told if one in may]), "event.thanks_ask", f"{page}/feedback", **row.said
        )
        tell(accounts_of_clients([one for one in told if one not in may]), "event.thanks", page, **row.said)
        audit(None, "event.thanked", row, **row.said, count=str(len(told)))
        return len(fresh)


def _with_login(clients: list[int]) -> set[int]:
    query = Account.select(Account.client).where(among(Account.client, clients), Account.active)
    return {one for (one,) in query.tuples()}


def _at_rest(clients: list[int]) -> set[int]:
    """Those who mourn or have died since: nobody writes to them."""
    plan = ContactPlan
    stopped = (plan.stopped == "death") | ((plan.stopped == "mourning") & (plan.stopped_until >= clock.today()))
    return {one for (one,) in plan.select(plan.client).where(among(plan.client, clients), stopped).tuples()}


TWICE = _l("You have told us about this event already. Thank you.")


@once(Feedback)
def say(
    actor: Actor, event: Event, client: Client, score: int, good: str, wish: str, submission: str | None = None
) -> Feedback:
    """What a client says of an event that he came to: himself, or somebody for him at the follow-up call. Raises
    OutOfScope (he was not there), Refused (it is said already), WrongState (it is not over)."""
    with write():
        lock(Client.select(Client.id).where(Client.id == client.id))
        row = Event.get_by_id(event.id)
        if row.state != "held":
            raise WrongState(_l("This is asked when the event is over."))
        came = SignUp.select(SignUp.id).where(
            SignUp.event == row.id, SignUp.client == client.id, SignUp.cancelled_at.is_null(), SignUp.heads > 0
        )
        if not came.exists():
            raise OutOfScope()
        if Feedback.select(Feedback.id).where(Feedback.event == row.id, Feedback.client == client.id).exists():
            raise Refused(TWICE)
        made = Feedback.create(
            event=row.id,
            client=client.id,
            score=score,
            good=good,
            wish=wish,
            account=actor.account_id,
            at=clock.now(),
            submission=submission,
        )
        audit(actor, "event.feedback", row, **row.said, client=client.name)
        if satisfied(score) == "no":
            told = answer_for(row)
            tell(told, "event.rated_low", f"/events/{row.number}/result#said", but=actor, **row.said, score=str(score))
        return made
