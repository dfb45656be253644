"""Head office writes the phrases that are put into replies (R13)."""

from __future__ import annotations

from typing import Any

from portal.actions.shared.recording import audit, once, save_version
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import ReplyPhrase
from portal.reads.accounts.actors import Actor
from portal.reads.requests import phrases as read
from portal.rules.phrases import FIELDS, unknown_fields


@once(ReplyPhrase)
def write_phrase(actor: Actor, values: dict[str, Any], submission: str | None = None) -> ReplyPhrase:
    """A new phrase in both languages. `values`: the columns that are typed. Raises Invalid (a field nobody knows)."""
    _fields_known(values)
    with write():
        author = {"author": actor.staff_id, "changed_at": clock.now(), "submission": submission}
        row = ReplyPhrase.create(**values, **author)
        audit(actor, "phrase.written", row, title=row.title_zh)
    read.changed()
    return row


def change_phrase(actor: Actor, row: ReplyPhrase, values: dict[str, Any], version: int | None) -> ReplyPhrase:
    """Write it anew, or take it out of use. Raises Invalid (a field nobody knows), StaleVersion."""
    _fields_known(values)
    with write():
        held = lock(ReplyPhrase.select().where(ReplyPhrase.id == row.id))
        changes = save_version(held, version, **values)
        if changes:
            ReplyPhrase.update(author=actor.staff_id, changed_at=clock.now()).where(ReplyPhrase.id == row.id).execute()
            audit(actor, "phrase.changed", held, changes=changes, title=held.title_zh)
    read.changed()
    return held


def _fields_known(values: dict[str, Any]) -> None:
    faults = {}
    for field in ("body_zh", "body_en"):
        if unknown := unknown_fields(values[field]):
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            words = _l("Nobody knows the field {%(field)s}. There are: %(known)s.", field=unknown[0], known=known)
            faults[field] = words
    if faults:
        raise Invalid(fields=faults)
