"""What the search box finds among clients."""

from __future__ import annotations

from typing import Any

from peewee import fn

from portal.models.clients.client import Client
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import unmerged
from portal.reads.finding.listed import ids_in_order, rows_of
from portal.reads.finding.search import Many, carrying, numbers
from portal.rules.finding.characters import plain
from portal.rules.finding.folding import SEPARATORS
from portal.rules.shared.texts import clean_name


def best(scope: ClientScope, text: str, hits: list[int] | Many, size: int = 8) -> list[dict[str, Any]]:
    """The clients in scope that were most likely meant: own ones first, then exact names, short names, high AUM.

    `hits`: whom `few_hits` found. At most three statements; none for nobody.
    """
    if isinstance(hits, Many):
        return _best_of_many(scope, text, hits, size)
    if not hits:
        return []
    own = scope.own()
    typed = SEPARATORS.sub("", clean_name(text))
    exact = fn.REPLACE(fn.REPLACE(Client.name, " ", ""), "·", "").in_([typed, plain(typed)])
    query = Client.select(Client.id).where(Client.id.in_(numbers(hits)), scope.condition(), unmerged())
    first = [] if own is None else [own.desc()]
    found = (
        query.order_by(*first, exact.desc(), fn.LENGTH(Client.name), Client.aum.desc(), Client.id).limit(size).tuples()
    )
    return rows_of([row[0] for row in found])


def _best_of_many(scope: ClientScope, text: str, how: Many, size: int) -> list[dict[str, Any]]:
    """A character or letter that thousands carry: own clients, then the wealthiest on the way through the index."""
    conditions = [carrying(text, how), unmerged()]
    found: list[int] = []
    if scope.has_seats:
        mine = Client.select(Client.id).where(Client.id.in_(scope.seats()), *conditions)
        found = [row[0] for row in mine.order_by(Client.aum.desc(), Client.id).limit(size).tuples()]
    if len(found) < size:
        others = ids_in_order(scope.pieces(), conditions, "aum", "", size + len(found))
        found = list(dict.fromkeys([*found, *others]))[:size]
    return rows_of(found)
