"""Head office keeps the grounds on which a complaint may be refused, and the ways by which one may be brought."""

from __future__ import annotations

from typing import Any

from portal.actions.shared.recording import audit, save_version
from portal.database import write
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.lists import LISTS
from portal.reads.shared import kept


def change(actor: Actor, row: Any, version: int | None, values: dict[str, Any]) -> Any:
    """What an entry is called, and whether it is in use. Raises StaleVersion."""
    with write():
        if changes := save_version(row, version, **values):
            audit(actor, "complaint.list_changed", row, changes=changes, what=row.name_zh)
    kept.forget()
    return row


def add(actor: Actor, which: str, code: str, values: dict[str, Any]) -> Any:
    """One more entry. Raises Invalid: there is one with this code."""
    model = LISTS[which]
    with write():
        if model.get_or_none(model.code == code):
            raise Invalid(_l("There is an entry with this code already."), field="code")
        row = model.create(code=code, position=model.select().count(), **values)
        audit(actor, "complaint.list_added", row, what=row.name_zh)
    kept.forget()
    return row
