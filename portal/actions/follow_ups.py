"""Follow-up calls (R4): the worker makes one for each thing that wants it; what the client answered is recorded with
the call, and a bad answer opens a request in his name.
"""

from __future__ import annotations

from collections.abc import Sequence

from portal.actions.contacts import write_contact
from portal.actions.requests.filing import file_request
from portal.actions.shared import asking
from portal.actions.shared.recording import audit, once
from portal.database import among, engine, lock, write
from portal.derived import holders
from portal.ground import clock, steps
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Contact, ContactPlan, FollowUp, FollowUpLook, Request
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration.settings import value
from portal.reads.follow_ups.causes import AGAIN, AT_ONCE, LOOKS, Cause, newest, wanting
from portal.rules.follow_ups import Answers, due_of, seat_of, seat_of_complaint

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
) -> Contact:
    """The call took place, or was tried: a contact like any other. Only one that reached the client finishes it, with
    what he answered; a bad answer opens a request in his name.

    Raises OutOfScope; WrongState: made before; Invalid: answers of somebody who was not reached or is not asked.
    """
    if answers.given and outcome != "reached":
        raise Invalid(_l("Only a client who was reached can answer."), field="satisfied")
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        found = FollowUp.select().where(FollowUp.id == follow_up, FollowUp.client == client.id)
        if not found.exists():
            raise OutOfScope()
        row: FollowUp = lock(found)
        if row.done_at:
            raise WrongState(_l("This follow-up call was made already."))
        if answers.given and not row.questions:
            raise Invalid(_l("The client was asked lately: this call is made without questions."), field="satisfied")
        contact = write_contact(actor, client, channel, clock.now(), summary, outcome, submission)
        if outcome == "reached":
            _finish(actor, client, row, contact, answers)
        return contact


def _finish(actor: Actor, client: Client, row: FollowUp, contact: Contact, answers: Answers) -> None:
    opened = _open_request(actor, client, row, answers) if answers.bad else None
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
    audit(actor, "follow_up.done", client, **client.said)


def _open_request(actor: Actor, client: Client, row: FollowUp, answers: Answers) -> Request:
    """In the client's words as far as there are any: he reads it."""
    about = Request.get_or_none(Request.number == row.ref) if row.cause == "request" else None
    subject = _("Not satisfied") if answers.satisfied == "no" else _("Something is not clear")
    named = row.about if row.cause in ("request", "event") else ""
    values = {
        "kind": "request",
        "category": about.category_id if about else "other",
        "subject": (f"{subject}: {named}" if named else subject)[:120],
        "details": answers.remark or _("The client said so at the follow-up call; please get in touch with him."),
    }
    return file_request(actor, client, values, [], seat=seat_of_complaint(row.complaint))
