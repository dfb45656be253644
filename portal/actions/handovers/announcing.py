"""A handover is announced: who hands over, why and from when; receivers are proposed at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import IntegrityError

from portal.actions.shared.recording import audit, next_number, once
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Handover, HandoverSeat, Seat, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.handovers.receiving import Sat, proposed, seats_of
from portal.reads.handovers.scope import looks_after
from portal.rules.handovers import BACK, CAUSES, MOST_DAYS, ROTATION, RUNNING
from portal.rules.teams.proposal import Proposed

AT_ONCE = 500


class RunsAlready(Invalid):
    """Somebody is in one handover at a time."""

    words = _l("A handover of this person runs already. Finish or cancel it first.")


@once(Handover)
def announce(
    actor: Actor,
    username: str,
    cause: str,
    on: date,
    reason: str = "",
    years: int = 0,
    submission: str | None = None,
) -> Handover:
    """Somebody's clients pass to others from `on`, the receivers' first day. `years`: of a rotation, only seats held
    for so long or longer. Raises NotAllowed, Invalid (days, cause, nobody to hand over), RunsAlready.
    """
    staff = _whose(actor, username)
    if cause not in CAUSES:
        raise Invalid(_l("Please choose why."), field="cause")
    check_day(on)
    since = _years_back(years) if cause == ROTATION and years else None
    return _begin(actor, staff, cause, on, reason, submission, seats_of(staff.id, since))


@once(Handover)
def announce_back(
    actor: Actor, before: Handover, username: str, on: date, reason: str = "", submission: str | None = None
) -> Handover:
    """What a receiver got by a handover passes back to whom it came from. Raises NotAllowed, Invalid, RunsAlready,
    WrongState."""
    if before.state in RUNNING or before.cause == BACK:
        raise WrongState(_l("Only a handover that has passed can be led back."))
    staff = _whose(actor, username)
    check_day(on)
    came = HandoverSeat.select(Seat.id, Seat.client, Seat.kind).join(
        Seat, on=(Seat.client == HandoverSeat.client) & (Seat.kind == HandoverSeat.kind)
    )
    came = came.where(
        HandoverSeat.handover == before.id,
        HandoverSeat.outcome == "passed",
        HandoverSeat.receiver == staff.id,
        Seat.staff == staff.id,
        Seat.until.is_null(),
    )
    seats = [Sat(*row) for row in came.order_by(Seat.id).tuples()]
    return _begin(actor, staff, BACK, on, reason, submission, seats, before)


def _whose(actor: Actor, username: str) -> Staff:
    """Himself, or somebody of the branches he looks after."""
    query = Staff.select().join(Account, on=(Account.staff == Staff.id))
    staff = query.where(Account.username == (username or actor.username)).get_or_none()
    if staff is None:
        raise Invalid(_l("Please choose a person."), field="staff")
    if staff.id != actor.staff_id and not looks_after(actor, staff.branch_id):
        raise NotAllowed()
    return staff  # type: ignore[no-any-return]


def check_day(on: date) -> None:
    """Raises Invalid for a day that is over or too far."""
    today = clock.today()
    if on < today:
        raise Invalid(_l("The receivers' first day lies ahead, or is today."), field="on")
    if on > today + timedelta(days=MOST_DAYS):
        raise Invalid(_l("A handover is announced for at most one year ahead."), field="on")


def _years_back(years: int) -> date:
    return clock.months_back(clock.today(), 12 * years)


def _begin(
    actor: Actor,
    staff: Staff,
    cause: str,
    on: date,
    reason: str,
    submission: str | None,
    seats: list[Sat],
    back_of: Handover | None = None,
) -> Handover:
    if not seats:
        raise Invalid(_l("%(name)s serves nobody who could be handed over so.", name=staff.name), field="staff")
    try:
        with write():
            lock(Staff.select().where(Staff.id == staff.id))
            if Handover.select().where(Handover.staff == staff.id, Handover.state.in_(RUNNING)).exists():
                raise RunsAlready(field="staff")
            handover = Handover.create(
                number=next_number("handover"),
                staff=staff.id,
                branch=staff.branch_id,
                cause=cause,
                begins=on,
                credit_from=on,
                reason=reason,
                author=actor.staff_id,
                created_at=clock.now(),
                back_of=back_of.id if back_of else None,
                submission=submission,
            )
            add_lines(handover, seats, back_of.staff_id if back_of else None)
            said: dict[str, Any] = {**handover.said, **staff.said, "since": on.isoformat()}
            audit(actor, "handover.announced", handover, branch=handover.branch_id, **said)
            path = f"/teams/handovers/{handover.number}"
            tell(accounts_of_staff([staff.id]), "handover.announced", path, but=actor, **said)
            if staff.id == actor.staff_id:
                tell(_supervisors(actor, staff), "handover.proposed", path, but=actor, **said)
            return handover
    except IntegrityError as error:
        raise RunsAlready(field="staff") from error


def _supervisors(actor: Actor, staff: Staff) -> list[int]:
    """Who checks what somebody proposes of himself: the admins of his branch; where he is one, those above it too."""
    found = admin_accounts(staff.branch_id)
    parent = Branch.select(Branch.parent).where(Branch.id == staff.branch_id).scalar()
    return [*found, *admin_accounts(parent)] if actor.account_id in found and parent else found


def add_lines(handover: Handover, seats: list[Sat], receiver: int | None = None) -> None:
    """Lines for seats, with the receivers that the rule proposes (or all to `receiver`). Call inside `write()`."""
    found = {} if receiver else proposed(handover.staff_id, handover.begins, seats)
    rows = [
        {
            "handover": handover.id,
            "client": one.client,
            "seat": one.seat,
            "kind": one.kind,
            **_received(found.get(one.seat), receiver),
        }
        for one in seats
    ]
    for start in range(0, len(rows), AT_ONCE):
        HandoverSeat.insert_many(rows[start : start + AT_ONCE]).execute()


def _received(line: Proposed | None, receiver: int | None = None) -> dict[str, Any]:
    """The columns that say who receives a seat, as the rule proposed."""
    return {
        "receiver": line.who if line else receiver,
        "runner_up": line.runner_up if line else None,
        "term": line.term if line else "",
        "open_reason": (line.reason if line else "") if not receiver else "",
    }
