"""The clients whom somebody serves, read once for all sections of a page that only shows: on SQLite each condition
would read his seats anew, and with each the client, of whom the branch counts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import JOIN

from portal.database import database, packed
from portal.models.clients.client import Client
from portal.models.teams import Seat
from portal.reads.organisation import tree
from portal.reads.shared import built
from portal.rules.accounts.roles import SEAT_ROLES, Role

KINDS_OF = {
    built.SERVED: frozenset(SEAT_ROLES),
    built.IN_TOUCH: frozenset({Role.MANAGER, Role.ADVISER}),
}
"""The mark that stands for the ids → the seats that count."""

Places = dict[Role, tuple[str, ...]]
"""Seat → the paths of the branches that its role reaches."""


class Served:
    """What was read for one answer."""

    def __init__(self, me: int, others: tuple[int, ...]) -> None:
        self._who = [me, *others]
        self._rows: list[Any] | None = None
        self._clients: dict[Any, dict[int, str]] = {}
        self._packed: dict[Any, str] = {}

    def ids(self, kinds: frozenset[Role], places: Places) -> str:
        """Packed, of the clients whom `clients_served` would find. One statement, the first time."""
        key = (kinds, tuple(places.items()))
        if key not in self._packed:
            self._packed[key] = packed(sorted(self._of(kinds, places)))
        return self._packed[key]

    def born(self, kinds: frozenset[Role], places: Places, first: date, last: date) -> list[int]:
        """Those of them whose birthday is in these days."""
        days = str(first), str(last)
        return [client for client, day in self._of(kinds, places).items() if day and days[0] <= day <= days[1]]

    def _of(self, kinds: frozenset[Role], places: Places) -> dict[int, str]:
        """Client → his next birthday: his own where the role of the seat reaches the branch, those of others where any
        of his roles does."""
        key = (kinds, tuple(places.items()))
        if key not in self._clients:
            reach = {kind.value: {one.id for one in tree.branches_below(list(paths))} for kind, paths in places.items()}
            own = {kind.value: reach.get(kind.value, set()) for kind in kinds}
            theirs = {kind: {branch for branches in reach.values() for branch in branches} for kind in own}
            self._clients[key] = {
                client: birthday
                for client, staff, kind, branch, birthday in self._seats()
                if branch in (own if staff == self._who[0] else theirs).get(kind, ())
            }
        return self._clients[key]

    def _seats(self) -> list[Any]:
        if self._rows is None:
            seats = Seat.select(Seat.client, Seat.staff, Seat.kind, Client.branch, Client.next_birthday)
            seats = seats.join(Client, JOIN.CROSS).where(Seat.client == Client.id)
            seats = seats.where(Seat.staff.in_(self._who), Seat.until.is_null())
            self._rows = database.execute_sql(
                *seats.sql()
            ).fetchall()  # plain text of days: thousands are not converted
        return self._rows
