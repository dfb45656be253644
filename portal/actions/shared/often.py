"""How often a client may do something, by hour and by day; who works here is not counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.database import lock
from portal.ground import clock
from portal.ground.errors import TooOften
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, AuditEntry
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFTEN = _l(
    "You have sent a great deal within a short time. What you wrote is still here: please send it a little later, or "
    "call your client manager."
)
STEPS = (
    "request.reopened",
    "request.rated",
    "request.withdrawn",
    "proposal.made",
    "proposal.withdrawn",
    "benefit.held",
    "voucher.agreed",
    "voucher.withdrawn",
    "consent.given",
    "consent.refused",
    "event.answered",
    "event.signed_up",
    "event.sign_up_cancelled",
    "event.party_changed",
    "event.photos_sent",
    "event.waits",
    "event.waiting_changed",
    "introduction.asked",
    "introduction.card",
    "introduction.ended",
    "signature.asked",
    "signature.declined",
)
"""Deeds of a client besides requests and replies, which have limits of their own: counted together."""


def may_step(actor: Actor) -> None:
    """One more of `STEPS`. What a client takes back is counted, but not refused. Call inside `write()`. Raises
    TooOften.
    """
    if not actor.is_client:
        return
    lock(Account.select(Account.id).where(Account.id == actor.account_id))
    mine = AuditEntry.select().where(AuditEntry.actor == actor.account_id, AuditEntry.action.in_(STEPS))
    within(mine, AuditEntry.at, "steps", 1)


def within(query: Any, when: Any, what: str, more: int) -> None:
    """Room for so many more rows of the query, whose moment is `when`. Raises TooOften."""
    now = clock.now()
    for span, name, seconds in ((HOUR, "hour", 600), (DAY, "day", 3600)):
        if query.where(when > now - span).count() + more > settings.value(f"filing.{what}_per_{name}"):
            raise TooOften(OFTEN, seconds=seconds)
