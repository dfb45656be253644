"""Before the check: what a newcomer must know, who receives, from when; cancelling."""

from __future__ import annotations

from datetime import date

from portal.actions.handovers.announcing import add_lines, check_day
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Handover, HandoverSeat, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.handovers.lines import all_lines, unlisted
from portal.reads.handovers.receiving import Sat, becomes, staff_named
from portal.reads.handovers.scope import looks_after, receivers_of
from portal.rules.handovers import PREPARING, RUNNING


def held(handover: Handover, *states: str) -> Handover:
    """The handover as it stands, held for this transaction. Raises WrongState when it is in none of `states`."""
    row: Handover = lock(Handover.select().where(Handover.id == handover.id))
    if row.state not in states:
        as_shown(row, possible=False)
        raise WrongState()
    return row


def say_must_know(actor: Actor, handover: Handover, line: HandoverSeat, words: str, version: int | None = None) -> None:
    """What a newcomer must know of a client: said by whoever hands over, or for him by who looks after the branch.
    Raises NotAllowed, WrongState, StaleVersion."""
    if actor.staff_id != handover.staff_id and not looks_after(actor, handover.branch_id):
        raise NotAllowed()
    with write():
        row = held(handover, *RUNNING)
        now = HandoverSeat.get_by_id(line.id)
        if version is not None and version != now.version:
            raise StaleVersion(row=now)
        same = (HandoverSeat.handover == row.id) & (HandoverSeat.client == line.client_id)
        HandoverSeat.update(must_know=words, version=HandoverSeat.version + 1).where(same).execute()
        audit(actor, "handover.must_know", line.client, **line.client.said, **row.said)


def choose(actor: Actor, handover: Handover, line: HandoverSeat, username: str, version: int | None) -> None:
    """Another receiver of one seat; "" leaves it open. Raises NotAllowed, Invalid, StaleVersion, WrongState."""
    _prepares(actor, handover)
    with write():
        row = held(handover, PREPARING)
        _unchanged(row, version)
        before, name = line.receiver_id, _give(row, [line.id], username)
        _moved_on(row)
        changes = {"receiver": [_name_of(before), name]}
        audit(actor, "handover.receiver", row, branch=row.branch_id, changes=changes, **row.said, staff=name or "–")


def choose_for_all(actor: Actor, handover: Handover, kind: str, username: str, version: int | None) -> int:
    """One receiver for all seats of a kind. Answers how many. Raises as `choose`."""
    _prepares(actor, handover)
    with write():
        row = held(handover, PREPARING)
        _unchanged(row, version)
        query = HandoverSeat.select(HandoverSeat.id).where(HandoverSeat.handover == row.id, HandoverSeat.kind == kind)
        ids = [one for (one,) in query.tuples()]
        if not ids:
            raise Invalid(_l("There is no such seat in this handover."), field="kind")
        name = _give(row, ids, username)
        _moved_on(row)
        audit(actor, "handover.receiver", row, branch=row.branch_id, **row.said, staff=name or "–")
        return len(ids)


def _give(handover: Handover, lines: list[int], username: str) -> str:
    """Write the receiver of lines, if he can take each of them; answers his name."""
    if not username:
        _write(lines, None, "nobody")
        return ""
    staff = staff_named(username)
    if staff is None or staff.id == handover.staff_id:
        raise Invalid(_l("Nobody hands over to himself: please choose a colleague."), field="receiver")
    _write(lines, staff.id, "")
    chosen = set(lines)
    found = [one for one in becomes(handover.staff_id, all_lines(handover)) if one.line in chosen]
    if any(one.outcome == "open" for one in found):
        words = _l(
            "%(name)s cannot take this seat: the role is missing there, or the limit is reached.", name=staff.name
        )
        raise Invalid(words, field="receiver")
    if any(one.outcome == "there" for one in found):
        raise Invalid(_l("%(name)s is in the service team already.", name=staff.name), field="receiver")
    return str(staff.name)


def _write(lines: list[int], receiver: int | None, why: str) -> None:
    values = {"receiver": receiver, "runner_up": None, "term": "", "open_reason": why}
    for start in range(0, len(lines), 500):
        HandoverSeat.update(**values).where(HandoverSeat.id.in_(lines[start : start + 500])).execute()


def leave_out(actor: Actor, handover: Handover, line: HandoverSeat, version: int | None) -> None:
    """A client stays with whoever goes on leave or rotates. Raises NotAllowed, WrongState: of a leaver nobody stays."""
    _prepares(actor, handover)
    with write():
        row = held(handover, PREPARING)
        _unchanged(row, version)
        if row.cause in ("leaver", "transfer"):
            raise WrongState(_l("Whoever leaves hands over every client."))
        if HandoverSeat.select().where(HandoverSeat.handover == row.id).count() == 1:
            raise Invalid(_l("The last client is not taken out: cancel the handover instead."))
        HandoverSeat.delete().where(HandoverSeat.id == line.id).execute()
        _moved_on(row)
        audit(actor, "handover.left_out", line.client, **line.client.said, **row.said)


def refresh(actor: Actor, handover: Handover) -> int:
    """Seats that he was given since are added, with receivers proposed; those that are no longer his are taken out.
    Answers how many differ. Raises NotAllowed, WrongState."""
    _prepares(actor, handover)
    with write():
        row = held(handover, PREPARING)
        gone = [one.id for one in all_lines(row) if one.seat_until is not None or one.seat_staff != row.staff_id]
        if gone:
            HandoverSeat.delete().where(HandoverSeat.id.in_(gone)).execute()
        new = [Sat(*one) for one in unlisted(row)] if row.cause in ("leaver", "transfer") else []
        add_lines(row, new)
        if gone or new:
            _moved_on(row)
            audit(actor, "handover.refreshed", row, branch=row.branch_id, **row.said)
        return len(gone) + len(new)


def move(actor: Actor, handover: Handover, on: date, credit_from: date | None, version: int | None) -> None:
    """Another first day, or another day from which results are credited. Raises NotAllowed, Invalid, WrongState."""
    _prepares(actor, handover)
    check_day(on)
    credit = credit_from or on
    if credit < on:
        raise Invalid(_l("Results are credited from the first day on, or later."), field="credit_from")
    with write():
        row = held(handover, PREPARING)
        _unchanged(row, version)
        changes = {
            "begins": [row.begins.isoformat(), on.isoformat()],
            "credit_from": [row.credit_from.isoformat(), credit.isoformat()],
        }
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        Handover.update(begins=on, credit_from=credit).where(Handover.id == row.id).execute()
        _moved_on(row)
        said = {**row.said, "since": on.isoformat()}
        audit(actor, "handover.moved", row, branch=row.branch_id, changes=changes, **said)


def cancel(actor: Actor, handover: Handover, reason: str) -> None:
    """It does not take place; only before it has passed. Raises NotAllowed, WrongState, Overtaken."""
    if not _may_cancel(actor, handover):
        raise NotAllowed()
    with write():
        row = held(handover, *RUNNING)
        as_shown(row)
        people = {row.staff_id, row.author_id, row.witness_id} | (
            receivers_of(row) if row.state != PREPARING else set()
        )
        Handover.update(
            state="cancelled",
            cancelled_by=actor.staff_id,
            cancelled_at=clock.now(),
            cancelled_words=reason,
            version=Handover.version + 1,
        ).where(Handover.id == row.id).execute()
        HandoverSeat.update(running=False).where(HandoverSeat.handover == row.id).execute()
        said = {**row.said, "reason": reason}
        audit(actor, "handover.cancelled", row, branch=row.branch_id, **said)
        tell(accounts_of_staff(people), "handover.cancelled", f"/teams/handovers/{row.number}", but=actor, **said)


def _may_cancel(actor: Actor, handover: Handover) -> bool:
    """Who looks after the branch; before the check also who announced it himself."""
    own = handover.author_id == actor.staff_id and handover.state == PREPARING
    return own or looks_after(actor, handover.branch_id)


def _prepares(actor: Actor, handover: Handover) -> None:
    if not looks_after(actor, handover.branch_id):
        raise NotAllowed()


def _unchanged(row: Handover, version: int | None) -> None:
    if version is not None and version != row.version:
        raise StaleVersion(row=row)


def _moved_on(row: Handover) -> None:
    Handover.update(version=Handover.version + 1).where(Handover.id == row.id).execute()


def _name_of(staff: int | None) -> str:
    return str(Staff.select(Staff.name).where(Staff.id == staff).scalar() or "")
