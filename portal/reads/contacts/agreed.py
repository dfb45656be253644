"""What was agreed with a client for the next time, who acts for a company, and what comes round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.database import among
from portal.ground import clock
from portal.models import Account, Client, Contact, ContactWord, Occasion
from portal.rules.contacts import comes_round


@dataclass(frozen=True)
class Agreed:
    """The day, hour (as 14:30, or "") and place of the next contact, as they were agreed with him."""

    day: date
    at: str
    place: str


def agreed_of(ids: list[int]) -> dict[int, Agreed]:
    """Of each client with whom a day ahead was agreed at the last contact that reached him. One statement."""
    query = Contact.select(Contact.client, Contact.next_due, Contact.next_at, Contact.next_place)
    query = query.where(among(Contact.client, ids), Contact.outcome == "reached")
    rows = query.order_by(Contact.happened_at, Contact.id).tuples()
    last = {client: (day, at, place) for client, day, at, place in rows}
    return {client: Agreed(*said) for client, said in last.items() if said[0] and said[0] >= clock.today()}


def last_agreed(client_id: int) -> Agreed | None:
    return agreed_of([client_id]).get(client_id)


def persons_of(client: Client) -> list[tuple[int, str]]:
    """(id, name) of who acts for a company; none for a person."""
    if not client.is_company:
        return []
    query = Account.select(Account.id, Account.person_name).where(Account.client == client.id, acts())
    return list(query.order_by(Account.id).tuples())


def acts() -> Any:
    """As a condition on logins: acts for his company, by name, until somebody or his last day ends it."""
    return Account.ended_on.is_null() & (Account.person_name != "")


def words_of(contact_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Contact → its marked words, as (kind, word). One statement."""
    query = ContactWord.select(ContactWord.contact, ContactWord.kind, ContactWord.word)
    found: dict[int, list[tuple[str, str]]] = {}
    for contact, kind, word in query.where(among(ContactWord.contact, contact_ids)).order_by(ContactWord.id).tuples():
        found.setdefault(contact, []).append((kind, word))
    return found


def occasions_of(ids: list[int]) -> dict[int, list[tuple[date, Occasion]]]:
    """Client → his occasions with the next day of each, the first to come first. One statement."""
    today = clock.today()
    found: dict[int, list[tuple[date, Occasion]]] = {}
    for one in Occasion.select().where(among(Occasion.client, ids)):
        found.setdefault(one.client_id, []).append((comes_round(one.first, one.every, today), one))
    return {client: sorted(several, key=lambda pair: (pair[0], pair[1].id)) for client, several in found.items()}
