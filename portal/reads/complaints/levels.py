"""Who decides for the level above the branch that handles a complaint (R6)."""

from __future__ import annotations

from portal.models.complaints import Complaint
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.rules.accounts.roles import Role
from portal.rules.complaints import upper_levels


def is_above(actor: Actor, case: Complaint) -> bool:
    """Does he decide for a level above the branch that handles it? Head office is above all."""
    levels = upper_levels(tree.path_of(case.branch_id))
    return any(
        grant.role == Role.HEAD_OFFICE or (grant.role == Role.BRANCH_ADMIN and grant.path in levels)
        for grant in actor.grants
    )


def branches_below(actor: Actor) -> list[int]:
    """The branches whose complaints come to him from below: of an admin those that his level is the nearest above, of
    head office those that have no other level above them."""
    own = {grant.path for grant in actor.grants if grant.role == Role.BRANCH_ADMIN}
    if any(grant.role == Role.HEAD_OFFICE for grant in actor.grants):
        own |= {branch.path for branch in tree.branch_tree() if branch.path.count("/") == 2}
    return [branch.id for branch in tree.branch_tree() if upper_levels(branch.path)[0] in own]
