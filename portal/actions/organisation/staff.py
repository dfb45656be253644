"""Branches, staff and roles. Nobody raises his own rights; the last admin stays."""

from __future__ import annotations

from typing import Any

from peewee import IntegrityError

from portal.actions.accounts.passwords import check_password
from portal.actions.complaints.moving_up import follow_people
from portal.actions.organisation import leaving
from portal.actions.organisation.realm import branch_in_realm
from portal.actions.organisation.roles import OwnRights
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once, save_version
from portal.database import lock, write
from portal.ground import clock, security
from portal.ground.errors import Invalid, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Post, RoleGrant, Seat, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.rules.accounts.exclusion import misplaced
from portal.rules.accounts.roles import STAFF_ROLES, Role
from portal.rules.shared.texts import clean_line, clean_name
from portal.rules.teams.register import LEAVER


@once(Staff)
def add_staff(actor: Actor, values: dict[str, Any], username: str, submission: str | None = None) -> Staff:
    """Enter somebody who works here, with a login but no role yet. Raises Invalid (user name taken), OutOfScope."""
    branch = branch_in_realm(actor, values.pop("branch"))
    try:
        with write():
            staff = Staff.create(branch=branch.id, submission=submission, **values)
            Account.create(username=username, staff=staff.id, created_at=clock.now())
            audit(actor, "staff.added", staff, branch=branch.id, **staff.said, username=username, **branch.said)
            return staff
    except IntegrityError:
        raise Invalid(_l("This user name is taken. Please choose another."), field="username") from None


CONTACTS = frozenset({"mobile", "desk_phone", "email"})
"""What somebody may change in his own record."""


def edit_staff(actor: Actor, staff: Staff, values: dict[str, Any], version: int | None) -> None:
    """Change name, post, phones, e-mail, branch; of one's own record no more than CONTACTS. Raises StaleVersion,
    OutOfScope, OwnRights."""
    if staff.id == actor.staff_id and not values.keys() <= CONTACTS:
        raise OwnRights()
    if "branch" in values:
        values["branch_id"] = branch_in_realm(actor, values.pop("branch")).id
    with write():
        staff = lock(Staff.select().where(Staff.id == staff.id))
        changes = save_version(staff, version, **{("post_id" if k == "post" else k): v for k, v in values.items()})
        if "branch_id" in changes:  # to whom he reports has changed
            follow_people(actor, [staff.id])
        if changes:
            changes.pop("mobile", None)
            audit(actor, "staff.edited", staff, changes=changes, **staff.said)


def leave(actor: Actor, staff: Staff) -> int:
    """Somebody leaves today: roles and devices end, the login is off, what he began passes or ends. Answers how many
    clients still have him in their team.

    Raises OwnRights, LastAdmin, Refused (has left already), NotAllowed (he holds a role that one may not grant).
    """
    if staff.id == actor.staff_id:
        raise OwnRights()
    today = clock.today()
    with write():
        staff = lock(Staff.select().where(Staff.id == staff.id))
        here = staff.works_on(today)
        as_shown(staff, possible=here)
        if not here:
            raise Refused(_l("This person has left."))
        leaving.check_may_end(actor, staff, LEAVER)
        leaving.end_of_time(actor, staff, LEAVER, today)
        audit(actor, "staff.left", staff, branch=staff.branch_id, **staff.said)
        return Seat.select().where(Seat.staff == staff.id, Seat.until.is_null()).count()


def first_account(username: str, name: str, role: str, branch_code: str, password: str) -> Account:
    """For the command line: somebody who works here, with a role and a password. Raises Invalid."""
    branch = Branch.get_or_none(Branch.code == branch_code)
    if branch is None:
        raise Invalid(f"there is no branch {branch_code}; known: {', '.join(b.code for b in tree.branch_tree())}")
    if role not in STAFF_ROLES:
        raise Invalid(f"there is no role {role}; known: {', '.join(STAFF_ROLES)}")
    if misplaced(Role(role), branch.path):
        raise Invalid(f"{role} goes for the whole bank, not for {branch_code}")
    username, name = clean_line(username).lower(), clean_name(name)
    if Account.select().where(Account.username == username).exists():
        raise Invalid(f"the user name {username} is taken")
    check_password(password, [username, name])
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
        audit(None, "staff.added", staff, branch=branch.id, staff=name, username=username, **branch.said)
        return account
