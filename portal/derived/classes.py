"""What a client's row says of his products, and the classes that follow (liability, asset, intermediary), with the
reason.

An open account, a loan that is not repaid, a card that is not closed, a standing order on an open account and a signed
service are held. Everything is derived in the database, by ranges of ids, so a million clients take as many statements
as a thousand do a hundred times over, and no row comes into Python. `portal check` proves it by the same texts.

The texts of SQL hold names of our own tables, numbers of our own, and nothing that was typed.
"""

# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import peewee

from portal.database import breathe, database, write
from portal.derived.proving import differing
from portal.ground import clock
from portal.models import Client
from portal.reads import reference
from portal.rules.holdings.products import CLIENT_CLASSES, mask_of

AT_ONCE = 5_000
IDS_AT_ONCE = 1000


def held(where: str = "TRUE") -> str:
    """SQL of every holding that counts: client_id, bit, product class, its own day (NULL where it has none), its
    number.

    `where` is a condition on `x.client_id`.
    """
    bits = {code: one.bit for code, one in reference.product_classes().items()}
    inside = where.replace("x.", "{}.")
    return f"""
    SELECT h.client_id AS client_id, pc.bit AS bit, h.product AS product, h.opened_on AS since, h.number AS reference
      FROM holding_account h JOIN product_class pc ON pc.code = h.product WHERE h.closed_on IS NULL
      AND {inside.format("h")}
    UNION ALL SELECT l.client_id, {bits["loan"]}, 'loan', l.started_on, l.number
      FROM loan l WHERE l.status <> 'repaid' AND {inside.format("l")}
    UNION ALL SELECT k.client_id, CASE WHEN k.kind = 'credit' THEN {bits["credit_card"]} ELSE {bits["card"]} END,
      CASE WHEN k.kind = 'credit' THEN 'credit_card' ELSE 'card' END, k.issued_on, k.number
      FROM card k WHERE k.status <> 'closed' AND {inside.format("k")}
    UNION ALL SELECT h.client_id, {bits["standing_order"]}, 'standing_order', NULL, o.account_to
      FROM holding_account h JOIN standing_order o ON o.account_id = h.id WHERE h.closed_on IS NULL
      AND {inside.format("h")}
    UNION ALL SELECT s.client_id, pc.bit, pc.code, s.since, s.number
      FROM service_contract s JOIN product p ON p.code = s.product_id
      JOIN product_class pc ON pc.code = p.product_class_id
      WHERE s.until IS NULL AND {inside.format("s")}"""


def masks(where: str = "TRUE") -> str:
    """SQL of client_id and mask: the classes of products that he holds as bits."""
    return f"""SELECT client_id, CAST(SUM(value) AS BIGINT) AS mask FROM (
        SELECT DISTINCT client_id, CAST(1 AS BIGINT) << bit AS value FROM ({held(where)}) AS every) AS classes
        GROUP BY client_id"""


def class_masks() -> dict[str, int]:
    """Class of clients → the bits of the classes of products that put somebody into it."""
    every = reference.product_classes().values()
    return {name: mask_of(one.bit for one in every if one.client_class == name) for name in CLIENT_CLASSES}


def derive_classes(clients: Iterable[int] | peewee.ModelSelect | None = None) -> int:
    """Bring products, classes and their reasons to what is held. `clients`: ids, a query of ids, or None for all.
    Answers how many rows of clients changed. Each batch is a transaction of its own unless the caller has one.
    """
    changed = 0
    for where in _ranges(clients):
        with write():
            changed += database.execute_sql(_update(where)).rowcount
            _end_memberships(where)
            _begin_memberships(where)
        breathe()
    return changed


def _ranges(clients: Iterable[int] | peewee.ModelSelect | None) -> Iterator[str]:
    """Conditions on `x.client_id`, one for each batch. A query of ids is widened to the range that it spans."""
    if clients is not None and not isinstance(clients, peewee.ModelSelect):
        ids = [int(one) for one in clients]
        for start in range(0, len(ids), IDS_AT_ONCE):
            yield f"x.client_id IN ({', '.join(map(str, ids[start : start + IDS_AT_ONCE]))})"
        return
    wanted: Any = Client.select(Client.id) if clients is None else clients
    sql, params = wanted.sql()
    column = wanted.selected_columns[0].column_name
    first, last = database.execute_sql(f"SELECT MIN({column}), MAX({column}) FROM ({sql}) AS wanted", params).fetchone()
    for start in range(first or 1, (last or 0) + 1, AT_ONCE):
        yield f"x.client_id BETWEEN {start} AND {min(start + AT_ONCE - 1, last)}"


def _on_client(where: str, alias: str = "c") -> str:
    return where.replace("x.client_id", f"{alias}.id")


def _update(where: str) -> str:
    """Write what differs."""
    classes = {name: f"(d.mask & {mask}) <> 0" for name, mask in class_masks().items()}
    single = "(d.mask <> 0 AND (d.mask & (d.mask - 1)) = 0)"
    values = "".join(f", is_{name} = ({sql})" for name, sql in classes.items())
    differs = "".join(f" OR is_{name} <> ({sql})" for name, sql in classes.items())
    return f"""UPDATE client SET products = d.mask, is_single_product = {single}{values}
        FROM (SELECT c.id, COALESCE(m.mask, 0) AS mask FROM client c LEFT
        JOIN ({masks(where)}) AS m ON m.client_id = c.id
            WHERE {_on_client(where)}) AS d
        WHERE client.id = d.id AND (products <> d.mask OR is_single_product <> {single}{differs})"""


def _end_memberships(where: str) -> None:
    """A class that nothing held leads to any more ends today; its line stays as history."""
    mark = database.obj.param
    for name in CLIENT_CLASSES:
        database.execute_sql(
            f"""UPDATE class_membership SET until = {mark} WHERE until IS NULL AND klass = '{name}' AND client_id IN
            (SELECT c.id FROM client c WHERE {_on_client(where)} AND NOT c.is_{name})""",
            (clock.today(),),
        )


def _begin_memberships(where: str) -> None:
    """A class that has no open line gets one: since the earliest of what is held, never before the last stay ended.

    What has no day of its own (a standing order) comes after what has one, and counts from the day we learnt of it.
    """
    mark, names = database.obj.param, ", ".join(f"'{name}'" for name in CLIENT_CLASSES)
    lines = (
        "SELECT {} FROM class_membership m WHERE m.client_id = r.client_id AND m.klass = r.klass AND m.until IS {} NULL"
    )
    ended = f"({lines.format('MAX(m.until)', 'NOT')})"
    database.execute_sql(
        f"""WITH ranked AS (SELECT e.client_id, pc.client_class AS klass, COALESCE(e.since, {mark}) AS since, e.product,
            e.reference,
            ROW_NUMBER() OVER (PARTITION BY e.client_id, pc.client_class ORDER BY
                CASE WHEN e.since IS NULL THEN 1 ELSE 0 END, e.since, e.bit, e.reference) AS place
            FROM ({held(where)}) AS e JOIN product_class pc ON pc.code = e.product WHERE pc.client_class IN ({names}))
        INSERT INTO class_membership (client_id, klass, since, product_class_id, reference)
        SELECT r.client_id, r.klass, CASE WHEN {ended} > r.since THEN {ended} ELSE r.since END, r.product, r.reference
        FROM ranked r WHERE r.place = 1 AND NOT EXISTS ({lines.format("1", "")}) ORDER BY r.client_id, r.klass""",
        (clock.today(),),
    )


def faults() -> Iterator[str]:
    yield from differing(_comparisons())


def _comparisons() -> list[tuple[str, str]]:
    """The masks of the rows, and the lines of reasons, against what is held."""
    found = [
        (
            "client {}: the products are {}, the holdings say {}",
            f"""SELECT c.number, c.products, COALESCE(m.mask, 0) FROM client c LEFT
                JOIN ({masks()}) AS m ON m.client_id = c.id
            WHERE c.products <> COALESCE(m.mask, 0) ORDER BY c.id""",
        ),
        (
            "client {}: single product is {}, the holdings say otherwise",
            f"""SELECT c.number, c.is_single_product FROM client c LEFT JOIN ({masks()}) AS m ON m.client_id = c.id
            WHERE c.is_single_product <> (COALESCE(m.mask, 0) <> 0
            AND (COALESCE(m.mask, 0) & (COALESCE(m.mask, 0) - 1)) = 0)
            ORDER BY c.id""",
        ),
    ]
    for name, mask in class_masks().items():
        open_lines = f"""(SELECT COUNT(*) FROM class_membership e
            WHERE e.client_id = c.id AND e.klass = '{name}' AND e.until IS NULL)"""
        joined = f"client c LEFT JOIN ({masks()}) AS m ON m.client_id = c.id"
        inside = f"(COALESCE(m.mask, 0) & {mask}) <> 0"
        found += [
            (
                f"client {{}}: the class {name} does not fit what is held",
                f"SELECT c.number FROM {joined} WHERE c.is_{name} <> ({inside}) ORDER BY c.id",
            ),
            (
                f"client {{}}: {{}} reasons stand for the class {name}, there should be {{}}",
                f"""SELECT c.number, {open_lines}, CASE WHEN {inside} THEN 1 ELSE 0 END FROM {joined}
                WHERE {open_lines} <> CASE WHEN {inside} THEN 1 ELSE 0 END ORDER BY c.id""",
            ),
        ]
    return found
