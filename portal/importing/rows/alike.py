"""New clients of a file who look like a client that stands, by the bank's one rule
(`actions/quality/duplicates.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.actions.quality.duplicates import candidates_for_all
from portal.database import among
from portal.importing.rows import memory
from portal.importing.rows.finding import Ground
from portal.importing.rows.items import Item
from portal.models import Client
from portal.reads.shared.sources import came_from

MANY = 500
"""In a batch of so many new clients the costly look for namesakes of one employer is left to the night."""


@dataclass(frozen=True)
class Likeness:
    """The client whom a row looks like the most; `elsewhere`: he is with another branch (his document is the same)."""

    client: int
    number: str
    elsewhere: bool = False


def candidates(items: list[Item], ground: Ground) -> dict[int, Likeness]:
    """Line → the client whom the row looks like. Of clients of other branches only the same document counts here."""
    if not items:
        return {}
    rows = [dict(item.values) for item in items]
    if len(rows) >= MANY:
        for row in rows:
            row.pop("employer", None)
    found = {}
    every = candidates_for_all(rows)
    beside = _of_this_file({one.known.id for likely in every for one in likely}, ground)
    for item, several in zip(items, every, strict=True):
        likely = [one for one in several if one.known.id not in beside]
        near = next((one.known for one in likely if not ground.outside(one.known.branch_id)), None)
        hmac = item.papers.hmac if item.papers else None
        far = next((one.known for one in likely if hmac and one.known.facts.document_hmac == hmac), None)
        if near is not None:
            found[item.line] = Likeness(near.id, near.number)
        elif far is not None:
            found[item.line] = Likeness(far.id, far.number, elsewhere=True)
    return found


def _of_this_file(ids: set[int], ground: Ground) -> set[int]:
    """Those of the clients that have a row of their own in the file: by the file itself they are somebody else."""
    if not ids:
        return set()
    mine = came_from(Client, ground.source) & among(Client.id, sorted(ids))
    keys = {key: client for client, key in Client.select(Client.id, Client.source_key).where(mine).tuples()}
    return {keys[key] for key in memory.recall("seen:clients", keys)}
