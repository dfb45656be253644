"""A colleague's client calls: whose is this number? Asked for a whole number only, counted and on record."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import TooOften
from portal.models import Account, AuditEntry
from portal.models.clients.client import Client
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.search import Many, few_hits, numbers
from portal.rules.finding.whole import whole_number
from portal.rules.shared.masking import mask_id, mask_phone

DEED = "client.looked_up"
HOUR = timedelta(hours=1)


def look_up(actor: Actor, typed: str, documents: list[str]) -> list[int]:
    """Ids of the clients who bear a whole phone or document number, among those whose head this person sees.

    Every look that leads beyond his own clients is an entry, also one that finds nobody. Raises TooOften.
    """
    what = whole_number(typed)
    hits = few_hits(typed, documents) if what else []
    if not what or isinstance(hits, Many):
        return []
    own = _among(ClientScope(actor), hits)
    if own:
        return own
    with write():
        lock(Account.select(Account.id).where(Account.id == actor.account_id))
        _not_too_often(actor)
        found = _among(ClientScope(actor, head=True), hits)
        client = Client.get_by_id(found[0]) if len(found) == 1 else None
        masked = mask_phone(typed) if what == "phone" else mask_id(typed)
        audit(actor, DEED, client, branch=actor.branch_id, what=what, number=masked, count=str(len(found)))
    return found


def _among(scope: ClientScope, hits: list[int]) -> list[int]:
    if not hits:
        return []
    query = Client.select(Client.id).where(Client.id.in_(numbers(hits)), scope.condition())
    return [row[0] for row in query.tuples()]


def _not_too_often(actor: Actor) -> None:
    most = settings.value("privacy.lookups_per_hour")
    mine = (AuditEntry.actor == actor.account_id) & (AuditEntry.action == DEED)
    recent = AuditEntry.select(AuditEntry.at).where(mine, AuditEntry.at > clock.now() - HOUR)
    moments = [row.at for row in recent.order_by(AuditEntry.id.desc()).limit(most)]
    if len(moments) >= most:
        raise TooOften(seconds=int((moments[-1] + HOUR - clock.now()).total_seconds()))
