"""Further phones that a list brings: kept beside the main one, never twice, taken back with the import.

In a journal they stand as one text, so that they are compared and put back like a field:
`+8613804310011;mobile;家庭电话`, a line for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.database import among, insert_rows
from portal.derived import search_terms
from portal.ground import clock
from portal.importing.rows.items import Item
from portal.models import Client, ClientPhone
from portal.rules.clients.identity import is_mobile

FIELD = "phones"


def standing(clients: Iterable[int]) -> dict[int, str]:
    """Client → his further phones as one text (one statement)."""
    found: dict[int, list[str]] = {}
    phone = ClientPhone
    wanted = sorted({*clients})
    query = phone.select(phone.client, phone.number, phone.kind, phone.label).where(among(phone.client, wanted))
    for client, number, kind, label in query.order_by(phone.id).tuples() if wanted else ():
        found.setdefault(client, []).append(f"{number};{kind};{label}")
    return {client: "\n".join(lines) for client, lines in found.items()}


def with_more(item: Item, row: dict[str, Any], known: str) -> str:
    """The further phones of a client who stands, with those that a row says besides."""
    numbers = {line.partition(";")[0] for line in known.splitlines()}
    numbers |= {row.get("mobile") or "", item.values.get("mobile") or ""}
    fresh = [_line(*one) for one in item.phones if one[0] not in numbers]
    return "\n".join([*known.splitlines(), *fresh])


def _line(number: str, kind: str, label: str) -> str:
    return f"{number};{kind or ('mobile' if is_mobile(number) else 'other')};{label}"


def add(items: Iterable[tuple[int, Item]]) -> None:
    """The further phones of new clients, as (client, row)."""
    rows = []
    for client, item in items:
        for one in item.phones:
            number, kind, label = _line(*one).split(";", 2)
            rows.append((client, kind, number, label, ClientPhone.created_at.db_value(clock.now())))  # type: ignore[attr-defined]
    if rows:
        insert_rows('"client_phone"', ["client_id", "kind", "number", "label", "created_at"], rows)
        _found_by({row[0] for row in rows})


def put(client: int, text: str) -> None:
    """Make these the further phones of a client."""
    before = set(standing([client]).get(client, "").splitlines())
    after = text.splitlines()
    gone = [line.partition(";")[0] for line in before - set(after)]
    if gone:
        ClientPhone.delete().where(ClientPhone.client == client, ClientPhone.number.in_(gone)).execute()
    for line in after:
        if line not in before:
            number, kind, label = line.split(";", 2)
            ClientPhone.create(client=client, kind=kind, number=number, label=label, created_at=clock.now())
    _found_by({client})


def _found_by(clients: set[int]) -> None:
    for client in Client.select().where(among(Client.id, sorted(clients))):
        search_terms.follow(client)
