"""Who introduced a client (`client.referrer`), as his relations say."""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing
from portal.models import Client, Relation

COMPARISONS = (
    (
        "client {}: introduced by client id {}, the relations say {}",
        """SELECT c.number, c.referrer_id, r.first_id FROM client c
        LEFT JOIN relation r ON r.second_id = c.id AND r.kind = 'introducer' AND r.until IS NULL
        WHERE COALESCE(c.referrer_id, 0) <> COALESCE(r.first_id, 0) ORDER BY c.id""",
    ),
)


def follow(relation: Relation) -> None:
    """The record of whom the relation introduces says who did. Call inside `write()`, after it began or ended."""
    if relation.kind == "introducer" and relation.second_id:
        Client.update(referrer=introducer_of(relation.second_id)).where(Client.id == relation.second_id).execute()


def introducer_of(client_id: int) -> int | None:
    """The id of the client who introduced this one, as the relations say."""
    query = Relation.select(Relation.first).where(
        Relation.second == client_id, Relation.kind == "introducer", Relation.until.is_null()
    )
    return query.scalar()


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
