"""Roles of staff over branches: granted and ended."""

from __future__ import annotations

from datetime import date

from portal.actions.complaints.moving_up import follow_people
from portal.actions.organisation import leaving
from portal.actions.organisation.last_admin import another_admin
from portal.actions.organisation.realm import branch_in_realm, realm
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, RoleGrant, Staff
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.reads.organisation.pages import grants_of
from portal.reads.shared import kept
from portal.rules.accounts.exclusion import excluding, misplaced
from portal.rules.accounts.roles import STAFF_ROLES, Role, grantable


class OwnRights(NotAllowed):
    words = _l("Nobody may change their own roles. Ask another admin.")


@once(RoleGrant)
def grant_role(
    actor: Actor,
    staff: Staff,
    role: str,
    branch_code: str,
    since: date | None,
    until: date | None,
    reason: str,
    submission: str | None = None,
) -> RoleGrant:
    """Give somebody a role over a branch and everything below it.

    A branch admin grants the four lower roles within his branch, the admin all. Raises OwnRights, NotAllowed, Invalid,
    OutOfScope.
    """
    if staff.id == actor.staff_id:
        raise OwnRights()
    if role not in STAFF_ROLES:
        raise Invalid(_l("There is no such role."), field="role")
    branch = branch_in_realm(actor, branch_code)
    if Role(role) not in grantable(actor.roles_over(branch.path)):
        raise NotAllowed()
    if misplaced(Role(role), branch.path):
        raise Invalid(
            _l("Head office decides for the whole bank: choose the bank itself as the branch."), field="branch"
        )
    since = since or clock.today()
    if until and until <= since:
        raise Invalid(_l("The end must be after the beginning."), field="until")
    with write():
        as_shown(lock(Staff.select().where(Staff.id == staff.id)), *grants_of(staff))
        if not staff.works_on(max(since, clock.today())):
            raise Refused(_l("This person has left."))
        same = RoleGrant.select().where(
            RoleGrant.staff == staff.id,
            RoleGrant.role == role,
            RoleGrant.branch == branch.id,
            RoleGrant.not_over(since),
        )
        if same.exists():
            raise Invalid(_l("This person holds the role there already."), field="role")
        _excluded(staff, Role(role), branch, since, until)
        kept.forget()
        grant = RoleGrant.create(
            staff=staff.id,
            role=role,
            branch=branch.id,
            since=since,
            until=until,
            reason=reason,
            granted_by=actor.staff_id,
            created_at=clock.now(),
            submission=submission,
        )
        follow_people(actor, [staff.id])
        audit(
            actor,
            "role.granted",
            staff,
            branch=branch.id,
            **staff.said,
            role=role,
            **branch.said,
            reason=reason,
        )
        tell(accounts_of_staff([staff.id]), "role.granted", "/account", but=actor, role=role, **branch.said)
        return grant


def _excluded(staff: Staff, role: Role, branch: Branch, since: date, until: date | None) -> None:
    """Raises Invalid when a role held in the same time excludes this one (`rules/accounts/exclusion.py`)."""
    beside = RoleGrant.select(RoleGrant.role, Branch.path).join(Branch)
    beside = beside.where(RoleGrant.staff == staff.id, RoleGrant.not_over(since))
    if until:
        beside = beside.where(RoleGrant.since < until)
    other = excluding(role, branch.path, [(Role(held), path) for held, path in beside.tuples()])
    if other is not None:
        words = (
            _l("An auditor holds no other role: who audits does not write. End the other role first.")
            if Role.AUDITOR in (role, other)
            else _l("Who submits or proposes something does not decide about it. End the other role first.")
        )
        raise Invalid(words, field="role")


def end_role(actor: Actor, staff: Staff, grant_id: int) -> RoleGrant:
    """End a role today. Raises OwnRights, LastAdmin, NotAllowed, OutOfScope."""
    if staff.id == actor.staff_id:
        raise OwnRights()
    today = clock.today()
    with write():
        grant = (
            RoleGrant.select(RoleGrant, Branch)
            .join(Branch)
            .where(
                RoleGrant.id == grant_id,
                RoleGrant.staff == staff.id,
                under(Branch.path, realm(actor)),
                RoleGrant.not_over(today),
            )
            .get_or_none()
        )
        if grant is None:
            raise OutOfScope()
        as_shown(grant, about=(staff,))
        if Role(grant.role) not in grantable(actor.roles_over(grant.branch.path)):
            raise NotAllowed()
        if grant.role == Role.ADMIN:
            another_admin(staff.id, today)
        leaving.end_role_of(actor, staff, grant, today)
        return grant
