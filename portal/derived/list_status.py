"""Where a client stands with the VIP lists (`client.list_status`): one rule in SQL, for the rows and for `portal
check`.

The state of his name while head office or the branch works on it (submitted, returned, completing). Else `candidate`,
as long as he is Standard and the last judged month says so. Else how his last name ended (complete, rejected): a
verdict stands until a later month finds him at a threshold again. Else nothing: drafts, names left out or taken back
leave no trace.
"""

# ruff: noqa: S608 - names of our own tables, ids of our own

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portal.database import database
from portal.derived.proving import differing
from portal.models import Client

AT_WORK = ("submitted", "returned", "completing")
_AT_WORK = "('submitted', 'returned', 'completing')"
_ENDED = "('complete', 'rejected')"
_ENDED_AT = "COALESCE((SELECT r.done_at FROM step r WHERE r.matter = 'name' AND r.matter_id = n.id), n.decided_at)"
AT_ONCE = 500

STATUS = f"""COALESCE(
    (SELECT n.state FROM list_name n WHERE n.client_id = c.id AND n.state IN {_AT_WORK}),
    (SELECT 'candidate' FROM tier_standing s JOIN tier t ON t.code = c.tier_id WHERE s.client_id = c.id AND t.rank = 0
        AND s.decision = 'candidate' AND s.month = (SELECT MAX(x.month) FROM tier_standing x WHERE x.client_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM list_name n WHERE n.client_id = c.id AND n.state IN {_ENDED}
            AND {_ENDED_AT} >= s.created_at)),
    (SELECT n.state FROM list_name n WHERE n.client_id = c.id AND n.state IN {_ENDED}
        ORDER BY {_ENDED_AT} DESC, n.id DESC LIMIT 1),
    '')"""
"""What `list_status` of the client `c` must be."""

COMPARISONS = (
    (
        "client {}: list status {}, the lists and the months say {}",
        f"""SELECT * FROM (SELECT c.number, c.list_status, {STATUS} AS really, c.id FROM client c
            WHERE c.merged_into_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM client g WHERE g.merged_into_id = c.id)) AS found
        WHERE list_status <> really ORDER BY id""",
    ),
    (
        "client {}: list status {}, the lists say {}",
        f"""SELECT * FROM (SELECT c.number, c.list_status, COALESCE((SELECT n.state FROM list_name n
            WHERE n.client_id = c.id
            AND n.state IN {_AT_WORK}), '') AS really, c.id FROM client c WHERE c.merged_into_id IS NULL
            AND EXISTS (SELECT 1 FROM client g WHERE g.merged_into_id = c.id)) AS found
        WHERE list_status <> really AND (really <> '' OR list_status IN {_AT_WORK}) ORDER BY id""",
    ),
)
"""Records that took in others may have their judgements: of these only what is at work is proved."""


def put(ids: list[int], state: str) -> None:
    """The names of these clients have just come to this state, and so do their rows. Call inside `write()`."""
    Client.update(list_status=state).where(Client.id.in_(ids)).execute()


def follow(ids: Iterable[int]) -> None:
    """The rows of these clients say where they stand. Call inside `write()`, after what it follows from."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = ", ".join(str(int(one)) for one in wanted[start : start + AT_ONCE])
        rows = database.execute_sql(
            f"SELECT id, really FROM (SELECT c.id, c.list_status, {STATUS} AS really FROM client c WHERE c.id IN "
            f"({part}) AND c.merged_into_id IS NULL) AS found "
            "WHERE list_status <> really"
        ).fetchall()
        for status in sorted({really for _id, really in rows}):
            changed = [one for one, really in rows if really == status]
            Client.update(list_status=status).where(Client.id.in_(changed)).execute()


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
