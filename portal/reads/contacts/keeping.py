"""Who keeps in touch with a client: the seat that his plan names, or the other one where nobody can."""

from __future__ import annotations

from typing import Any

from portal.ground import clock
from portal.models import Absence, Client, ContactPlan, RoleGrant, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.finding.filter import plain_column
from portal.reads.organisation import tree
from portal.rules.accounts.roles import Role


def _there(role: Role) -> Any:
    """Ids of those who hold the role today, work here, and are not away without a substitute."""
    day = clock.today()
    away = Absence.select(Absence.staff).where(Absence.runs_on(day), Absence.substitute.is_null())
    query = RoleGrant.select(RoleGrant.staff).join(Staff)
    return query.where(
        RoleGrant.role == role.value, RoleGrant.in_force(day), Staff.employed(day), RoleGrant.staff.not_in(away)
    )


def parts(actor: Actor, me: Any, *, plain: bool = False) -> list[Any]:
    """Conditions that do not overlap: the clients with whom he keeps in touch himself (`me` is his id, or its mark), or
    for whom he stands in. `plain`: no index of these columns is walked."""
    adviser, manager = (plain_column(column, plain) for column in (Client.adviser, Client.manager))
    named = ContactPlan.select(ContactPlan.client).where(ContactPlan.keeper == "manager")
    no_manager = manager.is_null() | manager.not_in(_there(Role.MANAGER))
    no_adviser = adviser.is_null() | adviser.not_in(_there(Role.ADVISER))
    by_adviser = Client.id.not_in(named) | no_manager
    by_manager = Client.id.in_(named) | no_adviser
    everywhere: set[int] = set()
    found = []
    for kind, column, kept in ((Role.ADVISER, adviser, by_adviser), (Role.MANAGER, manager, by_manager)):
        if kind in actor.seat_kinds:
            places = [branch.id for branch in tree.branches_below(list(actor.seat_paths(kind)))]
            found.append((column == me) & kept & Client.branch.in_(places))
            everywhere |= {*places}
    for kind in actor.seat_kinds:
        everywhere |= {branch.id for branch in tree.branches_below(list(actor.seat_paths(kind)))}
    for person in actor.stands_for if everywhere else ():
        for column, kept in ((adviser, by_adviser), (manager, by_manager)):
            found.append((column == person) & kept & Client.branch.in_(sorted(everywhere)))
    return found


def names_of(actor: Actor) -> dict[int, str]:
    """The names of those for whom he stands in."""
    return dict(zip(actor.stands_for, actor.names_stood_for, strict=True))


def instead_of(names: dict[int, str], me: int | None, manager: int | None, adviser: int | None) -> str:
    """In whose name he would call a client whose manager and adviser these are; "" for his own."""
    if me in (manager, adviser):
        return ""
    return next((names[one] for one in (adviser, manager) if one in names), "")
