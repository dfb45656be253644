"""Filters that are shared where their owner does not work any more."""

from __future__ import annotations

from collections import defaultdict

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.finding.filters import SavedFilter
from portal.models.organisation import Branch, RoleGrant


def shared_without_role() -> list[int]:
    """Filters that are shared with a branch over which their owner holds no role, nor will. At most two statements."""
    query = (
        SavedFilter.select(SavedFilter.id, Account.staff, Branch.path)
        .join(Account, on=(SavedFilter.owner == Account.id))
        .join_from(SavedFilter, Branch, on=(SavedFilter.shared_with == Branch.id))
        .where(Account.staff.is_null(False))
    )
    shared = list(query.order_by(SavedFilter.id).tuples())
    if not shared:
        return []
    held = defaultdict(list)
    grants = RoleGrant.select(RoleGrant.staff, Branch.path).join(Branch).where(RoleGrant.not_over(clock.today()))
    for staff, path in grants.where(RoleGrant.staff.in_(sorted({one[1] for one in shared}))).tuples():
        held[staff].append(path)
    return [one for one, staff, path in shared if not any(path.startswith(own) for own in held.get(staff, ()))]
