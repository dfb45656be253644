"""What happened to something since a page showed it: the deeds of others, as its next reader is told of them."""

from __future__ import annotations

from datetime import datetime

from portal.models.administration.audit import AuditEntry

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


def deeds_since(subjects: list[tuple[str, int]], since: datetime | None, client: bool = False) -> list[AuditEntry]:
    """What was done with these rows (table, id) since then, the latest first; without a moment, the last thing."""
    if not subjects:
        return []
    which = None
    for table, key in subjects:
        one = (AuditEntry.subject_type == table) & (AuditEntry.subject_id == key)
        which = one if which is None else which | one
    query = AuditEntry.select().where(which, ~AuditEntry.action.startswith("security."))
    if client:
        query = query.where(AuditEntry.action.in_(SHOWN_TO_CLIENTS))
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    return list(query.order_by(AuditEntry.id.desc()).limit(MOST if since is not None else 1))
