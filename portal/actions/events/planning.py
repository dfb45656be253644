"""The life of an event (R9): planned, approved, published, filled, held or cancelled. The database counts the seats."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import IntegrityError

from portal.actions.events import inviting, waiting
from portal.actions.events.approving import approvers, approves, four_eyes, who_hears, writers
from portal.actions.events.figures import hold, invite, put_budget, put_people, refused, take_on
from portal.actions.events.sense import sensible, whole
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, next_number, once
from portal.actions.shared.telling import accounts_of_clients, tell
from portal.actions.steps import end as end_steps
from portal.actions.steps import lay as lay_steps
from portal.database import lock, write
from portal.ground import clock, steps
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Event, EventChange, SignUp
from portal.models.organisation import under
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.events.plans import audience_of
from portal.reads.organisation import tree
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.events import plan as rules
from portal.rules.events.pairs import BESIDE, ids_of
from portal.rules.shared.lines import packed, unpacked
from portal.rules.steps import EVENT


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


@once(Event)
def plan_event(
    actor: Actor, values: dict[str, Any], submission: str | None = None, beside: dict[str, Any] | None = None
) -> Event:
    """Write the plan of an event as a draft. `beside`: what a template has besides what was typed, the lines of the
    checklist (`steps`) among it. Raises Invalid (a plan without sense), OutOfScope (a branch that is not his)."""
    values = dict(values)
    code = values.pop("branch")
    branch = Branch.get_or_none((Branch.code == code) & under(Branch.path, realm(actor)))
    if branch is None:
        raise OutOfScope()
    try:
        with write():
            beside = beside or {}
            return begin(actor, branch, beside | whole(values, beside), submission=submission)
    except IntegrityError as error:
        raise refused(error) from error


def begin(actor: Actor, branch: Branch, values: dict[str, Any], **more: Any) -> Event:
    """A draft with all that its plan says; checklist and programme are those of its kind where it brings none. Call
    inside `write()`. Raises Invalid."""
    values = whole(values, {})
    sensible(values)
    kind = reference.event_kinds().get(values["kind"])
    steps = values.pop("steps", kind.steps if kind else "")
    values.setdefault("programme", _programme(kind.programme, values["starts_at"]) if kind else "")
    apart = {name: values.pop(name) for name in BESIDE if name in values}
    hold(None, {name: apart.get(name, "") for name in ("charge", "helpers")})
    event = Event.create(
        number=next_number("event"),
        branch=branch.id,
        created_by=actor.staff_id,
        created_at=clock.now(),
        **values,
        **more,
    )
    invite(event, apart["tiers"])
    put_budget(event, apart.get("budget_lines", ""))
    put_people(event, apart)
    who = next(iter(ids_of(apart.get("charge", ""))), actor.staff_id)
    lay_steps(EVENT, event.id, clock.local(event.starts_at).date(), steps, who)
    audit(actor, "event.planned", event, **event.said)
    return event


def _programme(text: str, starts_at: datetime) -> str:
    """The programme of a kind, which counts minutes from the beginning, by the clock."""
    rows = ((clock.local(starts_at + timedelta(minutes=int(after))), what) for after, what in unpacked(text, 2))
    return packed((f"{moment:%H:%M}", what, "") for moment, what in rows)


def step(actor: Actor | None, event: Event, deed: str, **values: Any) -> Event:
    """One step of an event's life. Call inside `write()`. Raises WrongState."""
    row = lock(Event.select().where(Event.id == event.id))
    as_shown(row, possible=rules.can(row.state, deed))
    if not rules.can(row.state, deed):
        raise WrongState()
    values |= {"state": rules.after(row.state, deed), "version": row.version + 1}
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
    if row.state == "cancelled":
        end_steps(EVENT, row.id)
    if row.state == "held":
        waiting.end_all(row)
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
            approvers(row, writers(row), row.budget),
            "event.submitted",
            f"/events/{row.number}",
            but=actor,
            **row.said,
            staff=actor.name,
        )
        return row


def approve(actor: Actor, event: Event) -> Event:
    """Approve a plan; never one that he wrote or changed last (four eyes). Raises NotAllowed, Refused, WrongState."""
    if not approves(actor, event, event.budget):
        raise NotAllowed()
    with write():
        row = step(actor, event, "approve", approved_by=actor.staff_id)
        four_eyes(actor, writers(row))
        told = who_hears(row, [row.created_by_id])
        tell(told, "event.approved", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
        return row


def send_back(actor: Actor, event: Event, words: str) -> Event:
    """Return a plan for changes, with what should change. Raises NotAllowed, WrongState."""
    if not approves(actor, event, event.budget):
        raise NotAllowed()
    with write():
        row = step(actor, event, "return", returned_words=words, approved_by=None)
        told = who_hears(row, [row.created_by_id])
        tell(told, "event.returned", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
        return row


def invite_also(actor: Actor, event: Event, tiers: list[str]) -> Event:
    """Invite further tiers while the plan is a draft. Raises NotAllowed, WrongState."""
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    with write():
        row = lock(Event.select().where(Event.id == event.id))
        if row.state != "draft":
            raise WrongState()
        before = audience_of(row)
        changes = {"tiers": [",".join(sorted(before)), ",".join(sorted({*before, *tiers}))]}
        take_on(row, changes)
        Event.update(changed_by=actor.staff_id).where(Event.id == row.id).execute()
        audit(actor, "event.edited", row, changes=changes, **row.said)
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
        inviting.invite(row, actor)
        return row


def cancel_event(actor: Actor, event: Event, words: str) -> Event:
    """Call it off; everyone who signed up is told. Raises NotAllowed, WrongState (also: it is over)."""
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    with write():
        row = step(actor, event, "cancel", cancelled_words=words)
        if row.ends_at <= clock.now():
            raise WrongState(_l("This event has taken place; it cannot be called off any more."))
        tell_guests(row, "event.cancelled")
        waiting.end_all(row)
        return row


def tell_guests(event: Event, kind: str, **words: Any) -> None:
    """Everybody who has seats or waits for some, once each."""
    mine = (SignUp.event == event.id) & SignUp.cancelled_at.is_null()
    signed_up = [row[0] for row in SignUp.select(SignUp.client).where(mine).tuples()]
    clients = list(dict.fromkeys([*signed_up, *waiting.waiting_clients(event)]))
    tell(accounts_of_clients(clients), kind, f"/me/events/{event.number}", **{**event.said, **words})  # type: ignore[arg-type]


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
