"""Branches, staff and roles. Nobody raises his own rights; the last admin stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import IntegrityError

from portal.actions.accounts import check_password
from portal.actions.recording import accounts_of_staff, already, audit, once, save_version, tell
from portal.database import lock, write
from portal.ground import clock, security
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Post, RoleGrant, Seat, SignIn, Staff
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.reads.shared import kept
from portal.rules.accounts.roles import STAFF_ROLES, Role, grantable


class LastAdmin(Refused):
    words = _l("This is the last admin. Make somebody else admin first.")


class OwnRights(NotAllowed):
    words = _l("Nobody may change their own roles. Ask another admin.")


def realm(actor: Actor) -> list[str]:
    """Branch paths where this person manages staff: everywhere for the admin, his branches for a branch admin."""
    return ["/"] if Role.ADMIN in actor.roles else actor.paths(Role.BRANCH_ADMIN)


def staff_in_realm(actor: Actor, username: str) -> Staff:
    """The member of staff whom this person manages. Raises OutOfScope."""
    staff = (
        Staff.select(Staff, Branch)
        .join(Branch)
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(Account.username == username, under(Branch.path, realm(actor)))
        .get_or_none()
    )
    if staff is None:
        raise OutOfScope()
    return staff


def branch_in_realm(actor: Actor, code: str) -> Branch:
    branch = Branch.get_or_none((Branch.code == code) & under(Branch.path, realm(actor)))
    if branch is None:
        raise OutOfScope()
    return branch


def add_staff(actor: Actor, values: dict[str, Any], username: str, submission: str | None = None) -> Staff:
    """Enter somebody who works here, with a login but no role yet. Raises Invalid (user name taken), OutOfScope."""
    if made := already(Staff, submission):
        return made
    branch = branch_in_realm(actor, values.pop("branch"))
    try:
        with write():
            staff = Staff.create(branch=branch.id, submission=submission, **values)
            Account.create(username=username, staff=staff.id, created_at=clock.now())
            audit(
                actor, "staff.added", staff, branch=branch.id, staff=staff.name, username=username, place=branch.name_zh
            )
            return staff
    except IntegrityError:
        if made := already(Staff, submission):
            return made
        raise Invalid(_l("This user name is taken. Please choose another."), field="username") from None


def edit_staff(actor: Actor, staff: Staff, values: dict[str, Any], version: int | None) -> None:
    """Change post, phones, e-mail, branch. Raises StaleVersion, OutOfScope."""
    branch = branch_in_realm(actor, values.pop("branch"))
    with write():
        staff = lock(Staff.select().where(Staff.id == staff.id))
        changes = save_version(
            staff, version, branch_id=branch.id, **{("post_id" if k == "post" else k): v for k, v in values.items()}
        )
        if changes:
            changes.pop("mobile", None)
            audit(actor, "staff.edited", staff, changes=changes, staff=staff.name)


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
    if Role(role) not in grantable(actor.roles):
        raise NotAllowed()
    since = since or clock.today()
    if until and until <= since:
        raise Invalid(_l("The end must lie after the beginning."), field="until")
    with write():
        lock(Staff.select().where(Staff.id == staff.id))
        if not staff.works_on(max(since, clock.today())):
            raise Refused(_l("This person has left."))
        same = RoleGrant.select().where(
            RoleGrant.staff == staff.id,
            RoleGrant.role == role,
            RoleGrant.branch == branch.id,
            RoleGrant.until.is_null() | (RoleGrant.until > since),
        )
        if same.exists():
            raise Invalid(_l("This person holds the role there already."), field="role")
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
        audit(
            actor,
            "role.granted",
            staff,
            branch=branch.id,
            staff=staff.name,
            role=role,
            place=branch.name_zh,
            reason=reason,
        )
        tell(accounts_of_staff([staff.id]), "role.granted", "/account", but=actor, role=role, place=branch.name_zh)
        return grant


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
                RoleGrant.until.is_null() | (RoleGrant.until > today),
            )
            .get_or_none()
        )
        if grant is None:
            raise OutOfScope()
        if Role(grant.role) not in grantable(actor.roles):
            raise NotAllowed()
        if grant.role == Role.ADMIN:
            _another_admin(staff.id, today)
        grant.until, grant.ended_by = max(today, grant.since), actor.staff_id
        grant.save(only=[RoleGrant.until, RoleGrant.ended_by])
        kept.forget()
        audit(
            actor,
            "role.ended",
            staff,
            branch=grant.branch_id,
            staff=staff.name,
            role=grant.role,
            place=grant.branch.name_zh,
        )
        tell(
            accounts_of_staff([staff.id]),
            "role.ended",
            "/account",
            but=actor,
            role=grant.role,
            place=grant.branch.name_zh,
        )
        return grant


def _another_admin(but_staff: int, today: date) -> None:
    """Somebody else must still be admin. All admin grants are held, so that two admins cannot end each other at
    once."""
    others = list(
        _held(
            RoleGrant.select().where(
                RoleGrant.role == Role.ADMIN, RoleGrant.until.is_null() | (RoleGrant.until > today)
            )
        )
    )
    ids = [grant.staff_id for grant in others if grant.staff_id != but_staff and grant.since <= today]
    active = (
        Staff.select()
        .join(Account, on=(Account.staff == Staff.id))
        .where(Staff.id.in_(ids), Account.active, Staff.left_on.is_null() | (Staff.left_on > today))
    )
    if not ids or not active.exists():
        raise LastAdmin()


def _held(query: Any) -> Any:
    from portal.database import engine

    return query if engine() == "sqlite" else query.for_update()


def leave(actor: Actor, staff: Staff) -> int:
    """Somebody leaves today: roles and devices end, the login is off. Answers how many clients still have him in their
    team.

    Raises OwnRights, LastAdmin, NotAllowed (somebody with a higher role than one may grant).
    """
    if staff.id == actor.staff_id:
        raise OwnRights()
    today = clock.today()
    with write():
        staff = lock(Staff.select().where(Staff.id == staff.id))
        grants = list(
            RoleGrant.select().where(RoleGrant.staff == staff.id, RoleGrant.until.is_null() | (RoleGrant.until > today))
        )
        if any(Role(grant.role) not in grantable(actor.roles) for grant in grants):
            raise NotAllowed()
        if any(grant.role == Role.ADMIN for grant in grants):
            _another_admin(staff.id, today)
        RoleGrant.update(until=today, ended_by=actor.staff_id).where(
            RoleGrant.id.in_([grant.id for grant in grants])
        ).execute()
        Staff.update(left_on=today, version=Staff.version + 1).where(Staff.id == staff.id).execute()
        account = Account.get(Account.staff == staff.id)
        Account.update(active=False).where(Account.id == account.id).execute()
        SignIn.update(ended_at=clock.now()).where(SignIn.account == account.id, SignIn.ended_at.is_null()).execute()
        kept.forget()
        audit(actor, "staff.left", staff, branch=staff.branch_id, staff=staff.name)
        return Seat.select().where(Seat.staff == staff.id, Seat.until.is_null()).count()


def edit_branch(actor: Actor, code: str, values: dict[str, Any], version: int | None) -> Branch:
    """Change a branch's names, address and phone. Raises OutOfScope, StaleVersion."""
    with write():
        branch = lock(Branch.select().where(Branch.id == branch_in_realm(actor, code).id))
        changes = save_version(branch, version, **values)
        if changes:
            kept.forget()
            audit(actor, "branch.edited", branch, branch=branch.id, changes=changes, place=branch.name_zh)
        return branch


def first_account(username: str, name: str, role: str, branch_code: str, password: str) -> Account:
    """For the command line: somebody who works here, with a role and a password. Raises Invalid."""
    branch = Branch.get_or_none(Branch.code == branch_code)
    if branch is None:
        raise Invalid(f"there is no branch {branch_code}; known: {', '.join(b.code for b in tree.branch_tree())}")
    if role not in STAFF_ROLES:
        raise Invalid(f"there is no role {role}; known: {', '.join(STAFF_ROLES)}")
    username = username.strip().lower()
    if Account.select().where(Account.username == username).exists():
        raise Invalid(f"the user name {username} is taken")
    check_password(password, username)
    now = clock.now()
    with write():
        staff = Staff.create(name=name, branch=branch.id, post=Post.select().order_by(Post.position).get().code)
        account = Account.create(
            username=username,
            password_hash=security.hash_password(password),
            staff=staff.id,
            created_at=now,
            password_changed_at=now,
        )
        RoleGrant.create(
            staff=staff.id, role=role, branch=branch.id, since=clock.today(), reason="first account", created_at=now
        )
        audit(None, "staff.added", staff, branch=branch.id, staff=name, username=username, place=branch.name_zh)
        return account
