"""Who approves a plan, and his decision (R9, four eyes): up to an amount the branch, above it head office."""

from __future__ import annotations

from collections.abc import Collection

from portal.actions.shared.telling import accounts_of_staff, admin_accounts, head_office_accounts
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Event
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.events.approval import for_head_office


def writers(event: Event) -> set[int]:
    """Who wrote the plan or last changed a figure of it: they do not approve it."""
    return {one for one in (event.created_by_id, event.changed_by_id) if one}


def who_hears(event: Event, people: list[int]) -> list[int]:
    """Accounts of those who wrote a plan or a change; of nobody at work any more, of the branch's admins."""
    return accounts_of_staff(people) or admin_accounts(event.branch_id)


def goes_up(budget: int) -> bool:
    """Is it head office that approves a plan of this budget (fen)?"""
    return for_head_office(budget, settings.value("events.branch_limit"))


def approvers(event: Event, but: set[int], budget: int) -> list[int]:
    """Accounts of the branch admins over the event's branch, of the nearest level that has any but those who wrote it;
    where none has, or it costs more than a branch approves, of head office."""
    if goes_up(budget):
        return head_office_accounts()
    return admin_accounts(event.branch_id, but) or head_office_accounts()


def approves(actor: Actor, event: Event, budget: int) -> bool:
    """May this person approve a plan of that budget for the event's branch?"""
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or ""
    who = actor.under(Permission.EVENTS_APPROVE)
    paths = who.paths(Role.HEAD_OFFICE) if goes_up(budget) else who.all_paths
    return any(path.startswith(mine) for mine in paths)


def four_eyes(actor: Actor, writers: Collection[int]) -> None:
    """Raises Refused for one of those who wrote it."""
    if actor.staff_id in writers:
        raise Refused(_l("Somebody else approves your own plan (four eyes)."))
