"""Who is told of a request, and who may be given one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from portal.actions.shared.telling import accounts_of_staff, admin_accounts, head_office_accounts, tell
from portal.derived import holders
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Complaint, Request, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.recusal import Neutral, abouts
from portal.reads.organisation import tree
from portal.reads.requests.people import COMPLAINT_ROLES, QUEUE_ROLES, WORKING_ROLES, people_over
from portal.rules.accounts.visibility import is_root


def holder_accounts(request: Request) -> list[int]:
    """Logins of whoever has it now; of what lies in the queue those who take from it, else the admins above, else head
    office: somebody is always told. Of a complaint nobody whom it concerns.
    """
    return _accounts(request, holders.of(request).staff)


def accounts_of_a_new_one(request: Request) -> list[int]:
    """The same of one that was just filed: its row says who has it."""
    return _accounts(request, request.holder_id)


def _accounts(request: Request, staff: int | None) -> list[int]:
    if request.kind == "complaint" and staff is None:
        return accounts_of_staff(_waits_for(request))
    return (
        accounts_of_staff([staff])
        or [found.account_id for found in people_over(request.branch_id, QUEUE_ROLES).objects()]
        or admin_accounts(request.branch_id)
        or head_office_accounts()
    )


def _waits_for(request: Request) -> list[int]:
    """The colleagues for whom a complaint waits that nobody has, the nearest whom it does not concern."""
    path = tree.path_of(request.branch_id)
    _level, people = Neutral(abouts([request.id])).level(request.id, path)
    return sorted(people)


def tell_losers(actor: Actor, request: Request) -> None:
    """Who had it before this deed and has it no longer is told, once; but for whom it concerns by now, who hears
    nothing of it."""
    path = f"/requests/{request.number}"
    tell(accounts_of_staff(neutral(request, request.lost)), "request.no_longer_yours", path, but=actor, **request.said)


def neutral(request: Request, people: Collection[int]) -> list[int]:
    """Those of them whom the complaint does not concern; of any other request all."""
    if request.kind != "complaint" or not people:
        return sorted(people)
    about = Neutral(abouts([request.id]))
    return sorted(one for one in people if about.is_neutral(request.id, one))


def neutral_accounts(request: Request, accounts: list[int]) -> list[int]:
    """The same of logins."""
    if request.kind != "complaint" or not accounts:
        return accounts
    people = dict(Account.select(Account.staff, Account.id).where(Account.id.in_(accounts)).tuples())
    return [people[one] for one in neutral(request, people)]


def _takers(request: Request) -> list[Any]:
    """The colleagues who could take this request; a complaint nobody whom it concerns, and no coordinator. What has
    come up to head office, its reviewers, too."""
    if request.kind != "complaint":
        return list(people_over(request.branch_id, WORKING_ROLES).objects())
    branch = Complaint.select(Complaint.branch).where(Complaint.request == request.id).scalar() or request.branch_id
    up = is_root(tree.path_of(branch))
    found = list(people_over(request.branch_id, COMPLAINT_ROLES if up else COMPLAINT_ROLES[:-1]).objects())
    fit = {*neutral(request, [one.id for one in found])}
    return [one for one in found if one.id in fit]


def can_be_given(request: Request) -> list[tuple[str, str]]:
    """(user name, name) of the colleagues who could take this request."""
    return sorted({(staff.username, staff.name) for staff in _takers(request)}, key=lambda pair: pair[1])


def who_can_take(username: str, request: Request) -> Staff:
    """Raises Invalid for somebody who does not work with this branch's requests."""
    found = next((one for one in _takers(request) if one.username == username), None)
    if found is None:
        raise Invalid(_l("This person cannot take requests of this branch."), field="staff")
    return Staff.get_by_id(found.id)
