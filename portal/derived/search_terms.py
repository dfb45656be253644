"""What clients are found and sorted by: the search terms of each (`client_term`), the full-text index over them on
SQLite (kept by triggers), and the sort key of the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portal.database import engine, insert_rows
from portal.derived.proving import differing, in_parts
from portal.models import Client, ClientPhone, ClientTerm
from portal.rules.finding.terms import name_key, terms_of

MISSING = (
    "client {}: the search terms are missing",
    """SELECT c.number FROM client c
    LEFT JOIN client_term t ON t.client_id = c.id WHERE t.client_id IS NULL OR t.terms = '' ORDER BY c.id""",
)
INDEX = (
    "client {}: the search index has nothing of it",
    """SELECT c.number FROM client_term t JOIN client c ON c.id = t.client_id
    LEFT JOIN client_search_docsize d ON d.id = t.client_id WHERE d.id IS NULL ORDER BY c.id""",
)
READ = [Client.id, Client.number, Client.name, Client.name_latin, Client.name_key, Client.mobile, Client.kind]


def follow(client: Client) -> None:
    """Make a client findable under what the record says now, each of his phones included. Call inside `write()`."""
    found = terms_of(
        name=client.name, latin=client.name_latin, number=client.number, phone=client.mobile, company=client.is_company
    )
    for further in ClientPhone.select(ClientPhone.number).where(ClientPhone.client == client.id):
        found |= terms_of("", phone=further.number)
    terms = " ".join(sorted(found))
    if not ClientTerm.update(terms=terms).where(ClientTerm.client == client.id).execute():
        ClientTerm.insert(client=client.id, terms=terms).execute()


def begin(added: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """The search terms of clients that were just added, as (id, values). Call inside `write()`."""
    insert_rows('"client_term"', ["client_id", "terms"], [(client, _terms(row)) for client, row in added])


def _terms(row: dict[str, Any]) -> str:
    latin, phone = row.get("name_latin") or "", row.get("mobile") or ""
    found = terms_of(row["name"], latin, row["number"], phone, company=row["kind"] == "company")
    return " ".join(sorted(found))


def faults() -> Iterator[str]:
    yield from differing((MISSING, INDEX) if engine() == "sqlite" else (MISSING,))
    for rows in in_parts(Client, READ):
        ids = [row["id"] for row in rows]
        terms = dict(ClientTerm.select(ClientTerm.client, ClientTerm.terms).where(ClientTerm.client.in_(ids)).tuples())
        phones: dict[int, list[str]] = {}
        for client, phone in (
            ClientPhone.select(ClientPhone.client, ClientPhone.number).where(ClientPhone.client.in_(ids)).tuples()
        ):
            phones.setdefault(client, []).append(phone)
        for row in rows:
            yield from _one(row, terms.get(row["id"], ""), phones.get(row["id"], []))


def _one(row: dict[str, Any], terms: str, phones: list[str]) -> Iterator[str]:
    company = row["kind"] == "company"
    if row["name_key"] != name_key(row["name"], company=company):
        yield f"client {row['number']}: the sort key does not fit the name"
    said = terms_of(row["name"], row["name_latin"], row["number"], row["mobile"], company=company)
    said = said.union(*(terms_of("", phone=phone) for phone in phones))
    if terms and set(terms.split()) != said:
        yield f"client {row['number']}: the search terms are not those of the record"
