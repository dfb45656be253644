"""Being away, and who stands in: planned by oneself, or set by whoever looks after the branch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.actions.complaints.moving_up import follow_people
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import engine, lock, write
from portal.ground import clock, steps
from portal.ground.errors import Invalid, NotAllowed, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Absence, Account, Branch, Staff
from portal.reads.absences import looks_after
from portal.reads.accounts.actors import Actor
from portal.reads.requests.people import WORKING_ROLES, people_over
from portal.rules.absences import in_circle
from portal.rules.teams.seats import overlaps

EARLIEST = timedelta(days=31)
"""How far back an absence may be set for somebody already gone."""


class NoSubstitute(Invalid):
    """The person may not stand in: no role that works at that branch, or it would be himself."""

    words = _l("This person cannot stand in: please choose a colleague who works with this branch's clients.")


@once(Absence)
def plan(
    actor: Actor,
    username: str,
    since: date,
    until: date | None,
    substitute: str,
    reason: str,
    submission: str | None = None,
) -> Absence:
    """Somebody is away from `since` until the day before `until` (None: open), and `substitute` ("" for nobody) stands
    in, also for what is begun already. Raises NotAllowed, Invalid (days, overlaps, circles), NoSubstitute.
    """
    staff = _whose(actor, username)
    _days(staff, since, until)
    with write():
        stands_in = _stand_in(staff, substitute)
        _hold(staff, stands_in)
        _fits(staff, stands_in, since, until)
        absence = Absence.create(
            staff=staff.id,
            since=since,
            until=until,
            substitute=stands_in.id if stands_in else None,
            reason=reason,
            author=actor.staff_id,
            created_at=clock.now(),
            submission=submission,
        )
        follow_people(actor, [staff.id])
        said: dict[str, Any] = _said(absence, staff, stands_in)
        audit(actor, "absence.planned", staff, branch=staff.branch_id, **said)
        _tell(actor, absence, staff, stands_in)
        return absence


def _whose(actor: Actor, username: str) -> Staff:
    """Himself, or somebody of the branches he looks after."""
    found = Staff.select(Staff, Branch).join(Branch).join_from(Staff, Account, on=(Account.staff == Staff.id))
    staff = found.where(Account.username == (username or actor.username)).get_or_none()
    if staff is None:
        raise Invalid(_l("Please choose a person."), field="staff")
    if staff.id != actor.staff_id and not looks_after(actor, staff.branch.path):
        raise NotAllowed()
    return staff  # type: ignore[no-any-return]


def _days(staff: Staff, since: date, until: date | None) -> None:
    today = clock.today()
    if since < today - EARLIEST:
        raise Invalid(_l("An absence can be set for up to 31 days back."), field="since")
    if until is not None and until <= since:
        raise Invalid(_l("The end must not be before the beginning."), field="until")
    if until is not None and until <= today:
        raise Invalid(_l("These days are over already."), field="until")
    if not staff.works_on(max(since, today)):
        raise Invalid(_l("This person has left."), field="staff")


def _stand_in(staff: Staff, username: str) -> Staff | None:
    """Who is asked to stand in: within the rights over that branch, asked in the query."""
    if not username:
        return None
    found = people_over(staff.branch_id, WORKING_ROLES).where(Account.username == username, Staff.id != staff.id)
    row = found.objects().first()
    if row is None:
        raise NoSubstitute(field="substitute")
    return Staff.get_by_id(row.id)


def _hold(*people: Staff | None) -> None:
    """Of two plans at once about the same people the second sees the first one's."""
    query = Staff.select(Staff.id).where(Staff.id.in_([one.id for one in people if one])).order_by(Staff.id)
    list(query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE"))


def _fits(staff: Staff, stands_in: Staff | None, since: date, until: date | None) -> None:
    query = Absence.select(Absence.staff, Absence.substitute, Absence.since, Absence.until)
    found = [(who, instead, (begin, end)) for who, instead, begin, end in query.where(Absence.not_over(since)).tuples()]
    if any(who == staff.id and overlaps((since, until), days) for who, _, days in found):
        raise Invalid(_l("%(name)s is away in this time already.", name=staff.name), field="since")
    if stands_in and in_circle(staff.id, stands_in.id, (since, until), found):
        words = _l("In this time the work of %(name)s would come back in a circle.", name=stands_in.name)
        raise Invalid(words, field="substitute")


def _said(absence: Absence, staff: Staff, stands_in: Staff | None) -> dict[str, str]:
    """Days as 2026-12-24, which every language reads."""
    last = "" if absence.until is None else (absence.until - timedelta(days=1)).isoformat()
    return {
        **staff.said,
        "since": absence.since.isoformat(),
        "last": last or "…",
        "other": stands_in.name if stands_in else "–",
    }


def _tell(actor: Actor, absence: Absence, staff: Staff, stands_in: Staff | None) -> None:
    said, path = _said(absence, staff, stands_in), f"/teams/absences/{absence.id}"
    tell(accounts_of_staff([staff.id]), "absence.set_for_you", path, but=actor, **said)
    tell(accounts_of_staff([stands_in.id] if stands_in else []), "absence.you_stand_in", path, but=actor, **said)
    if staff.id == actor.staff_id:
        tell(admin_accounts(staff.branch_id), "absence.planned", path, but=actor, **said)


def end(actor: Actor, absence: Absence) -> Absence:
    """He is back today, or does not go at all: from now on the work is his again. Raises NotAllowed, Refused."""
    today = clock.today()
    with write():
        staff = Staff.select(Staff, Branch).join(Branch).where(Staff.id == absence.staff_id).get()
        if staff.id != actor.staff_id and not looks_after(actor, staff.branch.path):
            raise NotAllowed()
        _hold(staff)
        row: Absence = lock(Absence.select().where(Absence.id == absence.id))
        over = row.until is not None and row.until <= today
        as_shown(row, possible=not over)
        if over:
            raise Refused(_l("This absence is over already."))
        row.until, row.ended_by, row.version = max(today, row.since), actor.staff_id, row.version + 1
        row.returned_at = clock.now()  # type: ignore[assignment]
        row.save(only=[Absence.until, Absence.ended_by, Absence.version, Absence.returned_at])
        follow_people(actor, [staff.id])
        audit(actor, "absence.ended", staff, branch=staff.branch_id, **staff.said)
        people = [staff.id, row.substitute_id]
        tell(accounts_of_staff(people), "absence.over", f"/teams/absences/{row.id}", but=actor, **staff.said)
        return row


@steps.every_minute
def welcome_back() -> int:
    """An absence ends by itself: the work is his again, and he is told where to read what was done in his name. Answers
    how many came back.
    """
    today = clock.today()
    over = list(Absence.select(Absence.id).where(Absence.returned_at.is_null(), Absence.until <= today).limit(200))
    for one in over:
        with write():
            row = lock(Absence.select().where(Absence.id == one.id))
            if row.returned_at is not None:
                continue
            Absence.update(returned_at=clock.now()).where(Absence.id == row.id).execute()
            follow_people(None, [row.staff_id])
            staff, path = Staff.get_by_id(row.staff_id), f"/teams/absences/{row.id}"
            tell(accounts_of_staff([staff.id, row.substitute_id]), "absence.over", path, **staff.said)
    return len(over)
