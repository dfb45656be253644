"""Whom somebody serves: his seats, as far as the role of each still reaches the client's branch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN, SQL

from portal.models.clients.client import Client
from portal.models.handovers import Handover, HandoverSeat
from portal.models.teams import Seat
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.served import KINDS_OF
from portal.reads.organisation import tree
from portal.reads.shared import built
from portal.rules.accounts.roles import SEAT_ROLES, Role
from portal.rules.accounts.visibility import is_root


def clients_served(actor: Actor, kinds: Collection[Role] = SEAT_ROLES) -> Any:
    """A query of the ids of the clients in whose team he sits now, or somebody for whom he stands in.

    A seat left behind at a former branch counts no more, though its holder has the same role elsewhere. Where a page
    reads them once, its list stands in the place of the query.
    """
    mark = next((mark for mark, those in KINDS_OF.items() if those == {*kinds}), None)
    if actor.keeps_served and mark is not None:
        listed = mark if actor.staff_id == built.STAFF else actor.served(mark)
        return SQL("(SELECT value FROM json_each(?))", (listed,))
    mine = Seat.select(Seat.client).where(Seat.staff == actor.staff_id, Seat.until.is_null())
    reach: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for kind in actor.seat_kinds:
        if kind in kinds:
            reach[actor.seat_paths(kind)].append(kind.value)
    if actor.stands_for:
        return _with_others(actor, kinds, reach)
    if all(any(map(is_root, paths)) for paths in reach):
        return mine.where(Seat.kind.in_([kind for several in reach.values() for kind in several]))
    parts = [
        Seat.kind.in_(several) & Client.branch.in_([branch.id for branch in tree.branches_below(list(paths))])
        for paths, several in reach.items()
    ]
    return _leading_to_clients(mine, reduce(or_, parts))


def clients_coming(actor: Actor) -> Any:
    """A query of the ids of the clients whom he receives by a handover that is checked and so near that he reads them
    already."""
    lines = HandoverSeat.select(HandoverSeat.client).join(Handover)
    near = (Handover.state == "checked") & (Handover.seen_from <= actor.receives_on)
    return lines.where(HandoverSeat.receiver == actor.staff_id, HandoverSeat.running, near)


def clients_read(actor: Actor) -> Any:
    """A query of the ids of the clients whom he serves, and of those who come to him."""
    return clients_served(actor) | clients_coming(actor)


def _with_others(actor: Actor, kinds: Collection[Role], reach: dict[tuple[str, ...], list[str]]) -> Any:
    """His own, and those of the seats of whom he stands in for, whatever their kind, at the branches that a role of his
    reaches."""
    places = {paths: [branch.id for branch in tree.branches_below(list(paths))] for paths in reach}
    own = [Seat.kind.in_(several) & Client.branch.in_(places[paths]) for paths, several in reach.items()]
    everywhere = sorted({branch for ids in places.values() for branch in ids})
    theirs = Seat.staff.in_(actor.stands_for) & Seat.kind.in_([*kinds]) & Client.branch.in_(everywhere)
    mine = (Seat.staff == actor.staff_id) & reduce(or_, own) if own else theirs
    # the seats of these people lead to the clients; asked for on both sides of "or" no index would
    seats = Seat.staff.in_([actor.staff_id, *actor.stands_for]) & Seat.until.is_null()
    return _leading_to_clients(Seat.select(Seat.client).where(seats), mine | theirs)


def _leading_to_clients(seats: Any, condition: Any) -> Any:
    """The few seats first, then the client of each: SQLite keeps to the order of a CROSS JOIN, whatever its statistics
    say of branches."""
    return seats.join(Client, JOIN.CROSS).where(Seat.client == Client.id, condition)
