"""How much a client may file: by hour, by day, and on our disk. Who works here is not counted."""

from __future__ import annotations

from typing import Any

from peewee import fn

from portal.actions.shared.files import Kept
from portal.actions.shared.often import within
from portal.database import lock
from portal.ground.errors import TooOften
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Attachment, Request, RequestEntry
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings

MEGABYTE = 1 << 20
FULL = _l(
    "Your files take up all the room there is for them. What you wrote is still here: please send it without files, or "
    "speak to your client manager."
)


def may_file(actor: Actor, what: str, kept: list[Kept]) -> None:
    """Room for one more of `what` ("requests" or "replies") with its files. Call inside `write()`. Raises TooOften."""
    if not actor.is_client:
        return
    lock(Account.select(Account.id).where(Account.id == actor.account_id))
    table: Any = Request if what == "requests" else RequestEntry
    who, when = (Request.filed_by, Request.filed_at) if what == "requests" else (RequestEntry.author, RequestEntry.at)
    mine = Request.client == actor.client_id
    query = table.select() if table is Request else table.select().join(Request)
    within(query.where(mine, who == actor.account_id), when, what, 1)
    if kept:
        files = Attachment.select().join(Request).where(mine, Attachment.uploaded_by == actor.account_id)
        within(files, Attachment.at, "files", len(kept))
        _room(actor, sum(file.size for file in kept))


def _room(actor: Actor, size: int) -> None:
    """What all logins of the client sent and is still kept."""
    logins = Account.select(Account.id).where(Account.client == actor.client_id)
    files = Attachment.select(fn.COALESCE(fn.SUM(Attachment.size), 0)).join(Request)
    held = files.where(Request.client == actor.client_id, Attachment.uploaded_by.in_(logins)).scalar()
    if int(held) + size > settings.value("filing.megabytes") * MEGABYTE:
        raise TooOften(FULL, seconds=3600)
