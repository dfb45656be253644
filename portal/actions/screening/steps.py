"""What every step of a list does: it is held, its state follows, figures are taken (R2)."""

from __future__ import annotations

from typing import Any

from portal.database import lock
from portal.ground.errors import NotAllowed, WrongState
from portal.models import Client, ListName, TierList
from portal.reads.accounts.actors import Actor
from portal.reads.screening.candidates import screened_of
from portal.rules.accounts.roles import Role
from portal.rules.screening import states as rules

AT_ONCE = 500
LONGEST_SCREEN = 500


def held(actor: Actor, tier_list: TierList, *states: str) -> TierList:
    """The list, held for this deed. Raises NotAllowed (another branch's), WrongState."""
    row = lock(TierList.select().where(TierList.id == tier_list.id))
    if row.branch_id not in actor.branch_ids(Role.BRANCH_ADMIN):
        raise NotAllowed()
    if states and row.state not in states:
        raise WrongState()
    return row


def set_state(row: TierList, state: str, **values: Any) -> None:
    TierList.update(state=state, version=TierList.version + 1, **values).where(TierList.id == row.id).execute()
    row.state = state


def follow_names(row: TierList) -> None:
    """The list's state follows from its names. Call inside `write()`, the list held."""
    states = [
        state for (state,) in ListName.select(ListName.state).distinct().where(ListName.tier_list == row.id).tuples()
    ]
    state = rules.list_state(states, row.state)
    if state != row.state:
        set_state(row, state)


def snapshot(row: TierList, names: list[tuple[int, int, str]]) -> None:
    """Keep with each name (id, client, tier) the figures and flags as they are now. Call inside `write()`."""
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        screened = screened_of([one[1] for one in part], row.standard, {one[1]: one[2] for one in part})
        averages = dict(Client.select(Client.id, Client.aum_average).where(Client.id.in_([*screened])).tuples())
        for name, client, _tier in part:
            found = screened[client]
            ListName.update(average=averages[client], threshold=found.threshold, flags=found.flags).where(
                ListName.id == name
            ).execute()
