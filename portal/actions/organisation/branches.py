"""What a branch says of itself."""

from __future__ import annotations

from typing import Any

from portal.actions.organisation.realm import branch_in_realm
from portal.actions.shared.recording import audit, save_version
from portal.database import lock, write
from portal.models import Branch
from portal.reads.accounts.actors import Actor
from portal.reads.shared import kept


def edit_branch(actor: Actor, code: str, values: dict[str, Any], version: int | None) -> Branch:
    """Change a branch's names, address and phone. Raises OutOfScope, StaleVersion."""
    with write():
        branch = lock(Branch.select().where(Branch.id == branch_in_realm(actor, code).id))
        changes = save_version(branch, version, **values)
        if changes:
            kept.forget()
            audit(actor, "branch.edited", branch, branch=branch.id, changes=changes, **branch.said)
        return branch
