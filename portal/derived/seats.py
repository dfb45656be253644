"""Who serves a client, on his row: `manager`, `adviser` and the count of `specialists` follow the seats that are held
(R3); lists read the row alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import fn

from portal.database import among
from portal.derived.proving import differing
from portal.models import Client, Seat


def follow(client: Client) -> None:
    """The client's row, and the one at hand, say who holds his seats. Call inside `write()`."""
    current: dict[str, list[int]] = {"manager": [], "adviser": [], "specialist": []}
    for kind, staff in (
        Seat.select(Seat.kind, Seat.staff).where(Seat.client == client.id, Seat.until.is_null()).tuples()
    ):
        current[kind].append(staff)
    values: dict[str, Any] = {
        "manager": next(iter(current["manager"]), None),
        "adviser": next(iter(current["adviser"]), None),
        "specialists": len(current["specialist"]),
    }
    Client.update(**values).where(Client.id == client.id).execute()
    client.manager_id, client.adviser_id, client.specialists = (
        values["manager"],
        values["adviser"],
        values["specialists"],
    )


def follow_many(clients: list[int]) -> None:
    """The same for many at once: one statement for all of them. Call inside `write()`."""
    held = Seat.select(Seat.staff).where(Seat.client == Client.id, Seat.until.is_null())
    count = Seat.select(fn.COUNT(Seat.id)).where(
        Seat.client == Client.id, Seat.until.is_null(), Seat.kind == "specialist"
    )
    Client.update(
        manager=held.where(Seat.kind == "manager"), adviser=held.where(Seat.kind == "adviser"), specialists=count
    ).where(among(Client.id, sorted(set(clients)))).execute()


def _one(kind: str) -> tuple[str, str]:
    return (
        f"client {{}}: {kind} is staff {{}}, the seats say {{}}",
        f"""SELECT c.number, c.{kind}_id, s.staff_id FROM client c
        LEFT JOIN seat s ON s.client_id = c.id AND s.kind = '{kind}' AND s.until IS NULL
        WHERE COALESCE(c.{kind}_id, 0) <> COALESCE(s.staff_id, 0) ORDER BY c.id""",  # noqa: S608 - names of our own
    )


COMPARISONS = (
    _one("manager"),
    _one("adviser"),
    (
        "client {}: {} specialists, the seats say {}",
        """SELECT * FROM (SELECT c.number, c.specialists, (SELECT COUNT(*) FROM seat s WHERE s.client_id = c.id
            AND s.kind = 'specialist' AND s.until IS NULL) AS seats, c.id FROM client c) AS found
        WHERE specialists <> seats ORDER BY id""",
    ),
)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
