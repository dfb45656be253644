"""The life of an event (R9): planned, approved, published, filled, held or cancelled. The database counts the seats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import Value

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, next_number, once
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, head_office_accounts, tell
from portal.database import lock, write
from portal.ground import clock, steps
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Client, Event, EventChange, EventTier, Notice, RoleGrant, SignUp
from portal.models.organisation import under, ways_to
from portal.reads.accounts.actors import Actor
from portal.reads.clients import consents
from portal.reads.events import audience_of
from portal.reads.organisation import tree
from portal.rules import events
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission

PLAN_PROBLEMS = {
    "past": _l("The beginning must be in the future."),
    "before_start": _l("The end must be after the beginning."),
    "after_start": _l("Sign-up must end before the event begins."),
    "too_small": _l("There must be at least one seat."),
    "too_big": _l("This is more than an event may have."),
    "below_taken": _l("More seats are taken already. Cancel sign-ups first, or leave room for them."),
    "empty": _l("Please choose who is invited."),
    "negative": _l("This cannot be below zero."),
}


def realm(actor: Actor) -> list[str]:
    """Branch paths where this person plans events."""
    return actor.paths_for(Permission.EVENTS_WRITE)


def branches_to_plan_for(actor: Actor) -> list[Branch]:
    return tree.branches_below(realm(actor))


def manages(actor: Actor, event: Event, *roles: Role) -> None:
    """Raises NotAllowed for an event of a branch where the person holds none of the roles."""
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or ""
    if not any(path.startswith(mine) for mine in actor.paths(*roles)):
        raise NotAllowed()


def sensible(values: dict[str, Any], seats_taken: int = 0, most_guests: int = 0) -> None:
    problems = events.plan_problems(
        starts_at=values["starts_at"],
        ends_at=values["ends_at"],
        sign_up_until=values["sign_up_until"],
        capacity=values["capacity"],
        guests_per_client=values["guests_per_client"],
        budget_fen=values["budget"],
        audience=values["tiers"],
        now=clock.now(),
        seats_taken=seats_taken,
        most_guests_taken=most_guests,
    )
    if problems:
        raise Invalid(fields={field: PLAN_PROBLEMS[reason] for field, reason in problems.items()})


@once(Event)
def plan_event(actor: Actor, values: dict[str, Any], submission: str | None = None) -> Event:
    """Write the plan of an event as a draft. Raises Invalid (a plan without sense), OutOfScope (a branch that is not
    his)."""
    values = dict(values)
    code, tiers = values.pop("branch"), values["tiers"]
    branch = Branch.get_or_none((Branch.code == code) & under(Branch.path, realm(actor)))
    if branch is None:
        raise OutOfScope()
    sensible(values)
    values.pop("tiers")
    with write():
        event = Event.create(
            number=next_number("event"),
            branch=branch.id,
            created_by=actor.staff_id,
            created_at=clock.now(),
            submission=submission,
            **values,
        )
        invite(event, tiers)
        audit(actor, "event.planned", event, **event.said)
        return event


def invite(event: Event, tiers: list[str]) -> None:
    EventTier.delete().where(EventTier.event == event.id).execute()
    EventTier.insert_many([{"event": event.id, "tier": tier} for tier in tiers]).execute()


def step(actor: Actor | None, event: Event, deed: str, **values: Any) -> Event:
    """One step of an event's life. Call inside `write()`. Raises WrongState."""
    row = lock(Event.select().where(Event.id == event.id))
    as_shown(row, possible=events.can(row.state, deed))
    if not events.can(row.state, deed):
        raise WrongState()
    values |= {"state": events.after(row.state, deed), "version": row.version + 1}
    Event.update(**values).where(Event.id == row.id).execute()
    for name, value in values.items():
        setattr(row, name, value)
    audit(
        actor,
        f"event.{deed}",
        row,
        **row.said,
        reason=values.get("returned_words") or values.get("cancelled_words") or "",
    )
    if row.state in ("held", "cancelled"):
        EventChange.update(state="lapsed", decided_at=clock.now()).where(
            EventChange.event == row.id, EventChange.state == "waits"
        ).execute()
    return row


def submit(actor: Actor, event: Event) -> Event:
    """Ask for approval."""
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    with write():
        row = step(actor, event, "submit", returned_words="")
        tell(
            approvers(row, writers(row)),
            "event.submitted",
            f"/events/{row.number}",
            but=actor,
            **row.said,
            staff=actor.name,
        )
        return row


def writers(event: Event) -> set[int]:
    """Who wrote the plan or last changed a figure of it: they do not approve it."""
    return {one for one in (event.created_by_id, event.changed_by_id) if one}


def who_hears(event: Event, people: list[int]) -> list[int]:
    """Accounts of those who wrote a plan or a change; of nobody at work any more, of the branch's admins."""
    return accounts_of_staff(people) or admin_accounts(event.branch_id)


def approvers(event: Event, but: set[int]) -> list[int]:
    """Accounts of the branch admins over the event's branch, of the nearest level that has any but those who wrote it;
    where none has, of head office."""
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or "/"
    day = clock.today()
    grants = list(
        RoleGrant.select(RoleGrant.staff, Branch.path)
        .join(Branch)
        .where(
            RoleGrant.role == Role.BRANCH_ADMIN,
            Branch.path.in_(ways_to(path)),
            RoleGrant.in_force(day),
            RoleGrant.staff.not_in(but),
        )
        .tuples()
    )
    nearest = max((len(found) for _staff, found in grants), default=0)
    return accounts_of_staff([staff for staff, found in grants if len(found) == nearest]) or head_office_accounts()


def approves(actor: Actor, event: Event) -> bool:
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or ""
    return any(path.startswith(mine) for mine in actor.paths_for(Permission.EVENTS_APPROVE))


def approve(actor: Actor, event: Event) -> Event:
    """Approve a plan; never one that he wrote or changed last (four eyes). Raises NotAllowed, Refused, WrongState."""
    if not approves(actor, event):
        raise NotAllowed()
    with write():
        row = step(actor, event, "approve", approved_by=actor.staff_id)
        if actor.staff_id in writers(row):
            raise Refused(_l("Somebody else approves your own plan (four eyes)."))
        told = who_hears(row, [row.created_by_id])
        tell(told, "event.approved", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
        return row


def send_back(actor: Actor, event: Event, words: str) -> Event:
    """Return a plan for changes, with what should change. Raises NotAllowed, WrongState."""
    if not approves(actor, event):
        raise NotAllowed()
    with write():
        row = step(actor, event, "return", returned_words=words, approved_by=None)
        told = who_hears(row, [row.created_by_id])
        tell(told, "event.returned", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
        return row


def publish(actor: Actor, event: Event) -> Event:
    """Open it to the clients who are invited, and tell them. Raises NotAllowed, WrongState, Invalid (it has begun, or
    its last day of sign-up is over: the field says so)."""
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    with write():
        row = step(actor, event, "publish")
        if row.starts_at <= clock.now():
            raise Invalid(_l("The beginning is in the past. Change the plan first."), field="starts_at")
        if row.sign_up_until <= clock.now():
            raise Invalid(
                _l("Nobody could sign up any more: give a later moment before it is published."), field="sign_up_until"
            )
        tell_invited(row, set(audience_of(row)))
        return row


def cancel_event(actor: Actor, event: Event, words: str) -> Event:
    """Call it off; everyone who signed up is told. Raises NotAllowed, WrongState (also: it is over)."""
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    with write():
        row = step(actor, event, "cancel", cancelled_words=words)
        if row.ends_at <= clock.now():
            raise WrongState(_l("This event has taken place; it cannot be called off any more."))
        tell_guests(row, "event.cancelled")
        return row


def tell_invited(event: Event, tiers: set[str]) -> None:
    """Every login of the clients of these tiers whom the event is open to and who may be invited, in one statement."""
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or "/"
    told = (
        Account.select(
            Account.id,
            Value("event.invited"),
            Value(event.said, converter=Notice.words.db_value),
            Value(f"/me/events/{event.number}"),
            Value(clock.now(), converter=Notice.at.db_value),
        )
        .join(Client)
        .join(Branch, on=(Client.branch == Branch.id))
        .where(Account.active, Client.merged_into.is_null(), Client.tier.in_(tiers), under(Branch.path, [path]))
        .where(consents.may("invitation"))
    )
    Notice.insert_from(told, (Notice.account, Notice.kind, Notice.words, Notice.path, Notice.at)).execute()


def tell_guests(event: Event, kind: str, **words: Any) -> None:
    clients = [
        row[0]
        for row in SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.cancelled_at.is_null()).tuples()
    ]
    accounts = (
        [row[0] for row in Account.select(Account.id).where(Account.client.in_(clients), Account.active).tuples()]
        if clients
        else []
    )
    tell(accounts, kind, f"/me/events/{event.number}", **{**event.said, **words})  # type: ignore[arg-type]


@steps.every_minute
def hold_what_is_over() -> int:
    """The worker marks published events that have ended as held. Answers how many."""
    over = (
        Event.select().where(Event.state == "published", Event.ends_at < clock.now() - timedelta(minutes=1)).limit(200)
    )
    count = 0
    for event in list(over):
        with write():
            step(None, event, "hold")
            count += 1
    return count
