"""All clients of a list at once, for deeds on the whole result: ids, numbers of them, batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import SQL

from portal.database import among, database
from portal.models.clients.client import Client
from portal.models.finding.filters import SavedFilterMember
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import ORDERS
from portal.reads.finding.search import hits_of


def everything(scope: ClientScope, wanted: ClientFilter) -> list[Any]:
    """The conditions of a whole result, the search among them."""
    found = [scope.condition(), *wanted.conditions()]
    if wanted.q.strip():
        sql, params = hits_of(wanted.q, wanted.documents)
        found.append(Client.id.in_(SQL(f"({sql})", params)))
    return found


def how_many(scope: ClientScope, wanted: ClientFilter, most: int) -> int:
    """How many clients a list has, counted up to one more than `most`."""
    query = Client.select(Client.id).where(*everything(scope, wanted)).limit(most + 1)
    sql, params = query.sql()
    return int(database.execute_sql(f"SELECT COUNT(*) FROM ({sql}) AS hits", params).fetchone()[0])  # noqa: S608


def ids_of(scope: ClientScope, wanted: ClientFilter, most: int) -> list[int]:
    """The ids of a whole list in the order of their numbers, at most `most`."""
    query = Client.select(Client.id).where(*everything(scope, wanted)).order_by(Client.id).limit(most)
    return [row[0] for row in query.tuples()]


def batches(scope: ClientScope, wanted: ClientFilter, order: str, most: int, size: int = 500) -> Iterator[list[Client]]:
    """The clients of a whole list in its order, at most `most`, some at a time.

    Who they are and in which order is asked once: what changes meanwhile neither loses nor doubles anybody. Of each,
    the row says what it says when it is read.
    """
    column, down = ORDERS[order if order in ORDERS else "aum"]
    ways = [column.desc(), Client.id.desc()] if down else [column, Client.id]
    query = Client.select(Client.id).where(*everything(scope, wanted)).order_by(*ways).limit(most)
    ids = [row[0] for row in query.tuples()]
    for start in range(0, len(ids), size):
        part = ids[start : start + size]
        found = {row.id: row for row in Client.select().where(among(Client.id, part), scope.condition())}
        yield [found[one] for one in part if one in found]


def keep_members(saved_filter: int, scope: ClientScope, wanted: ClientFilter) -> int:
    """Write who fits now as the members of a saved filter, in one statement. Call inside `write()`. Answers how
    many."""
    SavedFilterMember.delete().where(SavedFilterMember.saved_filter == saved_filter).execute()
    query = Client.select(SQL(str(int(saved_filter))), Client.id).where(*everything(scope, wanted))
    SavedFilterMember.insert_from(query, [SavedFilterMember.saved_filter, SavedFilterMember.client]).execute()
    return int(SavedFilterMember.select().where(SavedFilterMember.saved_filter == saved_filter).count())
