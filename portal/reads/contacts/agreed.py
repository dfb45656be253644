"""What was agreed with a client for the next time, who acts for a company, and what comes round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.database import UtcField, among
from portal.ground import clock
from portal.models import Account, Client, Contact, ContactWord, Occasion, Staff
from portal.models.contacts import OF_THE_PLAN
from portal.reads.shared import built
from portal.rules.contacts import comes_round


@dataclass(frozen=True)
class Agreed:
    """The day, hour (as 14:30, or "") and place of the next contact, as they were agreed with him; in a `confidential`
    contact for few readers."""

    day: date
    at: str
    place: str
    confidential: bool = False


@dataclass(frozen=True)
class Met:
    """Contacts of some clients: what was agreed for a day ahead at the last one that reached each, and those of today,
    attempts too but not what was sent to many, as (who, when, outcome, who began)."""

    agreed: dict[int, Agreed]
    today: dict[int, list[tuple[str, datetime, str, str]]]


def met(ids: list[int]) -> Met:
    """One statement."""
    day, start = clock.today(), clock.start_of(clock.today())

    def query() -> Any:
        said = (Contact.next_due, Contact.next_at, Contact.next_place, Contact.confidential)
        found = Contact.select(Contact.client, Staff.name, Contact.happened_at, Contact.outcome, Contact.began, *said)
        found = found.join(Staff).where(Contact.outcome != "bulk")
        found = found.where(OF_THE_PLAN, (Contact.outcome == "reached") | (Contact.happened_at >= start))
        found = found.where(among(Contact.client, built.MANY))
        return found.order_by(Contact.happened_at, Contact.id).tuples()

    moment = UtcField().python_value
    last: dict[int, Agreed] = {}
    today: dict[int, list[tuple[str, datetime, str, str]]] = {}
    for client, who, at, outcome, began, *agreed in built.of_many(("met", start), query, ids):
        if outcome == "reached":
            last[client] = Agreed(*agreed)
        if moment(at) >= start:
            today.setdefault(client, []).append((who, moment(at), outcome, began))
    return Met({client: one for client, one in last.items() if one.day and one.day >= day}, today)


def last_agreed(client_id: int) -> Agreed | None:
    return met([client_id]).agreed.get(client_id)


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
    query = lambda: Occasion.select().where(among(Occasion.client, built.MANY))  # noqa: E731
    for one in built.of_many("occasions", query, ids):
        found.setdefault(one.client_id, []).append((comes_round(one.first, one.every, today), one))
    return {client: sorted(several, key=lambda pair: (pair[0], pair[1].id)) for client, several in found.items()}
