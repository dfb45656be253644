"""Whose time has ended holds nothing any more (R3): no role, login, device, code, filter, file, absence or undecided
merge; and what he began and nobody decided, somebody can go on with. What ends it is actions/organisation/leaving.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.ground import clock
from portal.models import (
    Absence,
    Account,
    ActivationCode,
    Branch,
    ClientMerge,
    Event,
    EventChange,
    Export,
    KnownDevice,
    RoleGrant,
    SavedFilter,
    SignIn,
    Staff,
    TierList,
)
from portal.reads.organisation.sharing import shared_without_role
from portal.reads.requests.people import people_over

PLANNERS, LISTERS = ("coordinator", "branch_admin"), ("branch_admin",)


def faults() -> Iterator[str]:
    day = clock.today()
    gone = dict(Staff.select(Staff.id, Staff.name).where(Staff.left_on <= day).tuples())
    for what, query in _held():
        for staff, which in query.tuples():
            yield f"staff {staff} ({gone[staff]}): has left and still holds {what} {which}"
    for ident in shared_without_role():
        yield f"filter {ident}: shared with a branch where its owner works no longer"
    yield from _out_of_reach()


def _held() -> Iterator[tuple[str, Any]]:
    """What, and the statement that finds it: whose, and which row."""
    day, now = clock.today(), clock.now()

    def of_staff(model: Any, column: Any) -> Any:
        return model.select(Staff.id, model.id).join(Staff, on=(column == Staff.id)).where(Staff.left_on <= day)

    def of_login(model: Any, column: Any) -> Any:
        query = model.select(Staff.id, model.id).join(Account, on=(column == Account.id))
        return query.join(Staff, on=(Account.staff == Staff.id)).where(Staff.left_on <= day)

    yield "the role", of_staff(RoleGrant, RoleGrant.staff).where(RoleGrant.not_over(day))
    yield "a login that works, account", of_staff(Account, Account.staff).where(Account.active)
    yield "a session, sign-in", of_login(SignIn, SignIn.account).where(SignIn.ended_at.is_null())
    yield "a known browser", of_login(KnownDevice, KnownDevice.account)
    yield (
        "a one-time code",
        of_login(ActivationCode, ActivationCode.account).where(
            ActivationCode.used_at.is_null(), ActivationCode.expires_at > now
        ),
    )
    yield "the filter", of_login(SavedFilter, SavedFilter.owner)
    yield "the undecided merge", of_login(ClientMerge, ClientMerge.proposed_by).where(ClientMerge.state == "proposed")
    yield (
        "the file",
        of_login(Export, Export.account).where(Export.storage_name != "", Export.expires_at > now),
    )
    yield "the absence", of_staff(Absence, Absence.staff).where(Absence.not_over(day))
    yield "the place of a substitute in absence", of_staff(Absence, Absence.substitute).where(Absence.not_over(day))


def _out_of_reach() -> Iterator[str]:
    """Plans and lists of somebody gone with which nobody at their branch can go on."""
    day, manned = clock.today(), {}
    waits = EventChange.select(EventChange.event).where(EventChange.state == "waits")
    open_ = Event.state.in_(["draft", "submitted"]) | Event.id.in_(waits)
    events = Event.select(Event.branch, Event.number, Branch.path).join(Branch)
    events = events.join_from(Event, Staff, on=(Event.created_by == Staff.id)).where(Staff.left_on <= day, open_)
    lists = TierList.select(TierList.branch, TierList.number, Branch.path).join(Branch)
    lists = lists.join_from(TierList, Staff, on=(TierList.created_by == Staff.id))
    lists = lists.where(Staff.left_on <= day, TierList.state == "draft")
    for query, roles, what in ((events, PLANNERS, "event"), (lists, LISTERS, "list")):
        for branch, number, _path in query.tuples():
            if (branch, roles) not in manned:
                manned[branch, roles] = people_over(branch, roles).exists()
            if not manned[branch, roles]:
                yield f"{what} {number}: left undone by somebody gone, and nobody there can go on with it"
