"""New clients of a file who look like a client that stands, by the bank's one rule
(`actions/quality/duplicates.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.actions.quality.duplicates import candidates_for_all
from portal.database import among
from portal.importing.rows import memory
from portal.importing.rows.cellwise import MADE
from portal.importing.rows.finding import Ground
from portal.importing.rows.items import Item
from portal.models import Client
from portal.reads.shared.sources import came_from
from portal.rules.finding.terms import name_key

MANY = 500
"""In a batch of so many new clients the costly look for namesakes of one employer is left to the night."""


@dataclass(frozen=True)
class Likeness:
    """The client whom a row looks like the most, and why; `elsewhere`: he is with another branch (his document is the
    same)."""

    client: int
    number: str
    elsewhere: bool = False
    reason: str = ""


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
        near = next((one for one in likely if not ground.outside(one.known.branch_id)), None)
        hmac = item.papers.hmac if item.papers else None
        far = next((one.known for one in likely if hmac and one.known.facts.document_hmac == hmac), None)
        if near is not None:
            found[item.line] = Likeness(near.known.id, near.known.number, reason=reason_of(near.match.reasons))
        elif far is not None:
            found[item.line] = Likeness(far.id, far.number, elsewhere=True)
    return found | _namesakes([item for item in items if item.line not in found], ground)


REASONS = ("document", "name_phone", "name_birthday", "company_name", "sound_phone", "phone")
"""The reasons that people are told by themselves; all others are `alike`."""
NAMESAKE = "namesake"


def reason_of(reasons: tuple[str, ...]) -> str:
    """The one reason of several under which a row is decided about."""
    return next((one for one in REASONS if one in reasons), "alike")


def _namesakes(items: list[Item], ground: Ground) -> dict[int, Likeness]:
    """People of the same name at the branch, for rows that nothing else names: the phone may be a new one. Whose
    birthday or document differs is somebody else."""
    asking = [item for item in items if item.key.startswith(MADE) and item.values.get("name")]
    if not asking or ground.within is None:
        return {}
    keys = {item.line: name_key(item.values["name"], company=item.values["kind"] == "company") for item in asking}
    columns = (Client.id, Client.number, Client.name, Client.kind, Client.name_key, Client.birthday)
    here = Client.branch.in_(sorted(ground.within)) & Client.merged_into.is_null()
    query = Client.select(*columns).where(here, among(Client.name_key, sorted({*keys.values()})))
    standing: dict[str, list[Any]] = {}
    for row in query.limit(MANY * 4):
        standing.setdefault(row.name_key, []).append(row)
    beside = _of_this_file({row.id for rows in standing.values() for row in rows}, ground)
    found = {}
    for item in asking:
        for row in standing.get(keys[item.line], ()):
            birthday = item.values.get("birthday")
            differs = birthday and row.birthday and birthday != row.birthday
            same = row.name == item.values["name"] and row.kind == item.values["kind"]
            if same and not differs and row.id not in beside:
                found[item.line] = Likeness(row.id, row.number, reason=NAMESAKE)
                break
    return found


def _of_this_file(ids: set[int], ground: Ground) -> set[int]:
    """Those of the clients that have a row of their own in the file: by the file itself they are somebody else."""
    if not ids:
        return set()
    mine = came_from(Client, ground.source) & among(Client.id, sorted(ids))
    keys = {key: client for client, key in Client.select(Client.id, Client.source_key).where(mine).tuples()}
    return {keys[key] for key in memory.recall("seen:clients", keys)}
