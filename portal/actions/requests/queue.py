"""Who is told of a request, and who may be given one."""

from __future__ import annotations

from portal.actions.shared.telling import accounts_of_staff, admin_accounts, head_office_accounts, tell
from portal.derived import holders
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Request, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.requests.people import QUEUE_ROLES, WORKING_ROLES, people_over


def holder_accounts(request: Request) -> list[int]:
    """Logins of whoever has it now; of what lies in the queue those who take from it, else the admins above, else head
    office: somebody is always told.
    """
    staff = holders.of(request).staff
    return (
        accounts_of_staff([staff])
        or [found.account_id for found in people_over(request.branch_id, QUEUE_ROLES).objects()]
        or admin_accounts(request.branch_id)
        or head_office_accounts()
    )


def tell_losers(actor: Actor, request: Request) -> None:
    """Who had it before this deed and has it no longer is told, once."""
    path = f"/requests/{request.number}"
    tell(accounts_of_staff(sorted(request.lost)), "request.no_longer_yours", path, but=actor, **request.said)


def can_be_given(request: Request) -> list[tuple[str, str]]:
    """(user name, name) of the colleagues who could take this request."""
    return sorted(
        {(staff.username, staff.name) for staff in people_over(request.branch_id, WORKING_ROLES).objects()},
        key=lambda pair: pair[1],
    )


def who_can_take(username: str, request: Request) -> Staff:
    """Raises Invalid for somebody who does not work with this branch's requests."""
    found = people_over(request.branch_id, WORKING_ROLES).where(Account.username == username).objects().first()
    if found is None:
        raise Invalid(_l("This person cannot take requests of this branch."), field="staff")
    return Staff.get_by_id(found.id)
