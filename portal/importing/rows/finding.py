"""Rows of ours that a file speaks of, found by its keys, by client number or document; never those of another
branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from portal.database import among
from portal.importing.mapping.tables import TABLES, Table
from portal.importing.rows import memory, papers
from portal.models import Account, Client, HoldingAccount, Product, Staff
from portal.reads.shared.sources import Source, came_from
from portal.rules.shared.codes import whole_client_number

SAID = ("source", "source_branch")


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


def living(found: Iterable[dict[str, Any]], names: Iterable[str], ground: Ground) -> dict[int, dict[str, Any]]:
    """Id of a merged record → the row of the record that it is in now, for rows of clients."""
    leads = {row["id"]: row["merged_into"] for row in found if row["merged_into"]}
    reached: dict[int, dict[str, Any]] = {}
    while wanted := set(leads.values()) - reached.keys() - leads.keys():
        for row in rows(TABLES["clients"], names, ground, among(Client.id, sorted(wanted))):
            reached[row["id"]] = row
            if row["merged_into"]:
                leads[row["id"]] = row["merged_into"]
    return {gone: reached[_end_of(leads, gone)] for gone in leads}


def _end_of(leads: dict[int, int], gone: int) -> int:
    while gone in leads:
        gone = leads[gone]
    return gone


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
    found = _here(table, ["source_key"], gives, ground, wanted)
    if missing := keys - set(found):
        found |= _by_alias(table, gives, missing, ground)
    if missing := keys - set(found):
        found |= memory.shadows(table.name, missing)
    if table.numbered and ground.by_papers and (missing := keys - set(found)):
        by_number = _here(table, ["number"], [*gives, *SAID], ground, among(model.number, sorted(missing)))
        memory.note_sources(by_number.values())
        found |= by_number
    if table.model is Client and ground.by_papers and (missing := keys - set(found)):
        found |= _by_number_or_document(table, gives, missing, ground)
        if missing := missing - set(found):
            places = {f"doc:{hmac[:36]}": key for key in missing for hmac in papers.hmacs_of(key)}
            found |= {places[place]: row for place, row in memory.shadows(table.name, places).items()}
    return found


def _here(
    table: Table, naming: list[str], gives: list[str], ground: Ground, condition: Any
) -> dict[str, dict[str, Any]]:
    """What names a row (its values in the columns `naming`) → the row, of those within reach. A merged client is the
    record that he is in now."""
    of_clients = table.model is Client
    columns = list(dict.fromkeys([*naming, *gives, *(("id", "merged_into") if of_clients else ())]))
    found = rows(table, columns, ground, condition)
    now = living(found, columns, ground) if of_clients else {}
    pairs = [(row, now.get(row["id"], row) if now else row) for row in found]
    pairs.sort(key=lambda pair: pair[0] is pair[1])
    return {
        str(named[name]): row
        for named, row in pairs
        if not ground.outside(row.get("branch_of"))
        for name in naming
        if named[name]
    }


def _by_alias(table: Table, gives: list[str], keys: set[str], ground: Ground) -> dict[str, dict[str, Any]]:
    """Keys under which this import met a row that has another key, or none, in our tables."""
    known = memory.recall(f"alias:{table.name}", keys)
    ids = {int(value[1:]) for value in known.values() if value.startswith("#")}
    model: Any = table.model
    here = _here(table, ["id"], gives, ground, among(model.id, sorted(ids))) if ids else {}
    found = {f"#{name}": row for name, row in here.items()}
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
    wanted = among(Client.number, sorted(places)) | among(Client.document_hmac, sorted(places))
    found = _here(table, ["number", "document_hmac"], gives, ground, wanted) if places else {}
    named = {key: found[name] for name, key in places.items() if name in found}
    return named | _by_any_key(table, gives, keys - named.keys(), ground)


def _by_any_key(table: Table, gives: list[str], keys: set[str], ground: Ground) -> dict[str, dict[str, Any]]:
    """Clients by the key of any system of the branch, where only one of them has it."""
    if not keys:
        return {}
    wanted = (Client.source_branch == ground.source.branch) & among(Client.source_key, sorted(keys))
    several = Client.select(Client.source_key, fn.COUNT(Client.id)).where(wanted).group_by(Client.source_key)
    single = [key for key, count in several.tuples() if count == 1]
    return _here(table, ["source_key"], gives, ground, wanted & among(Client.source_key, single)) if single else {}


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
