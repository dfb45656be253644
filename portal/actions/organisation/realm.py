"""The branches and people that somebody may administer."""

from __future__ import annotations

from portal.ground.errors import OutOfScope
from portal.models import Account, Branch, Staff
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.visibility import Permission


def realm(actor: Actor) -> list[str]:
    """Branch paths where this person manages staff: those of his grants as admin or branch admin."""
    return actor.paths_for(Permission.ORGANISATION_WRITE)


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
