"""The life of an event (R9): planned, approved, published, filled, held or cancelled. The database counts the seats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import IntegrityError, fn

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, next_number, once, save_version
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import lock, write
from portal.ground import clock, steps
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Event, EventTier, RoleGrant, SignUp
from portal.models.organisation import under, ways_to
from portal.reads.accounts.actors import Actor
from portal.reads.events import audience_of
from portal.reads.organisation import tree
from portal.rules import events
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission

PLAN_PROBLEMS = {
    "past": _l("The beginning must lie ahead."),
    "before_start": _l("The end must lie after the beginning."),
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


def _manages(actor: Actor, event: Event, *roles: Role) -> None:
    """Raises NotAllowed for an event of a branch where the person holds none of the roles."""
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or ""
    if not any(path.startswith(mine) for mine in actor.paths(*roles)):
        raise NotAllowed()


def _sensible(values: dict[str, Any], seats_taken: int = 0, most_guests: int = 0) -> None:
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
    _sensible(values)
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
        _invite(event, tiers)
        audit(actor, "event.planned", event, **event.said)
        return event


def _invite(event: Event, tiers: list[str]) -> None:
    EventTier.delete().where(EventTier.event == event.id).execute()
    EventTier.insert_many([{"event": event.id, "tier": tier} for tier in tiers]).execute()


def edit_event(actor: Actor, event: Event, values: dict[str, Any], version: int | None) -> Event:
    """Change a plan; what is taken stays taken. Who changes an approved plan's budget, kind or audience submits it
    again.

    Raises Invalid (also: fewer seats than are taken), StaleVersion, WrongState, NotAllowed.
    """
    _manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    values = dict(values)
    tiers = values["tiers"]
    try:
        with write():
            row = lock(Event.select().where(Event.id == event.id))
            if not events.can(row.state, "edit"):
                raise WrongState()
            most = (
                SignUp.select(fn.MAX(SignUp.guests))
                .where(SignUp.event == row.id, SignUp.cancelled_at.is_null())
                .scalar()
                or 0
            )
            _sensible(values, row.seats_taken, most)
            values.pop("tiers")
            values.pop("branch", None)
            changes = save_version(row, version, **values)
            if set(tiers) != set(audience_of(row)):
                changes["tiers"] = [",".join(sorted(audience_of(row))), ",".join(sorted(tiers))]
                _invite(row, tiers)
            if row.state == "approved" and events.NEEDS_NEW_APPROVAL & set(changes) and not _approves(actor, row):
                Event.update(state="draft", approved_by=None, returned_words="").where(Event.id == row.id).execute()
                row.state = "draft"
            if changes:
                audit(actor, "event.edited", row, changes=changes, **row.said)
                if row.state == "published" and {"starts_at", "ends_at", "venue"} & set(changes):
                    _tell_guests(row, "event.changed")
            return row
    except IntegrityError as error:
        raise Invalid(PLAN_PROBLEMS["below_taken"], field="capacity") from error


def _step(actor: Actor | None, event: Event, deed: str, **values: Any) -> Event:
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
    return row


def submit(actor: Actor, event: Event) -> Event:
    """Ask for approval."""
    _manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    with write():
        row = _step(actor, event, "submit", returned_words="")
        tell(_approvers(row), "event.submitted", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
        return row


def _approvers(event: Event) -> list[int]:
    """Accounts of the branch admins over the event's branch; the nearest level that has any."""
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or "/"
    day = clock.today()
    grants = list(
        RoleGrant.select(RoleGrant.staff, Branch.path)
        .join(Branch)
        .where(
            RoleGrant.role == Role.BRANCH_ADMIN,
            Branch.path.in_(ways_to(path)),
            RoleGrant.in_force(day),
        )
        .tuples()
    )
    nearest = max((len(found) for _staff, found in grants), default=0)
    return accounts_of_staff([staff for staff, found in grants if len(found) == nearest])


def _approves(actor: Actor, event: Event) -> bool:
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or ""
    return any(path.startswith(mine) for mine in actor.paths_for(Permission.EVENTS_APPROVE))


def approve(actor: Actor, event: Event) -> Event:
    """Approve a plan; never one's own (four eyes). Raises NotAllowed, Refused, WrongState."""
    if not _approves(actor, event):
        raise NotAllowed()
    if event.created_by_id == actor.staff_id:
        raise Refused(_l("Somebody else approves your own plan (four eyes)."))
    with write():
        row = _step(actor, event, "approve", approved_by=actor.staff_id)
        tell(
            accounts_of_staff([row.created_by_id]),
            "event.approved",
            f"/events/{row.number}",
            but=actor,
            **row.said,
            staff=actor.name,
        )
        return row


def send_back(actor: Actor, event: Event, words: str) -> Event:
    """Return a plan for changes, with what should change. Raises NotAllowed, WrongState."""
    if not _approves(actor, event):
        raise NotAllowed()
    with write():
        row = _step(actor, event, "return", returned_words=words, approved_by=None)
        tell(
            accounts_of_staff([row.created_by_id]),
            "event.returned",
            f"/events/{row.number}",
            but=actor,
            **row.said,
            staff=actor.name,
        )
        return row


def publish(actor: Actor, event: Event) -> Event:
    """Open it to the clients who are invited. Raises NotAllowed, WrongState, Invalid (it has begun already)."""
    _manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    if event.starts_at <= clock.now():
        raise Refused(_l("The beginning lies in the past. Change the plan first."))
    with write():
        return _step(actor, event, "publish")


def cancel_event(actor: Actor, event: Event, words: str) -> Event:
    """Call it off; everyone who signed up is told. Raises NotAllowed, WrongState."""
    _manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    with write():
        row = _step(actor, event, "cancel", cancelled_words=words)
        _tell_guests(row, "event.cancelled")
        return row


def _tell_guests(event: Event, kind: str) -> None:
    clients = [
        row[0]
        for row in SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.cancelled_at.is_null()).tuples()
    ]
    accounts = (
        [row[0] for row in Account.select(Account.id).where(Account.client.in_(clients), Account.active).tuples()]
        if clients
        else []
    )
    tell(accounts, kind, f"/me/events/{event.number}", **event.said)


@steps.every_minute
def hold_what_is_over() -> int:
    """The worker marks published events that have ended as held. Answers how many."""
    over = (
        Event.select().where(Event.state == "published", Event.ends_at < clock.now() - timedelta(minutes=1)).limit(200)
    )
    count = 0
    for event in list(over):
        with write():
            _step(None, event, "hold")
            count += 1
    return count
