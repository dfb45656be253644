"""Whom of a company it is the turn to contact: each who acts for it has his own last contact, the earliest date is the
company's (R4). A contact with nobody in particular was with all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.database import UtcField, among
from portal.ground import clock
from portal.models import Account, Client, Contact
from portal.models.contacts import REACHED
from portal.reads import reference
from portal.reads.contacts.agreed import acts
from portal.reads.contacts.plans import standings
from portal.rules.contacts import Standing, next_due


@dataclass(frozen=True)
class Turn:
    """Who is next (the id of his login, his name), when he was last reached, and what decides about him."""

    person: int
    name: str
    his: Standing
    due: date | None


def turns(found: dict[int, Standing], put_off: dict[int, tuple[datetime, date]] | None = None) -> dict[int, Turn]:
    """Of those clients that are companies somebody acts for, whose turn it is. Two statements, one where there is no
    such company. `put_off`: when they were put off and to which day, where `found` does not say it.
    """
    query = Account.select(Account.client, Account.id, Account.person_name, Account.created_at)
    query = query.join(Client, on=(Account.client == Client.id))
    query = query.where(among(Account.client, list(found)), Client.kind == "company", acts()).order_by(Account.id)
    persons: dict[int, list[tuple[int, str, datetime]]] = {}
    moment = UtcField().python_value
    for client, person, name, created in query.tuples():
        persons.setdefault(client, []).append((person, name, moment(created)))
    if not persons:
        return {}
    reached = _reached(list(persons))
    calendar = reference.calendar()
    his_turn = {}
    for client, several in persons.items():
        last = reached.get(client, {})
        whole = _put_off(found[client], (put_off or {}).get(client), last.values())
        each = [
            Turn(person, name, his, next_due(his, calendar))
            for person, name, created in several
            for his in [_his(whole, created, max(filter(None, (last.get(person), last.get(None))), default=None))]
        ]
        his_turn[client] = min(each, key=lambda one: (one.due or date.max, one.person))
    return his_turn


def whose_turn(tiers: dict[int, str]) -> dict[int, Turn]:
    """The same of companies by id → tier. No statement where there are none."""
    return turns(standings(tiers)) if tiers else {}


def _put_off(
    whole: Standing, put_off: tuple[datetime, date] | None, reached: Iterable[tuple[datetime, int, date | None]]
) -> Standing:
    """What was put off stands until a contact reaches anybody of the company."""
    if put_off and all(put_off[0] > at for at, _contact, _due in reached):
        return replace(whole, postponed=put_off[1])
    return whole


def _his(whole: Standing, created: datetime, last: tuple[datetime, int, date | None] | None) -> Standing:
    """What decides about one person: what was put off was put off for all; who began later, at a company that was
    reached before, counts from then."""
    since = max(whole.since, clock.local(created).date()) if whole.since and whole.reached else whole.since
    if last is None:
        return replace(whole, since=since, reached=None, agreed=None)
    return replace(whole, since=since, reached=clock.local(last[0]).date(), agreed=last[2])


def _reached(companies: list[int]) -> dict[int, dict[int | None, tuple[datetime, int, date | None]]]:
    """Company → person (none: all) → the last contact that reached him: when, its id, the day that was agreed."""
    query = Contact.select(Contact.client, Contact.person, Contact.happened_at, Contact.id, Contact.next_due)
    query = query.where(among(Contact.client, companies), REACHED)
    moment = UtcField().python_value
    found: dict[int, dict[int | None, tuple[datetime, int, date | None]]] = {}
    for client, person, at, contact, due in query.order_by(Contact.happened_at, Contact.id).tuples():
        found.setdefault(client, {})[person] = (moment(at), contact, due)
    return found
