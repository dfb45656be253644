"""Whose name reads or sounds the same: found by the search terms, for many names in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence

from portal.database import database, engine

NAMES = 200
"""Namesakes looked at; a name that more carry proves nothing."""
_SQLITE = """SELECT asked.key, (SELECT json_group_array(rowid) FROM
    (SELECT rowid FROM client_search WHERE client_search MATCH asked.value LIMIT ?)) FROM json_each(?) AS asked"""
_POSTGRESQL = """SELECT asked.key - 1, ARRAY(
        WITH hit AS MATERIALIZED (
            SELECT client_id FROM client_term WHERE string_to_array(terms, ' ') @> string_to_array(asked.value, ' '))
        SELECT client_id FROM hit LIMIT %s)
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked (value, key)"""
"""Materialized, so that the planner does not read the whole table in the hope of meeting the first 200 soon."""


def carrying(names: Sequence[Sequence[str]]) -> list[list[int]]:
    """For each name (its search terms): ids of the clients who carry all of them; none where there are no terms, or
    where more than 200 do. One statement; the same name is looked for once.
    """
    asked = {tuple(terms): 0 for terms in names if terms}
    if not asked:
        return [[] for _ in names]
    if engine() == "sqlite":
        texts = [" AND ".join(f'"{term}"' for term in terms) for terms in asked]
        found = database.execute_sql(_SQLITE, (NAMES + 1, json.dumps(texts))).fetchall()
        rows = [(key, json.loads(ids)) for key, ids in found]
    else:
        texts = [" ".join(terms) for terms in asked]
        rows = database.execute_sql(_POSTGRESQL, (NAMES + 1, texts)).fetchall()
    places = list(asked)
    hits = {places[key]: [] if len(ids) > NAMES else ids for key, ids in rows}
    return [hits.get(tuple(terms), []) for terms in names]
