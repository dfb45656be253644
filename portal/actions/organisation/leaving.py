"""The end of somebody's time (R3): what he may do ends, what others rely on passes.

One way for whoever records it: that somebody has left, that his last role at a branch ends, a handover on its day. What
becomes of which column says `rules/teams/register.py`; that nothing was forgotten, `derived/leaving.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from portal.actions.complaints.moving_up import follow_people
from portal.actions.organisation.last_admin import another_admin
from portal.actions.requests.giving_back import give_back
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import write
from portal.derived import holders
from portal.ground import clock, steps
from portal.ground.errors import NotAllowed
from portal.ground.i18n import lazy_gettext as _l
from portal.models import (
    Absence,
    Account,
    ActivationCode,
    Branch,
    Client,
    ClientMerge,
    Event,
    EventChange,
    Export,
    KnownDevice,
    NextStep,
    Request,
    RoleGrant,
    SavedFilter,
    SignIn,
    Staff,
    Task,
    TierList,
)
from portal.models.organisation import under, ways_to
from portal.models.requests import IS_OPEN
from portal.reads.accounts.actors import Actor
from portal.reads.finding.saved import uses_of
from portal.reads.organisation.sharing import shared_without_role
from portal.reads.shared import kept
from portal.rules.accounts.roles import Role, grantable
from portal.rules.teams.register import LEAVER, TRANSFER

AT_ONCE = 500
OF_THE_BRANCH = "imports."
"""Work that the branch goes on with, whoever asked for it."""


@dataclass
class Ended:
    """How much ended or passed."""

    roles: int = 0
    filters: int = 0
    merges: int = 0
    plans: int = 0
    requests: int = 0
    steps: int = 0


def end_of_time(
    actor: Actor | None,
    staff: Staff,
    cause: str,
    day: date,
    clients: Collection[int] = (),
    place: Branch | None = None,
) -> Ended:
    """From `day` on somebody is gone (`leaver`), works no longer at a place and below it (`transfer`; his own branch
    unless `place` says another), or has handed `clients` over (leave and rotation: nothing but what belongs to them).

    Call inside `write()`, after the seats have passed. Asks nothing of rights: the deed does.
    """
    ended = Ended()
    if clients:
        _release(staff, clients, ended)
    if cause in (LEAVER, TRANSFER):
        place = place or staff.branch
        path = "/" if cause == LEAVER else place.path
        ended.roles = _end_roles(actor, staff, day, path, told=cause == TRANSFER)
        if cause == LEAVER:
            _end_login(staff, day)
        _close_what_is_open(actor, staff, cause, day, path, ended)
        kept.forget()
        follow_people(actor, [staff.id])
    return ended


def check_may_end(actor: Actor, staff: Staff, cause: str, place: Branch | None = None) -> None:
    """Raises NotAllowed where the end of somebody's time would end a role that this actor may not end, LastAdmin where
    nobody would be left. Call inside `write()`, before the deed that leads to it."""
    if cause not in (LEAVER, TRANSFER):
        return
    today = clock.today()
    grants = _grants(staff, today, "/" if cause == LEAVER else (place or staff.branch).path)
    if any(Role(grant.role) not in grantable(actor.roles_over(grant.branch.path)) for grant in grants):
        raise NotAllowed(
            _l("This person holds a role that you may not end. Please have an administrator end it first.")
        )
    if any(grant.role == Role.ADMIN for grant in grants):
        another_admin(staff.id, today)


def _release(staff: Staff, clients: Collection[int], ended: Ended) -> None:
    """What he holds personally of these clients falls to their seats."""
    ids = sorted(clients)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        theirs = Request.client.in_(part) & (Request.assignee == staff.id)
        freed = Request.update(assignee=None, version=Request.version + 1).where(IS_OPEN, theirs)
        ended.requests += freed.execute()
        his = (NextStep.staff == staff.id) & NextStep.done_at.is_null()
        ended.steps += NextStep.update(staff=None).where(NextStep.client.in_(part), his).execute()
    if ended.requests or ended.steps:
        holders.follow_clients(ids)


def _grants(staff: Staff, day: date, path: str) -> list[RoleGrant]:
    query = RoleGrant.select(RoleGrant, Branch).join(Branch)
    return list(query.where(RoleGrant.staff == staff.id, RoleGrant.not_over(day), under(Branch.path, [path])))


def _end_roles(actor: Actor | None, staff: Staff, day: date, path: str, told: bool) -> int:
    grants = _grants(staff, day, path)
    for grant in grants:
        _end_grant(actor, grant, day)
        if told:
            _say_ended(actor, staff, grant)
    return len(grants)


def end_role_of(actor: Actor, staff: Staff, grant: RoleGrant, day: date) -> None:
    """One role ends; with the last one over a place somebody's time there ends, too. Call inside `write()`."""
    _end_grant(actor, grant, day)
    _say_ended(actor, staff, grant)
    path = grant.branch.path
    others = RoleGrant.select().join(Branch).where(RoleGrant.staff == staff.id, RoleGrant.not_over(day))
    if others.where(under(Branch.path, [path]) | Branch.path.in_(ways_to(path))).exists():
        kept.forget()
        follow_people(actor, [staff.id])
    else:
        end_of_time(actor, staff, TRANSFER, day, place=grant.branch)


def _end_grant(actor: Actor | None, grant: RoleGrant, day: date) -> None:
    """The role is over from `day`; one that would have begun later never is."""
    grant.until, grant.ended_by = max(day, grant.since), actor.staff_id if actor else None
    grant.save(only=[RoleGrant.until, RoleGrant.ended_by])


def _say_ended(actor: Actor | None, staff: Staff, grant: RoleGrant) -> None:
    """The trail and the person hear that a role has ended."""
    said = {"role": grant.role, **grant.branch.said}
    audit(actor, "role.ended", staff, branch=grant.branch_id, **staff.said, **said)
    tell(accounts_of_staff([staff.id]), "role.ended", "/account", but=actor, **said)


def _end_login(staff: Staff, day: date) -> None:
    """The login is off; devices, codes and known browsers are worth nothing."""
    earlier = Staff.left_on.is_null(False) & (Staff.left_on <= day)
    Staff.update(left_on=day, version=Staff.version + 1).where(Staff.id == staff.id, ~earlier).execute()
    now, login = clock.now(), Account.get(Account.staff == staff.id)
    Account.update(active=False).where(Account.id == login.id).execute()
    SignIn.update(ended_at=now).where(SignIn.account == login.id, SignIn.ended_at.is_null()).execute()
    KnownDevice.delete().where(KnownDevice.account == login.id).execute()
    code = ActivationCode
    code.update(expires_at=now).where(code.account == login.id, code.used_at.is_null(), code.expires_at > now).execute()


def _close_what_is_open(actor: Actor | None, staff: Staff, cause: str, day: date, path: str, ended: Ended) -> None:
    login = Account.get(Account.staff == staff.id)
    whole = cause == LEAVER
    ended.filters = _pass_filters(actor, staff, _filters_of(login, path, whole), whole)
    ended.merges = _decline_merges(actor, staff, login, path)
    _end_files(login)
    if whole:
        give_back(actor, staff)
    _end_absences(actor, staff, cause, day, path)
    ended.plans = _say_what_is_left(actor, staff, path)


def _filters_of(login: Account, path: str, all_of_them: bool) -> list[SavedFilter]:
    query = SavedFilter.select(SavedFilter, Branch).join(Branch, JOIN.LEFT_OUTER).where(SavedFilter.owner == login.id)
    return [one for one in query if (one.shared_with.path.startswith(path) if one.shared_with_id else all_of_them)]


def _pass_filters(actor: Actor | None, staff: Staff, found: list[SavedFilter], whole: bool) -> int:
    """Filters that colleagues see pass to the admin of the branch that sees them. A leaver's private ones end (`whole`:
    nothing stays his), unless something still asks them."""
    used = uses_of([one.id for one in found]) if found else {}
    for one in found:
        kept_on = one.shared_with_id or one.id in used
        receiver = _admin_of(one.shared_with if one.shared_with_id else staff.branch, staff, actor) if kept_on else None
        if receiver:
            _pass_filter(actor, staff, one, receiver)
        else:
            _end_filter(actor, staff, one, whole)
    return len(found)


def _end_filter(actor: Actor | None, staff: Staff, one: SavedFilter, whole: bool) -> None:
    """A leaver's is deleted; of who only works elsewhere it is private again."""
    if whole:
        SavedFilter.delete().where(SavedFilter.id == one.id).execute()
    else:
        alone = SavedFilter.update(shared_with=None, version=SavedFilter.version + 1)
        alone.where(SavedFilter.id == one.id).execute()
    audit(actor, "filter.ended", one, branch=staff.branch_id, **one.said, **staff.said)


def _pass_filter(actor: Actor | None, staff: Staff, one: SavedFilter, receiver: Staff) -> None:
    login = Account.get(Account.staff == receiver.id)
    SavedFilter.update(owner=login.id, version=SavedFilter.version + 1).where(SavedFilter.id == one.id).execute()
    said = {**one.said, **staff.said, "other": receiver.name}
    audit(actor, "filter.passed", one, branch=one.shared_with_id or staff.branch_id, **said)
    tell([login.id], "filter.passed", "/clients/filters", but=actor, **one.said, **staff.said)


def _admin_of(place: Branch, but: Staff, actor: Actor | None) -> Staff | None:
    """The branch admin nearest to a place who is at work and not the one who goes; whoever does this deed first."""
    day = clock.today()
    query = (
        Staff.select(Staff, fn.LENGTH(Branch.path).alias("depth"))
        .join(RoleGrant, on=(RoleGrant.staff == Staff.id))
        .join(Branch, on=(RoleGrant.branch == Branch.id))
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(
            RoleGrant.role == Role.BRANCH_ADMIN,
            RoleGrant.in_force(day),
            Branch.path.in_(ways_to(place.path)),
            Staff.employed(day),
            Account.active,
            Staff.id != but.id,
        )
    )
    found = list(query.order_by(fn.LENGTH(Branch.path).desc(), Staff.id).objects())
    nearest = [one for one in found if one.depth == found[0].depth]
    return next((one for one in nearest if actor and one.id == actor.staff_id), next(iter(nearest), None))


def _decline_merges(actor: Actor | None, staff: Staff, login: Account, path: str) -> int:
    """Four eyes need both: what he proposed and nobody has decided is declined; the pair can be proposed anew."""
    query = ClientMerge.select(ClientMerge, Client, Branch).join(Client, on=(ClientMerge.kept == Client.id))
    waiting = query.join(Branch).where(
        ClientMerge.proposed_by == login.id, ClientMerge.state == "proposed", under(Branch.path, [path])
    )
    rows = list(waiting)
    for row in rows:
        values: dict[str, Any] = {"state": "declined", "decided_at": clock.now(), "typed_document": ""}
        decider = actor.account_id if actor else None
        ClientMerge.update(**values, decided_by=decider).where(ClientMerge.id == row.id).execute()
        gone = Client.get_by_id(row.gone_id)
        said = {**row.kept.said, **staff.said}
        audit(actor, "merge.lapsed", row.kept, **said, other=gone.number)
        tell(admin_accounts(row.kept.branch_id), "merge.lapsed", f"/merges/{row.id}", but=actor, **said)
    return len(rows)


def _end_files(login: Account) -> None:
    """Files he asked for are removed by the next look at what is over; what nobody has begun is not begun."""
    now = clock.now()
    Export.update(expires_at=now).where(Export.account == login.id, Export.expires_at > now).execute()
    Task.update(state="cancelled", ended_at=now).where(
        Task.account == login.id, Task.state == "queued", ~Task.kind.startswith(OF_THE_BRANCH)
    ).execute()


def _end_absences(actor: Actor | None, staff: Staff, cause: str, day: date, path: str) -> None:
    """Who is gone is not away, and stands in for nobody; those he stood in for hear that they need somebody else."""
    now = clock.now()
    if cause == LEAVER:
        his = Absence.update(returned_at=now, version=Absence.version + 1, until=day)
        his.where(Absence.staff == staff.id, Absence.not_over(day), Absence.since <= day).execute()
        planned = Absence.update(returned_at=now, version=Absence.version + 1, until=Absence.since)
        planned.where(Absence.staff == staff.id, Absence.since > day).execute()
    query = Absence.select(Absence, Staff, Branch).join(Staff, on=(Absence.staff == Staff.id)).join(Branch)
    stood_in = list(query.where(Absence.substitute == staff.id, Absence.not_over(day), under(Branch.path, [path])))
    for row in stood_in:
        Absence.update(substitute=None, version=Absence.version + 1).where(Absence.id == row.id).execute()
        away = row.staff
        audit(actor, "absence.nobody_stands_in", away, branch=away.branch_id, **away.said, other=staff.name)
        told = [*accounts_of_staff([away.id]), *admin_accounts(away.branch_id)]
        tell(told, "absence.nobody_stands_in", f"/teams/absences/{row.id}", but=actor, **away.said, other=staff.name)
    if stood_in:
        follow_people(actor, [row.staff_id for row in stood_in])


def _say_what_is_left(actor: Actor | None, staff: Staff, path: str) -> int:
    """Plans and lists that he left half done are their branch's: its admins hear of each."""
    left = list(_left(staff, path))
    for branch, title, address in left:
        words = {**staff.said, "title": title}
        tell(admin_accounts(branch), "staff.left_undone", address, but=actor, **words)
    return len(left)


def _left(staff: Staff, path: str) -> Iterable[tuple[int, str, str]]:
    """(branch, title, page) of what he began and nobody has decided."""
    there = under(Branch.path, [path])
    waits = EventChange.select(EventChange.event).where(
        EventChange.state == "waits", EventChange.written_by == staff.id
    )
    plans = Event.select().join(Branch).where(there)
    his = (Event.created_by == staff.id) & Event.state.in_(["draft", "submitted", "approved"])
    for event in plans.where(his | Event.id.in_(waits)).order_by(Event.id):
        yield event.branch_id, event.title, f"/events/{event.number}"
    lists = TierList.select().join(Branch).where(there, TierList.created_by == staff.id, TierList.state == "draft")
    for one in lists.order_by(TierList.id):
        yield one.branch_id, one.title, f"/tiers/lists/{one.number}"


@steps.every_minute
def pass_filters_on() -> int:
    """A role can also end by its date: filters shared where their owner works no longer pass on. Answers how many."""
    moved = 0
    for ident in shared_without_role():
        with write():
            query = SavedFilter.select(SavedFilter, Branch, Account, Staff).join(Branch)
            query = query.join_from(SavedFilter, Account, on=(SavedFilter.owner == Account.id)).join(Staff)
            one = query.where(SavedFilter.id == ident).get_or_none()
            moved += _pass_filters(None, one.owner.staff, [one], whole=False) if one else 0
    return moved
