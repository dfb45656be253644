"""Whom a deed concerns by his role: head office's reviewers, the admins over a branch."""

from __future__ import annotations

from collections.abc import Iterable

from portal.ground import clock
from portal.models import Account, Branch, Notice, RoleGrant
from portal.models.organisation import ways_to
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.roles import Role


def head_office_accounts() -> list[int]:
    """Logins of everybody who decides for head office today."""
    return accounts_of_staff(_holders(Role.HEAD_OFFICE))


def admin_accounts(branch_id: int) -> list[int]:
    """Logins of the branch admins over a branch: those of the nearest level that has any."""
    path = Branch.select(Branch.path).where(Branch.id == branch_id).scalar() or "/"
    day = clock.today()
    query = (
        RoleGrant.select(RoleGrant.staff, Branch.path)
        .join(Branch)
        .where(
            RoleGrant.role == Role.BRANCH_ADMIN,
            Branch.path.in_(ways_to(path)),
            RoleGrant.in_force(day),
        )
    )
    grants = list(query.tuples())
    nearest = max((len(found) for _staff, found in grants), default=0)
    return accounts_of_staff([staff for staff, found in grants if len(found) == nearest])


def _holders(role: Role) -> list[int]:
    day = clock.today()
    query = RoleGrant.select(RoleGrant.staff).distinct().where(RoleGrant.role == role, RoleGrant.in_force(day))
    return [staff for (staff,) in query.tuples()]


def tell(accounts: Iterable[int | None], kind: str, path: str, /, but: Actor | None = None, **words: str) -> None:
    """Put a notice into each account's inbox (once each, never the doer's own)."""
    moment = clock.now()
    rows = [
        {"account": account, "kind": kind, "words": words, "path": path, "at": moment}
        for account in dict.fromkeys(accounts)
        if account and not (but and account == but.account_id)
    ]
    if rows:
        Notice.insert_many(rows).execute()


def accounts_of_staff(ids: Iterable[int | None]) -> list[int]:
    """Logins of members of staff."""
    wanted = [i for i in ids if i]
    return (
        [row[0] for row in Account.select(Account.id).where(Account.staff.in_(wanted), Account.active).tuples()]
        if wanted
        else []
    )


def accounts_of_client(client_id: int) -> list[int]:
    """Logins of a client (a company may have several)."""
    return [row[0] for row in Account.select(Account.id).where(Account.client == client_id, Account.active).tuples()]
