"""What a client of an export needs besides its columns: a number, a name where there is none, and being found."""

from __future__ import annotations

from random import Random
from typing import Any

from .. import clock
from ..actions.clients import refresh_terms
from ..actions.recording import next_block
from ..actions.seeding import read
from ..database import among, insert_rows
from ..models import Account, Client, HoldingAccount
from ..rules.codes import client_number
from ..rules.names import person_name
from ..rules.terms import name_key, terms_of

YEAR_UNKNOWN = 1970
_names: dict[str, Any] = {}


def chinese_name(source: str, key: str, gender: str, birth_year: int) -> str:
    """A believable Chinese name, the same for the same client every time (for exports without names)."""
    if not _names:
        _names.update(read("names.toml"))
    return person_name(Random(f"{source}:{key}"), gender or "m", birth_year, _names)  # noqa: S311 - a name, no secret


def complete(rows: list[dict[str, Any]], branch: int, *, nameless: bool) -> None:
    """Numbers in the order of the file (this transaction holds the block), names, sort keys, the branch."""
    first = next_block("client", len(rows))
    for offset, row in enumerate(rows):
        if nameless:
            birth_year = row["birthday"].year if row.get("birthday") else YEAR_UNKNOWN
            row["name"] = chinese_name(row["source"], row["source_key"], row.get("gender", ""), birth_year)
        row["number"] = client_number(first + offset)
        row["name_key"] = name_key(row["name"], company=row["kind"] == "company")
        row["branch"], row["created_at"] = branch, clock.now()


def make_findable(source: str, keys: list[str]) -> None:
    """The search terms of clients that were just added (a batch of them)."""
    query = Client.select(Client.id, Client.name, Client.name_latin, Client.number, Client.mobile, Client.kind)
    rows = [
        (
            client,
            " ".join(sorted(terms_of(name=name, latin=latin, number=number, phone=mobile, company=kind == "company"))),
        )
        for client, name, latin, number, mobile, kind in query.where(
            Client.source == source, among(Client.source_key, keys)
        )
        .tuples()
        .iterator()
    ]
    insert_rows('"client_term"', ["client_id", "terms"], rows)


FINDABLE = frozenset({"name", "name_latin", "mobile", "kind"})


def follow(changes: list[tuple[int, dict[str, Any], dict[str, Any]]]) -> None:
    """What follows from changed clients, as (id, before, after): sort key, search terms, the number to sign in with."""
    ids = [client for client, _before, after in changes if FINDABLE & after.keys()]
    for row in list(Client.select().where(Client.id.in_(ids))) if ids else ():
        Client.update(name_key=name_key(row.name, company=row.is_company)).where(Client.id == row.id).execute()
        refresh_terms(row)
    for client, before, after in changes:
        if before.get("mobile") and "mobile" in after:
            taken = not after["mobile"] or Account.select().where(Account.mobile == after["mobile"]).exists()
            Account.update(mobile=None if taken else after["mobile"]).where(
                Account.client == client, Account.mobile == before["mobile"]
            ).execute()


def give_ownership(source: str, keys: list[str]) -> None:
    """Accounts of a file that says nothing of rights: each belongs to its client (a batch of them)."""
    query = HoldingAccount.select(HoldingAccount.id, HoldingAccount.client, HoldingAccount.source_key)
    rows = [
        (account, client, "owner", source)
        for account, client, _key in query.where(
            HoldingAccount.source == source, among(HoldingAccount.source_key, keys)
        ).tuples()
    ]
    insert_rows('"account_right"', ["account_id", "client_id", "kind", "source"], rows)
