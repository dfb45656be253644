"""The classes of clients (liability, asset, intermediary): what they hold says which they are in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import peewee

from ..database import database, write

OPEN = "SELECT 1 FROM holding_account h WHERE h.client_id = client.id AND h.closed_on IS NULL"
LIABILITY = f"EXISTS ({OPEN} AND h.product IN ('deposit', 'wealth', 'fund', 'insurance'))"
ASSET = "EXISTS (SELECT 1 FROM loan l WHERE l.client_id = client.id)"
INTERMEDIARY = f"""(EXISTS (SELECT 1 FROM card k WHERE k.client_id = client.id)
    OR EXISTS ({OPEN} AND h.product = 'settlement')
    OR EXISTS (SELECT 1 FROM standing_order o JOIN holding_account h ON h.id = o.account_id
               WHERE h.client_id = client.id))"""  # noqa: S608 - names of our own tables
DIFFERS = f"(is_liability <> {LIABILITY} OR is_asset <> {ASSET} OR is_intermediary <> {INTERMEDIARY})"
_UPDATE = f"""UPDATE client SET is_liability = {LIABILITY}, is_asset = {ASSET}, is_intermediary = {INTERMEDIARY}
    WHERE {DIFFERS}"""  # noqa: S608 - names of our own tables


def derive_classes(clients: Iterable[int] | peewee.ModelSelect | None = None) -> int:
    """Bring the classes to what is held: an open account → liability (settlement: intermediary), a loan → asset,
    a card or standing order → intermediary. `clients`: ids, a query of ids, or None for all. Answers how many changed.
    """
    with write():
        if clients is None:
            return database.execute_sql(_UPDATE).rowcount
        if isinstance(clients, peewee.ModelSelect):
            sql, words = clients.sql()
            return _update(sql, words)
        ids, changed = list(clients), 0
        for start in range(0, len(ids), 1000):
            part = ids[start : start + 1000]
            changed += _update(", ".join([database.obj.param] * len(part)), part)
        return changed


def _update(within: str, words: Any) -> int:
    return database.execute_sql(f"{_UPDATE} AND client.id IN ({within})", words).rowcount
