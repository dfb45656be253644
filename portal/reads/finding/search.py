"""Who is meant by what was typed: terms, documents, numbers; and the best of them for the search box."""

from __future__ import annotations

from enum import Enum
from typing import Any

from peewee import SQL, Expression, Value, fn

from portal.database import database, engine
from portal.models.clients.client import Client, ClientTerm
from portal.rules.finding.terms import query_terms
from portal.rules.shared.codes import parse_client_number

MANY = 1000
"""So many hits are looked up and put into order; more are met on the way through an order's index."""
VERY_MANY = 7000
"""Up to so many are gathered on that way; of more, each client on the way is asked whether he is one."""


class Many(Enum):
    """More hits than are looked up."""

    SOME = "some thousand"
    DENSE = "wherever one looks"


def _hits(terms: list[str]) -> tuple[str, list[Any]]:
    """SQL and its parameters for the ids of the clients that carry every term."""
    if engine() == "sqlite":
        match = " AND ".join(f'"{term}"' for term in terms)
        return "SELECT rowid AS id FROM client_search WHERE client_search MATCH ?", [match]
    return "SELECT client_id AS id FROM client_term WHERE string_to_array(terms, ' ') @> %s::text[]", [terms]


def hits_of(text: str, documents: list[str] | None = None) -> tuple[str, list[Any]]:
    """SQL and parameters for the ids of all that were meant.

    `documents` are HMACs of what was typed, should it be the number of a document. The number of a client that was
    merged into another leads to the one that was kept.
    """
    mark = database.obj.param
    if number := parse_client_number(text):
        kept = "SELECT COALESCE(k.merged_into_id, c.merged_into_id, c.id) AS id FROM client c"
        return f"{kept} LEFT JOIN client k ON k.id = c.merged_into_id WHERE c.number = {mark}", [number]
    terms = query_terms(text)
    parts = [_hits(terms)] if terms else []
    if documents:
        marks = ", ".join([mark] * len(documents))
        parts.append((f"SELECT id FROM client WHERE document_hmac IN ({marks})", list(documents)))  # noqa: S608
    if not parts:
        return "SELECT id FROM client WHERE 1 = 0", []
    return " UNION ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def few_hits(text: str, documents: list[str] | None = None) -> list[int] | Many:
    """The ids of all clients that were meant, unless they are too many to look each of them up."""
    if not (query_terms(text) or documents):
        return []
    sql, params = hits_of(text, documents)
    few = f"SELECT id FROM (SELECT id FROM ({sql}) AS hits LIMIT {MANY + 1}) AS few"  # noqa: S608
    if engine() == "sqlite":  # the one that must be told how to go on
        few += f" UNION ALL SELECT 0 WHERE EXISTS (SELECT 1 FROM ({sql}) AS hits LIMIT 1 OFFSET {VERY_MANY})"  # noqa: S608
        params = [*params, *params]
    rows = database.execute_sql(few, params).fetchall()
    if len(rows) <= MANY:
        return [row[0] for row in rows]
    return Many.DENSE if rows[-1][0] == 0 else Many.SOME


def matching(text: str) -> Expression:
    """Clients that carry every term of what was typed, gathered at once: for counting them."""
    sql, params = _hits(query_terms(text))
    return Client.id.in_(SQL(f"({sql})", params))


def carrying(text: str, how: Many) -> Expression:
    """The same for those who are met on the way through an order's index, where fifty are wanted: of a tenth of a
    million none is gathered. PostgreSQL chooses by itself.
    """
    if how is Many.SOME or engine() == "postgresql":
        return matching(text)
    theirs = Value(" ").concat(ClientTerm.terms).concat(" ")
    carried = [fn.INSTR(theirs, f" {term} ") > 0 for term in query_terms(text)]
    return fn.EXISTS(ClientTerm.select(SQL("1")).where(ClientTerm.client == Client.id, *carried))  # type: ignore[no-any-return]


def numbers(ids: list[int]) -> SQL:
    """The ids as a list in SQL (numbers of ours, so they need no parameters)."""
    return SQL(f"({', '.join(map(str, ids)) or 'NULL'})")
