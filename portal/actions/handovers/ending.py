"""What ends besides the seats when somebody's clients have passed: the one place for it."""

from __future__ import annotations

from portal.ground import clock
from portal.models import Branch, Handover, RoleGrant
from portal.models.organisation import under
from portal.rules.handovers import ALL_GO


def end_of_time(handover: Handover, clients: list[int]) -> None:
    """The leaver's or transferred person's roles that carry seats end at the branch; of leave and rotation nothing
    does. Call inside `write()`. `clients`: whose seats passed."""
    if handover.cause not in ALL_GO:
        return
    place = Branch.get_by_id(handover.branch_id)
    here = Branch.select(Branch.id).where(under(Branch.path, [place.path]))
    RoleGrant.update(until=clock.today(), ended_by=handover.checked_by_id).where(
        RoleGrant.staff == handover.staff_id,
        RoleGrant.branch.in_(here),
        RoleGrant.role.in_(["manager", "adviser", "specialist"]),
        RoleGrant.not_over(clock.today()),
    ).execute()
