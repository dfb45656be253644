"""Checklists: the lines of a matter, and what somebody is to do of them."""

from __future__ import annotations

from typing import Any

from peewee import Expression

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
        .where(joined(matter, ident))
    )
    return list(query.order_by(Step.due_on, Step.position, Step.id).limit(4 * MOST))


def joined(matter: str, ident: Any) -> Expression:
    """As the condition of a join: the lines of a matter whose id stands in this column."""
    return (Step.matter == matter) & (Step.matter_id == ident)


def due_by(day: Any) -> Expression:
    """As a condition: the lines that are still to be done, and are due by this day. What is due, and what is late, is
    asked by it alone, whatever the matter."""
    return (Step.state == "open") & (Step.due_on <= day)


def the_step(matter: str, ident: int) -> Step:
    """The one line of a matter that has one."""
    return Step.get(joined(matter, ident))  # type: ignore[no-any-return]


def step_of(matter: str, ident: int, step: int) -> Step:
    """One line of a matter. Raises OutOfScope."""
    found: Step | None = Step.get_or_none(Step.id == step, joined(matter, ident))
    if found is None:
        raise OutOfScope()
    return found
