"""A colleague's client calls: whose is this number? Asked for a whole number only, counted and on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.actions.administration.attacks import mark_of
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
from portal.rules.accounts.visibility import Permission
from portal.rules.finding.whole import whole_number
from portal.rules.shared.masking import mask_id, mask_phone

DEED = "client.looked_up"
HOUR = timedelta(hours=1)
MOST_LOOKED = 200


def look_up(actor: Actor, typed: str, documents: list[str]) -> list[int]:
    """Ids of the clients who bear a whole phone or document number, among those whose head this person sees.

    Every look that leads beyond his own clients is an entry, also one that finds nobody. Raises TooOften.
    """
    what = whole_number(typed)
    hits = few_hits(typed, documents) if what else []
    if not what or isinstance(hits, Many):
        return []
    own = _among(ClientScope(actor), hits)
    if own and _among(ClientScope(actor, may=Permission.REVEAL), own):
        return own
    with write():
        lock(Account.select(Account.id).where(Account.id == actor.account_id))
        _not_too_often(actor)
        found = _among(ClientScope(actor, head=True), hits)
        _record(actor, what, typed, found)
    return found


def typed_in_a_list(actor: Actor, typed: str, documents: list[str]) -> None:
    """A whole number was typed into the search of a list of one's own clients: an entry, and counted with the look-ups,
    unless it leads to somebody whose whole numbers he may see anyway. Raises TooOften."""
    what = whole_number(typed)
    hits = few_hits(typed, documents) if what else []
    if not what or isinstance(hits, Many) or _among(ClientScope(actor, may=Permission.REVEAL), hits):
        return
    with write():
        lock(Account.select(Account.id).where(Account.id == actor.account_id))
        _not_too_often(actor)
        _record(actor, what, typed, _among(ClientScope(actor), hits))


def told_of_others(actor: Actor, what: str, number: str) -> None:
    """Somebody who types a phone or a document (`what`) was told that another branch holds a similar record: an entry,
    and counted with the look-ups; the same number only once an hour, as it is asked again at each field. Raises
    TooOften."""
    with write():
        lock(Account.select(Account.id).where(Account.id == actor.account_id))
        if mark_of(number) not in [row.words.get("mark") for row in _recent(actor).limit(MOST_LOOKED)]:
            _not_too_often(actor)
            _record(actor, what, number, [])


def _record(actor: Actor, what: str, typed: str, found: list[int]) -> None:
    client = Client.get_by_id(found[0]) if len(found) == 1 else None
    masked = mask_phone(typed) if what == "phone" else mask_id(typed)
    words = {"what": what, "number": masked, "count": str(len(found)), "mark": mark_of(typed)}
    audit(actor, DEED, client, branch=actor.branch_id, **words)  # type: ignore[arg-type]


def _recent(actor: Actor) -> Any:
    """His look-ups of the last hour, the latest first."""
    mine = (AuditEntry.actor == actor.account_id) & (AuditEntry.action == DEED)
    return AuditEntry.select().where(mine, AuditEntry.at > clock.now() - HOUR).order_by(AuditEntry.id.desc())


def _among(scope: ClientScope, hits: list[int]) -> list[int]:
    if not hits:
        return []
    query = Client.select(Client.id).where(Client.id.in_(numbers(hits)), scope.condition())
    return [row[0] for row in query.tuples()]


def _not_too_often(actor: Actor) -> None:
    most = settings.value("privacy.lookups_per_hour")
    moments = [row.at for row in _recent(actor).limit(most)]
    if len(moments) >= most:
        raise TooOften(seconds=int((moments[-1] + HOUR - clock.now()).total_seconds()))
