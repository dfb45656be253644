"""Cells that name something else, replaced by it: what was remembered, and rows of our tables.

Each table is asked once a batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CellFault
from portal.importing.mapping.plans import Column
from portal.importing.mapping.tables import Table
from portal.importing.rows import memory
from portal.importing.rows.finding import Ground, referred
from portal.importing.rows.items import Item, short_number
from portal.rules.clients.spotting import names_by_document
from portal.rules.shared.codes import parse_client_number, whole_client_number
from portal.rules.shared.masking import mask_id

Reject = Callable[[Item, str, Any], None]
"""`reject(item, column, reason)`; without a reason when the cause is named already."""


def link(items: list[Item], ground: Ground, reject: Reject) -> list[Item]:
    """The items whose links all lead somewhere, with the values filled in."""
    recalled = _recalled(items)
    found = _referred(items, recalled, ground)
    good = []
    for item in items:
        column, reason = _follow(item, recalled, found)
        if column is None:
            good.append(item)
        else:
            reject(item, column.origin, reason)
    return good


def _follow(
    item: Item, recalled: dict[str, dict[str, str]], found: dict[str, dict[str, dict[str, Any]]]
) -> tuple[Column | None, Any]:
    """Fill in one row. Answers the column that leads nowhere and why, or (None, None)."""
    for column, cell in item.links:
        if column.recall:
            known = recalled[column.recall].get(cell)
            if known is None:
                return column, _dangling(column.recall, cell)
            cell = known
        if column.refers is None:
            try:
                item.values[column.target] = column.convert(cell) if column.convert else cell
            except CellFault as fault:
                return column, fault.reason
            continue
        row = found[column.refers.name].get(cell)
        if row is None:
            return column, _dangling(column.refers.name, cell)
        item.values[column.target] = row[column.gives]
    return None, None


def _dangling(name: str, cell: str) -> Any:
    if memory.refused(name, cell):
        return None
    if name == "clients" and (meant := parse_client_number(cell)) and not whole_client_number(cell):
        return short_number(cell, meant)
    key = mask_id(cell) if names_by_document(cell) else cell
    return MISSING[name](key) if name in MISSING else _l("there is no “%(key)s” in %(table)s", key=key, table=name)


MISSING: dict[str, Callable[[str], Any]] = {
    "clients": lambda key: _l("there is no “%(key)s” in clients", key=key),
    "accounts": lambda key: _l("there is no “%(key)s” in accounts", key=key),
    "staff": lambda key: _l("there is no “%(key)s” in staff", key=key),
    "products": lambda key: _l("there is no “%(key)s” in products", key=key),
}
"""What people are told that a cell names in vain; other names are those of the export itself."""


def _recalled(items: list[Item]) -> dict[str, dict[str, str]]:
    wanted: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for column, cell in item.links:
            if column.recall:
                wanted[column.recall].append(cell)
    return {name: memory.recall(f"remember:{name}", cells) for name, cells in wanted.items()}


def _referred(
    items: list[Item], recalled: dict[str, dict[str, str]], ground: Ground
) -> dict[str, dict[str, dict[str, Any]]]:
    """Table → key → {column that is given: value}."""
    keys: dict[str, set[str]] = defaultdict(set)
    tables: dict[str, tuple[Table, set[str]]] = {}
    for item in items:
        for column, cell in item.links:
            if column.refers is not None:
                known = recalled[column.recall].get(cell) if column.recall else cell
                keys[column.refers.name] |= set() if known is None else {known}
                tables.setdefault(column.refers.name, (column.refers, set()))[1].add(column.gives)
    return {name: referred(table, sorted(gives), keys[name], ground) for name, (table, gives) in tables.items()}
