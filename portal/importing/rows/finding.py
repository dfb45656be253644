"""Rows of ours that a file speaks of, found by its keys, by client number or document; never those of another
branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from portal.database import among
from portal.importing.mapping.tables import Table
from portal.importing.rows import memory, papers
from portal.models import Account, Client, HoldingAccount, Product, Staff
from portal.reads.shared.sources import Source, came_from
from portal.rules.shared.codes import whole_client_number

ELSEWHERE = -1
"""Stands for a row that belongs to a client of another branch."""


@dataclass(frozen=True)
class Ground:
    """What an import may touch: rows of `source`, of clients in `within` (ids of branches; None: anywhere)."""

    source: Source
    within: frozenset[int] | None = None
    by_papers: bool = False

    def names(self, key: str) -> dict[str, Any]:
        """The columns in which a row says from where it came."""
        return {"source": self.source.name, "source_branch": self.source.branch, "source_key": key}

    def outside(self, branch: int | None) -> bool:
        return self.within is not None and branch is not None and branch not in self.within


def owner(query: Any, model: Any) -> tuple[Any, Any]:
    """The query with the joins that lead to the client, and the column of his branch (None: the rows are nobody's)."""
    if model is Client:
        return query, Client.branch
    fields = model._meta.fields
    if "client" in fields:
        return query.join(Client, JOIN.LEFT_OUTER, on=(model.client == Client.id)), Client.branch
    if "account" in fields:
        joined = query.join(HoldingAccount, JOIN.LEFT_OUTER, on=(model.account == HoldingAccount.id))
        return joined.join(Client, JOIN.LEFT_OUTER, on=(HoldingAccount.client == Client.id)), Client.branch
    return query, None


def rows(table: Table, names: Iterable[str], ground: Ground, condition: Any) -> list[dict[str, Any]]:
    """Rows of a table with some of their columns, and `branch_of`, the branch of their client."""
    model: Any = table.model
    query = model.select(*(model._meta.fields[name] for name in names))
    if ground.within is not None:
        query, branch = owner(query, model)
        if branch is not None:
            query = query.select_extend(branch.alias("branch_of"))
    return list(query.where(condition).dicts().iterator())


def referred(table: Table, gives: list[str], keys: set[str], ground: Ground) -> dict[str, dict[str, Any]]:
    """Key → {column that is given: value} of the rows that keys name: rows that stand, or that a check would add
    (shadows); clients by their number or document, too.
    """
    if not keys:
        return {}
    if table.model is Staff:
        return _staff(keys)
    if table.model is Product:
        return _products(keys)
    model: Any = table.model
    wanted = came_from(model, ground.source) & among(model.source_key, sorted(keys))
    columns = list(dict.fromkeys(["source_key", *gives]))
    found = {row["source_key"]: row for row in rows(table, columns, ground, wanted) if _inside(row, ground)}
    if missing := keys - set(found):
        found |= _by_alias(table, gives, missing, ground)
    if missing := keys - set(found):
        found |= memory.shadows(table.name, missing)
    if table.model is Client and ground.by_papers and (missing := keys - set(found)):
        found |= _by_number_or_document(table, gives, missing, ground)
        if missing := missing - set(found):
            places = {f"doc:{hmac[:36]}": key for key in missing for hmac in papers.hmacs_of(key)}
            found |= {places[place]: row for place, row in memory.shadows(table.name, places).items()}
    return found


def _inside(row: dict[str, Any], ground: Ground) -> bool:
    return not ground.outside(row.get("branch_of"))


def _by_alias(table: Table, gives: list[str], keys: set[str], ground: Ground) -> dict[str, dict[str, Any]]:
    """Keys under which this import met a row that has another key, or none, in our tables."""
    known = memory.recall(f"alias:{table.name}", keys)
    ids = {int(value[1:]) for value in known.values() if value.startswith("#")}
    model: Any = table.model
    columns = list(dict.fromkeys(["id", *gives]))
    found = {f"#{row['id']}": row for row in rows(table, columns, ground, among(model.id, sorted(ids)))} if ids else {}
    others = {value for value in known.values() if not value.startswith("#")}
    if others:
        found |= referred(table, gives, others - set(known), ground)
    return {key: found[value] for key, value in known.items() if value in found}


def _by_number_or_document(table: Table, gives: list[str], keys: set[str], ground: Ground) -> dict[str, dict[str, Any]]:
    places: dict[str, str] = {}
    for key in keys:
        number = whole_client_number(key)
        for name in [number] if number else papers.hmacs_of(key):
            places[name] = key
    if not places:
        return {}
    wanted = among(Client.number, sorted(places)) | among(Client.document_hmac, sorted(places))
    columns = list(dict.fromkeys(["number", "document_hmac", *gives]))
    found = {}
    for row in rows(table, columns, ground, wanted):
        if _inside(row, ground):
            found[places.get(row["number"]) or places[row["document_hmac"]]] = row
    return found


def _products(keys: set[str]) -> dict[str, dict[str, Any]]:
    """Products of the catalogue by code, or by a name that only one of them has."""
    named: dict[str, set[str]] = {}
    for code, *names in Product.select(Product.code, Product.name_zh, Product.name_en).tuples():
        for name in {code, *names}:
            named.setdefault(name, set()).add(code)
    return {key: {"id": next(iter(named[key]))} for key in keys if len(named.get(key, ())) == 1}


def _staff(keys: set[str]) -> dict[str, dict[str, Any]]:
    """Members of staff by user name, or by a name that only one of them has."""
    query = Staff.select(Staff.id, Staff.name, Account.username).join(Account, JOIN.LEFT_OUTER)
    found: dict[str, dict[str, Any]] = {}
    twice = set()
    for person, name, username in query.where(
        among(Staff.name, sorted(keys)) | among(Account.username, sorted(keys))
    ).tuples():
        if name in found:
            twice.add(name)
        found[name] = {"id": person}
        if username:
            found[username] = {"id": person}
    return {key: value for key, value in found.items() if key not in twice}
