"""Recording a contact (R4): the client's row follows with the last contact that reached him and the day of the next;
what follows from it is somebody's next step. Putting a contact off; a client's own plan.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from portal.actions.shared.recording import audit, once, save_version
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.derived import holders
from portal.derived.contacts import follow as follow_contacts
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import (
    Account,
    Begun,
    Client,
    Contact,
    ContactPlan,
    ContactWord,
    NextStep,
    Occasion,
    Postponement,
    Request,
    SignIn,
)
from portal.reads.accounts.actors import Actor
from portal.reads.contacts.agreed import last_agreed, persons_of
from portal.reads.contacts.plans import in_a_row, may_take_step, reads_confidential, standing_of
from portal.rules.contacts import LONGEST, NOTHING_MORE, TOO_OFTEN, More, Step, wrong
from portal.rules.contacts import next_due as due_of
from portal.words.contacts import WRONG

MOST_OCCASIONS = 12
RECORDED = {"reached": "contact.recorded", "bulk": "contact.bulk"}
"""What the trail calls a contact; whatever did not reach him is tried."""


@once(Contact)
def record_contact(
    actor: Actor,
    client: Client,
    channel: str,
    happened_at: datetime,
    summary: str,
    next_due: date | None,
    submission: str | None = None,
    outcome: str = "reached",
    confidential: bool = False,
    step: Step | None = None,
    more: More = NOTHING_MORE,
) -> Contact:
    """Keep what was said with the client, or that he was not reached. Without `next_due` a day that was agreed before
    stays, if it lies ahead.

    Raises Invalid: a contact that lies ahead; a next one, or a step, that lies behind; a day agreed with somebody who
    was not reached, a message to many that the client began, an hour or a place without a day; a step for somebody who
    does not serve him; a person who does not act for the company. Raises NotAllowed: a confidential one by who may
    not read it.
    """
    if (more.at or more.place) and not next_due:
        raise Invalid(_l("An hour or a place needs the day that was agreed."), field="next_due")
    _may_be_recorded(actor, client, happened_at, next_due, outcome, confidential, step, more.began)
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        if step and step.staff is not None and not may_take_step(step.staff, client, actor):
            raise Invalid(_l("Only his team and the admins of his branch take a next step."), field="step_staff")
        row = write_contact(
            actor, client, channel, happened_at, summary, outcome, submission, next_due, confidential, more
        )
        if step:
            _begin(actor, client, row, step)
        return row


def _may_be_recorded(
    actor: Actor,
    client: Client,
    happened_at: datetime,
    next_due: date | None,
    outcome: str,
    confidential: bool,
    step: Step | None,
    began: str,
) -> None:
    for field, code in wrong(happened_at, next_due, clock.now(), clock.today(), outcome, began).items():
        raise Invalid(WRONG[code], field=field)
    if step and step.due < clock.today():
        raise Invalid(_l("The next step must be in the future."), field="step_due")
    if confidential and not reads_confidential(actor, client):
        raise NotAllowed()


def write_contact(
    actor: Actor,
    client: Client,
    channel: str,
    happened_at: datetime,
    summary: str,
    outcome: str,
    submission: str | None = None,
    next_due: date | None = None,
    confidential: bool = False,
    more: More = NOTHING_MORE,
    complaint: Request | None = None,
) -> Contact:
    """The row of a contact; the client's follows it. `complaint`: what it is about; the trail speaks as of that. Call
    inside `write()`, with the client's row held."""
    before = last_agreed(client.id) if outcome == "reached" and not next_due and complaint is None else None
    if more.person is not None and more.person not in [number for number, _name in persons_of(client)]:
        raise Invalid(_l("Please choose somebody who acts for the company."), field="person")
    row = Contact.create(
        client=client.id,
        staff=actor.staff_id,
        channel=channel,
        outcome=outcome,
        began=more.began,
        confidential=confidential,
        happened_at=happened_at,
        summary=summary,
        next_due=before.day if before else next_due,
        next_at=before.at if before else more.at,
        next_place=before.place if before else more.place,
        person=more.person,
        complaint=complaint.id if complaint else None,
        created_at=clock.now(),
        submission=submission,
    )
    words = [{"contact": row.id, "kind": kind, "word": word} for kind, word in more.words]
    if words:
        ContactWord.insert_many(words).execute()
    follow_contacts([client.id])
    audit(actor, RECORDED.get(outcome, "contact.tried"), complaint or client, **client.said)
    return row


def _begin(actor: Actor, client: Client, contact: Contact, step: Step) -> None:
    made = NextStep.create(
        contact=contact.id,
        client=client.id,
        seat=step.seat,
        staff=step.staff,
        what=step.what,
        due=step.due,
        told=step.told,
        created_at=clock.now(),
    )
    holders.follow_new(holders.NEXT_STEPS, [made.id])
    holder = NextStep.get_by_id(made.id).holder_id
    told = accounts_of_staff([holder]) if holder else admin_accounts(client.branch_id)
    tell(told, "contact.step", f"/clients/{client.number}#contacts", but=actor, **client.said)


def begin(actor: Actor, client: Client) -> None:
    """He has begun to record a contact: until it is on record his colleagues see that today."""
    with write():
        Begun.insert(client=client.id, staff=actor.staff_id, at=clock.now()).on_conflict(
            conflict_target=[Begun.client, Begun.staff], update={Begun.at: clock.now()}
        ).execute()


def finish_step(actor: Actor, client: Client, step_id: int) -> NextStep:
    """A next step is done. Raises OutOfScope: no such step of this client; WrongState: done before."""
    with write():
        found = NextStep.select().where(NextStep.id == step_id, NextStep.client == client.id)
        if not found.exists():
            raise OutOfScope()
        step = lock(found)
        if step.done_at:
            raise WrongState(_l("This step is done already."))
        NextStep.update(done_at=clock.now(), done_by=actor.staff_id).where(NextStep.id == step.id).execute()
        audit(actor, "contact.step_done", client, **client.said)
        return step


@once(Postponement)
def postpone(actor: Actor, client: Client, until: date, reason: str, submission: str | None = None) -> Postponement:
    """Put the next contact off to a day; the interval is counted as before from the next one that reaches him. The
    third time in a row his supervisor is told.

    Raises Invalid: a day that is not ahead, or too far; WrongState: nothing is due.
    """
    if until <= clock.today():
        raise Invalid(_l("Put it off to a day in the future."), field="until")
    if until > clock.today() + timedelta(days=LONGEST):
        raise Invalid(_l("Put it off by at most two years."), field="until")
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        if due_of(standing_of(client)) is None:
            raise WrongState(_l("No contact with this client is planned."))
        row = Postponement.create(
            client=client.id, staff=actor.staff_id, until=until, reason=reason, at=clock.now(), submission=submission
        )
        follow_contacts([client.id])
        audit(actor, "contact.postponed", client, changes={"until": ["", until.isoformat()]}, **client.said)
        if in_a_row(client.id) == TOO_OFTEN:
            path = f"/clients/{client.number}#contacts"
            tell(admin_accounts(client.branch_id), "contact.postponed", path, but=actor, **client.said)
        return row


def change_plan(actor: Actor, client: Client, values: dict[str, Any], version: int | None) -> dict[str, list[Any]]:
    """Make a client's contact plan personal, or let it rest; answers what changed. `version`: of the plan that the form
    was filled from, 0 for none. A death ends his login; that it was entered by mistake opens it again.

    Raises StaleVersion; Invalid: a latest day before the wished one, mourning without an end, a company that died.
    """
    _check(client, values)
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        plan = ContactPlan.get_or_none(ContactPlan.client == client.id)
        if (version or 0) != (plan.version if plan else 0):
            raise StaleVersion(row=plan)
        plan = plan or ContactPlan.create(client=client.id, updated_at=clock.now(), version=0)
        before = plan.stopped
        changes = save_version(plan, None, **values)
        if not changes:
            return changes
        ContactPlan.update(updated_at=clock.now()).where(ContactPlan.id == plan.id).execute()
        if "death" in (before, plan.stopped) and before != plan.stopped:
            _logins(client, ended=plan.stopped == "death")
        follow_contacts([client.id])
        audit(actor, "contact.plan_changed", client, changes=changes, **client.said)
        return changes


def _check(client: Client, values: dict[str, Any]) -> None:
    wished, latest = values.get("wished"), values.get("latest")
    if wished and latest and latest < wished:
        raise Invalid(_l("The latest interval cannot be shorter than the wished one."), field="latest")
    if values.get("stopped") == "mourning" and not values.get("stopped_until"):
        raise Invalid(_l("Please say until when the plan rests."), field="stopped_until")
    if values.get("stopped") and client.is_company:
        raise Invalid(_l("The plan of a company does not rest."), field="stopped")


def _logins(client: Client, *, ended: bool) -> None:
    """The client's logins end with his death, or are open again."""
    if ended:
        his = Account.update(active=False, ended_on=clock.today(), ended_reason="death")
        his.where(Account.client == client.id, Account.active).execute()
        mine = Account.select(Account.id).where(Account.client == client.id)
        SignIn.update(ended_at=clock.now()).where(SignIn.account.in_(mine), SignIn.ended_at.is_null()).execute()
    else:
        his = Account.update(active=True, ended_on=None, ended_reason="")
        his.where(Account.client == client.id, Account.ended_reason == "death").execute()


@once(Occasion)
def add_occasion(
    actor: Actor, client: Client, what: str, first: date, every: str, submission: str | None = None
) -> Occasion:
    """Note what comes round every year or month. Raises WrongState: there are enough."""
    with write():
        lock(Client.select(Client.id).where(Client.id == client.id))
        if Occasion.select().where(Occasion.client == client.id).count() >= MOST_OCCASIONS:
            raise WrongState(_l("There are enough occasions. Please take one away first."))
        row = Occasion.create(
            client=client.id,
            what=what,
            first=first,
            every=every,
            author=actor.staff_id,
            created_at=clock.now(),
            submission=submission,
        )
        audit(actor, "contact.occasion_added", client, **client.said)
        return row


def end_occasion(actor: Actor, client: Client, occasion: int) -> None:
    """It counts no more. Raises OutOfScope."""
    with write():
        gone = Occasion.delete().where(Occasion.id == occasion, Occasion.client == client.id).execute()
        if not gone:
            raise OutOfScope()
        audit(actor, "contact.occasion_ended", client, **client.said)
