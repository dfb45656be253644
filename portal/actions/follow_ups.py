"""Follow-up calls (R4): the worker makes one for each thing that wants it; what the client answered is recorded with
the call, and a bad answer opens a request in his name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.actions.clients.record import add_interests
from portal.actions.contacts import write_contact
from portal.actions.events import thanking
from portal.actions.requests import rating
from portal.actions.requests.filing import file_request
from portal.actions.shared import asking
from portal.actions.shared.recording import audit, once
from portal.database import among, engine, lock, write
from portal.derived import holders
from portal.ground import clock, steps
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Contact, ContactPlan, Event, FollowUp, FollowUpLook, Request
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration.settings import value
from portal.reads.complaints.about import keys_of
from portal.reads.events.after import said_at
from portal.reads.follow_ups.causes import AGAIN, AT_ONCE, LOOKS, Cause, newest, wanting
from portal.rules.contacts import More
from portal.rules.events.after import satisfied
from portal.rules.follow_ups import NOTHING_SAID, Answers, Said, due_of, seat_of, seat_of_complaint

SOURCE = "follow_up"


@steps.every_minute
def make() -> int:
    """Make the calls that are wanted and not made yet; whoever looks, and however often, each is made once. Answers how
    many.
    """
    return sum(_look(source) for source in LOOKS)


def _look(source: str) -> int:
    row = FollowUpLook.get_or_none(FollowUpLook.source == source)
    upto = row.upto if row else 0
    after, made = upto - AGAIN[source], 0
    while found := LOOKS[source](after):
        made += _make(source, found)
        last = found[-1].place
        if last > upto:
            passed(source, last)
        if len(found) < AT_ONCE or last <= after:
            break
        after = last
    return made


def passed(source: str, place: int) -> None:
    """The look has come so far; what lies behind is not looked at again."""
    with write():
        FollowUpLook.insert(source=source, upto=place).on_conflict(
            conflict_target=[FollowUpLook.source], update={FollowUpLook.upto: place}
        ).execute()


def pass_over_all() -> None:
    """What there is now wants no call: a bank that was made up, or brought in as it stood."""
    for source, place in newest().items():
        passed(source, place)


def _make(source: str, found: Sequence[Cause]) -> int:
    causes = list({one.key: one for one in reversed(_new(source, found))}.values())
    if not causes or not (causes := wanting(source, causes)):
        return 0
    with write():
        ids = sorted({one.client for one in causes})
        clients = Client.select(Client.id).where(among(Client.id, ids)).order_by(Client.id)
        list(clients if engine() == "sqlite" else clients.for_update("FOR NO KEY UPDATE"))
        plans = {plan.client_id: plan for plan in ContactPlan.select().where(among(ContactPlan.client, ids))}
        may = asking.askable(ids)
        if source == "request":  # the portal asked him how it was: the same question, once more by voice
            may |= asking.asked_only_by(rating.SOURCE, {one.client: one.key for one in causes})
        if source == "event":  # so with what the thanks asked: the same three questions, and no others
            may |= asking.asked_only_by(thanking.SOURCE, {one.client: one.key for one in causes})
        made = []
        for one in _new(source, causes):
            plan = plans.get(one.client) or ContactPlan()
            if plan.stopped != "death":
                made.append(_one(source, one, plan, questions=one.client in may))
                may.discard(one.client)
        holders.follow_new(holders.FOLLOW_UPS, made)
    return len(made)


def _new(source: str, causes: Sequence[Cause]) -> list[Cause]:
    """Those for which no call was made yet."""
    query = FollowUp.select(FollowUp.cause_key).where(FollowUp.cause == source)
    known = {row[0] for row in query.where(among(FollowUp.cause_key, [one.key for one in causes])).tuples()}
    return [one for one in causes if one.key not in known]


def _one(source: str, cause: Cause, plan: ContactPlan, *, questions: bool) -> int:
    calendar = reference.calendar()
    row = FollowUp.create(
        client=cause.client,
        seat=seat_of(source, plan.keeper, complaint=cause.complaint),
        cause=source,
        cause_key=cause.key,
        complaint=cause.complaint,
        about=cause.about,
        ref=cause.ref,
        made_at=clock.now(),
        due=due_of(cause.day, value("contacts.follow_up_days"), plan.stopped_until, calendar),
        questions=questions,
    )
    if questions:
        asking.note(cause.client, SOURCE, f"{source}:{cause.key}")
    return int(row.id)


@once(Contact)
def record(
    actor: Actor,
    client: Client,
    follow_up: int,
    channel: str,
    outcome: str,
    summary: str,
    answers: Answers,
    submission: str | None = None,
    said: Said = NOTHING_SAID,
) -> Contact:
    """The call took place, or was tried: a contact like any other. Only one that reached the client finishes it, with
    what he answered; a bad answer opens a request in his name. After an event he is asked of nothing else: `said`.

    Raises OutOfScope; WrongState: made before; Invalid: answers of somebody who was not reached or is not asked.
    """
    if (answers.given or said != NOTHING_SAID) and outcome != "reached":
        raise Invalid(_l("Only a client who was reached can answer."), field="score" if said.score else "satisfied")
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        found = FollowUp.select().where(FollowUp.id == follow_up, FollowUp.client == client.id)
        if not found.exists():
            raise OutOfScope()
        row: FollowUp = lock(found)
        if row.done_at:
            raise WrongState(_l("This follow-up call was made already."))
        if (answers.given or said.score) and not row.questions:
            where = "score" if said.score else "satisfied"
            raise Invalid(_l("The client was asked lately: this call is made without questions."), field=where)
        about = Request.get_or_none(Request.number == row.ref) if row.cause == "request" else None
        complaint = about if row.complaint else None
        more = More(words=said.needs)
        contact = write_contact(
            actor, client, channel, clock.now(), summary, outcome, submission, more=more, complaint=complaint
        )
        if outcome == "reached":
            answered = _of_event(actor, client, row, said) if said.score else answers
            _finish(actor, client, row, contact, answered, about)
            add_interests(actor, client, said.interests)
            # of a complaint's the trail speaks as of the complaint: not to whom it concerns
            audit(actor, "follow_up.done", complaint or client, **client.said)
        return contact


def _of_event(actor: Actor, client: Client, row: FollowUp, said: Said) -> Answers:
    """The three answers after an event stand with those that others gave in the portal; as answers of a call they are
    counted like any other's."""
    if said_at(row.ref, client.id):
        raise Invalid(thanking.TWICE, field="score")
    thanking.say(actor, Event.get(Event.number == row.ref), client, said.score, said.good, said.wish)
    return Answers(satisfied(said.score), "", said.remark)


def _finish(
    actor: Actor, client: Client, row: FollowUp, contact: Contact, answers: Answers, about: Request | None
) -> None:
    opened = _open_request(actor, client, row, answers, about) if answers.bad else None
    if row.questions and answers.given:
        asking.note(client.id, SOURCE, f"{row.cause}:{row.cause_key}")
    FollowUp.update(
        done_at=clock.now(),
        done_by=actor.staff_id,
        contact=contact.id,
        satisfied=answers.satisfied,
        understood=answers.understood,
        remark=answers.remark,
        request=opened.id if opened else None,
    ).where(FollowUp.id == row.id).execute()


def _open_request(actor: Actor, client: Client, row: FollowUp, answers: Answers, about: Request | None) -> Request:
    """In the client's words as far as there are any: he reads it."""
    subject = _("Not satisfied") if answers.satisfied == "no" else _("Something is not clear")
    named = row.about if row.cause in ("request", "event") else ""
    again = about if about and row.complaint else None
    values: dict[str, Any] = {
        "kind": "complaint" if again else "request",
        "category": about.category_id if about else "other",
        "subject": (f"{subject}: {named}" if named else subject)[:120],
        "details": answers.remark or _("The client said so at the follow-up call; please get in touch with him."),
    }
    if again:  # it repeats the complaint: whom that concerned, this one does
        values |= {"about": keys_of(again.id), "complaint": {"repeats": again.number, "channel": "phone"}}
    return file_request(actor, client, values, [], seat=seat_of_complaint(row.complaint))
