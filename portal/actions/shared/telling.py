"""Whom a deed concerns by his role: head office's reviewers, the admins over a branch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from portal.actions.shared.queueing import AT_ONCE, queue, queue_for_clients, wanted
from portal.ground import clock
from portal.models import Account, Branch, Notice, RoleGrant
from portal.models.organisation import ways_to
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.roles import Role


def head_office_accounts() -> list[int]:
    """Logins of everybody who decides for head office today."""
    return accounts_of_staff(_holders(Role.HEAD_OFFICE))


def admin_accounts(branch_id: int, but: Collection[int] = ()) -> list[int]:
    """Logins of the branch admins over a branch: those of the nearest level that has any besides the colleagues in
    `but`."""
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
    grants = [(staff, found) for staff, found in query.tuples() if staff not in but]
    nearest = max((len(found) for _staff, found in grants), default=0)
    return accounts_of_staff([staff for staff, found in grants if len(found) == nearest])


def _holders(role: Role) -> list[int]:
    day = clock.today()
    query = RoleGrant.select(RoleGrant.staff).distinct().where(RoleGrant.role == role, RoleGrant.in_force(day))
    return [staff for (staff,) in query.tuples()]


class Readers(list[int]):
    """Logins to be told. `silent`: the clients among them who have none; they are reached through a channel, or
    called."""

    def __init__(self, logins: Iterable[int], silent: Iterable[int] = ()) -> None:
        super().__init__(logins)
        self.silent = (*silent,)


def tell(accounts: Iterable[int | None], kind: str, path: str, /, but: Actor | None = None, **words: str) -> None:
    """Put a notice into each account's inbox (once each, never the doer's own), and on its way through the channels."""
    moment = clock.now()
    put(
        [
            {"account": account, "kind": kind, "words": words, "path": path, "at": moment}
            for account in dict.fromkeys(accounts)
            if account and not (but and account == but.account_id)
        ]
    )
    if silent := getattr(accounts, "silent", ()):
        queue_for_clients((client, kind, path, words) for client in dict.fromkeys(silent))


def put(rows: list[dict[str, Any]]) -> None:
    """Many notices: one statement for up to 500, and a second one where they leave the portal, too."""
    leaves = wanted(row["kind"] for row in rows)
    for start in range(0, len(rows), AT_ONCE):
        notices = Notice.insert_many(rows[start : start + AT_ONCE])
        if leaves:
            made = notices.returning(Notice.id, Notice.account, Notice.kind, Notice.path)
            queue(list(made.tuples().execute()))
        else:
            notices.execute()


def accounts_of_staff(ids: Iterable[int | None]) -> list[int]:
    """Logins of members of staff."""
    wanted = [i for i in ids if i]
    return (
        [row[0] for row in Account.select(Account.id).where(Account.staff.in_(wanted), Account.active).tuples()]
        if wanted
        else []
    )


def accounts_of_client(client_id: int | None) -> Readers:
    """Logins of a client (a company may have several); nobody's are none."""
    return accounts_of_clients([client_id] if client_id is not None else [])


def accounts_of_clients(ids: Collection[int]) -> Readers:
    """Logins of several clients (one statement), and who of them has none."""
    if not ids:
        return Readers([])
    query = Account.select(Account.id, Account.client).where(Account.client.in_(ids), Account.active)
    found = list(query.tuples())
    known = {client for _login, client in found}
    return Readers([login for login, _client in found], [one for one in ids if one not in known])
