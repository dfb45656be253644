"""What happened to something since a page showed it: the deeds of others, as its next reader is told of them."""

from __future__ import annotations

from datetime import datetime

from portal.models.administration.audit import AuditEntry
from portal.models.clients.client import Client
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.visibility import Permission

MOST = 5
SHOWN_TO_CLIENTS = frozenset(
    {
        "event.edited",
        "event.cancel",
        "event.hold",
        "event.signed_up",
        "event.sign_up_cancelled",
        "request.taken",
        "request.reply",
        "request.ask",
        "request.answer",
        "request.resolved",
        "request.closed",
        "request.reopened",
        "request.withdrawn",
        "request.rated",
    }
)
"""Of these a client reads who did what; everything else is the bank's own."""


PERSONAL = frozenset({"event.signed_up", "event.sign_up_cancelled"})
"""Of these only what is about himself: who else comes is nobody's business."""
LOOKED_THROUGH = 200


def deeds_since(subjects: list[tuple[str, int]], since: datetime | None, reader: Actor) -> list[AuditEntry]:
    """What was done with these rows (table, id) since then, the latest first; without a moment, the last thing. Of a
    list, which names many clients, only to who may read lists."""
    if not reader.may(Permission.LISTS_READ):
        subjects = [one for one in subjects if one[0] != "tier_list"]
    if not subjects:
        return []
    which = None
    for table, key in subjects:
        one = (AuditEntry.subject_type == table) & (AuditEntry.subject_id == key)
        which = one if which is None else which | one
    query = AuditEntry.select().where(which, ~AuditEntry.action.startswith("security."), *recusal.deeds(reader))
    if reader.is_client:
        query = query.where(AuditEntry.action.in_(SHOWN_TO_CLIENTS))
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    most = MOST if since is not None else 1
    entries = list(query.order_by(AuditEntry.id.desc()).limit(LOOKED_THROUGH if reader.is_client else most))
    if reader.is_client:
        name = Client.select(Client.name).where(Client.id == reader.client_id).scalar()
        entries = [one for one in entries if _concerns(one, reader, name)]
    return entries[:most]


def _concerns(entry: AuditEntry, reader: Actor, name: str) -> bool:
    """Did this client do it, was it done for him, or is it about nobody in particular?"""
    mine = entry.actor_id == reader.account_id or entry.words.get("client") == name
    return mine or entry.action not in PERSONAL
