"""What somebody prefers: language and look."""

from __future__ import annotations

from typing import Any

from portal.database import write
from portal.models import Account
from portal.reads.accounts.actors import Actor


def set_preferences(actor: Actor, **values: Any) -> None:
    """Language and theme follow the person to every device."""
    with write():
        Account.update(**values).where(Account.id == actor.account_id).execute()
