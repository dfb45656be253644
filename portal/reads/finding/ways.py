"""Which way SQLite takes to the clients that a filter leaves, where it would otherwise guess.

Without statistics (a database that nobody analysed yet) all indexes that begin with the branch look alike to it, and it
takes the one that was made last: of a filter with a partial index it read whole branches (1 s of a million clients).
PostgreSQL weighs a partial index by its size and needs no help.
"""

from __future__ import annotations

from portal.database import engine
from portal.models.clients.client import MOST_BITS
from portal.reads import reference
from portal.reads.finding.filter import ClientFilter

FEWER = ("tier", "industry", "employer", "plant", "district", "manager", "adviser", "list_status", "tag")
"""Filters that an index tells together with the branch: SQLite sees by itself that fewer fit."""
TABLE = 'FROM "client" AS "t1"'


def by_its_index(sql: str, wanted: ClientFilter) -> str:
    """The text of a query of clients in some branches, on SQLite held to the partial index of its filter.

    Its conditions must be those of `ClientFilter.conditions()`: the index holds no others, and SQLite refuses a query
    that it does not serve.
    """
    name = partial_index(wanted) if engine() == "sqlite" else None
    return sql.replace(TABLE, f"{TABLE} INDEXED BY {name}", 1) if name else sql


def partial_index(wanted: ClientFilter) -> str | None:
    """The index that holds only clients who fit one of the filters; None where there is none, or a better one."""
    if any(getattr(wanted, name) for name in FEWER) or wanted.members_of is not None:
        return None
    if wanted.team == "incomplete":
        return "client_team_open"
    if wanted.kind == "company":
        return "client_companies"
    known = reference.product_classes()
    for code in wanted.holds:
        if code in known and known[code].bit < MOST_BITS:
            return f"client_holds_{known[code].bit}"
    return f"client_{wanted.klass[0]}" if len(wanted.klass) == 1 else None
