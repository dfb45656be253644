"""What every step of a complaint does: hold both rows, check that it fits the state, write, tell."""

from __future__ import annotations

from typing import Any

from portal.actions.requests import terms
from portal.actions.requests.moving import held
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, admin_accounts, head_office_accounts
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.models import Account, Branch, Complaint, Request, RoleGrant, Staff
from portal.reads.accounts import recusal
from portal.reads.organisation import tree
from portal.rules import complaints
from portal.rules.accounts.roles import Role


def hold(request: Request, deed: str, *, decides: bool = True) -> tuple[Request, Complaint]:
    """Both rows as they stand, held. Call inside `write()`. Raises WrongState where the deed does not fit, Overtaken
    where a deciding one finds the record other than its page showed it."""
    row = held(request)
    case = terms.of(row)
    possible = complaints.can(case.state, deed)
    if decides:
        as_shown(case, about=(row,), possible=possible)
    if not possible:
        raise WrongState()
    return row, case


def save(case: Complaint, **values: Any) -> None:
    """Write columns of a record that is held."""
    values["version"] = case.version + 1
    Complaint.update(**values).where(Complaint.id == case.id).execute()
    for name, value in values.items():
        setattr(case, name, value)


def complainant_accounts(case: Complaint) -> list[int]:
    """Logins through which whoever complains is told; none of a stranger or an heir."""
    return accounts_of_client(case.request.client_id) if terms.has_login(case) else []


def concerned(case: Complaint) -> set[int]:
    """Staff whom it concerns: they are told nothing (rules/shared/recusal.py)."""
    return recusal.concerned(recusal.about_of(case.request_id))  # type: ignore[attr-defined]


def neutral(case: Complaint, accounts: list[int]) -> list[int]:
    """Of these logins those whose owners it does not concern."""
    about = accounts_of_staff(concerned(case))
    return [account for account in accounts if account not in about]


def admins(case: Complaint) -> list[int]:
    """Logins of the admins of the branch that handles it, whom it does not concern."""
    return neutral(case, admin_accounts(case.branch_id))


def upper_accounts(case: Complaint) -> list[int]:
    """Logins of who decides for the upper level: the admins of the nearest level above that has any, else head
    office; never whom it is about."""
    day = clock.today()
    for level in complaints.upper_levels(tree.path_of(case.branch_id)):
        query = (
            Account.select(Account.id)
            .distinct()
            .join(Staff)
            .join(RoleGrant, on=(RoleGrant.staff == Staff.id))
            .join(Branch, on=(RoleGrant.branch == Branch.id))
            .where(
                RoleGrant.role == Role.BRANCH_ADMIN,
                Branch.path == level,
                RoleGrant.in_force(day),
                Staff.employed(day),
                Account.active,
            )
        )
        if found := neutral(case, [account for (account,) in query.tuples()]):
            return found
    return neutral(case, head_office_accounts())
