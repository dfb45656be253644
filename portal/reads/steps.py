"""Checklists: the lines of a matter, and what somebody is to do of them."""

from __future__ import annotations

from typing import Any

from portal.ground.errors import OutOfScope
from portal.models.organisation import Staff
from portal.models.steps import Step
from portal.rules.steps import MOST


def steps_of(matter: str, ident: int) -> list[Any]:
    """The lines by their days, with who does them (`who`) and who did (`did`)."""
    who, did = Staff.alias("who"), Staff.alias("did")
    query = (
        Step.select(Step, who, did)
        .join_from(Step, who, "LEFT OUTER JOIN", on=(Step.staff == who.id), attr="who")
        .join_from(Step, did, "LEFT OUTER JOIN", on=(Step.done_by == did.id), attr="did")
        .where(Step.matter == matter, Step.matter_id == ident)
    )
    return list(query.order_by(Step.due_on, Step.position, Step.id).limit(4 * MOST))


def step_of(matter: str, ident: int, step: int) -> Step:
    """One line of a matter. Raises OutOfScope."""
    found: Step | None = Step.get_or_none(Step.id == step, Step.matter == matter, Step.matter_id == ident)
    if found is None:
        raise OutOfScope()
    return found
