"""A mail that came back after the server had taken it: the same follows as from a refusal in the dialogue."""

from __future__ import annotations

import hmac
import logging

from portal.actions.notices import tokens
from portal.actions.notices.addresses import ends_as, refused_for_good
from portal.database import lock, write
from portal.ground import clock
from portal.models import Account, Client, Delivery, Staff
from portal.models.outbox import HAS_ENDED
from portal.rules.notices.bounces import Report
from portal.rules.notices.kinds import EMAIL

log = logging.getLogger(__name__)

OFF, GIVEN_UP, KNOWN, NOTHING = "off", "given_up", "known", "nothing"
ELSEWHERE, UNKNOWN, EARLY = "elsewhere", "unknown", "early"

SAID = {
    OFF: "nobody is there: the address is switched off",
    GIVEN_UP: "it was not delivered: noted as failed, the address stays",
    KNOWN: "known before: nothing is changed",
    NOTHING: "no failure: nothing is changed",
    ELSEWHERE: "not about the address on the record: nothing is changed",
    UNKNOWN: "no mail of the portal: nothing is changed",
    EARLY: "its sending is not noted yet: later",
}
"""For the log of the mail server; no address is in it."""


def came_back(report: Report) -> str:
    """Answers what was done: OFF: the address takes nothing any more; GIVEN_UP: this mail has failed; KNOWN: done
    before; NOTHING: no failure; ELSEWHERE: not about the address that stands on the record; UNKNOWN: no mail of ours;
    EARLY: the worker has not noted yet that it went out."""
    with write():
        row = _named(report.name)
        if row is None:
            return UNKNOWN
        found = _noted(row, report)
    log.info("delivery %s came back: %s", row.id, found)
    return found


def _named(name: str) -> Delivery | None:
    """By the name that nobody but the portal can give, and nobody but its reader and his mail servers knows."""
    row = Delivery.get_or_none(Delivery.id == int(name.partition(".")[0]), Delivery.channel == EMAIL)
    if row is None or not hmac.compare_digest(tokens.message_id(row.id, row.created_at), name):
        return None
    return row


def _noted(row: Delivery, report: Report) -> str:
    """The client is held first, as by whoever tells him by phone; so two reports make one line of work."""
    account = Account.get_or_none(Account.id == row.account_id) if row.account_id else None
    client = account.client_id if account else row.client_id
    if client:
        who: Client | Staff | None = lock(Client.select().where(Client.id == client))
    else:
        who = Staff.get_or_none(Staff.id == account.staff_id) if account else None
    row = lock(Delivery.select().where(Delivery.id == row.id))
    if row.state != "sent":
        return EARLY if row.state == "waiting" else KNOWN
    address = str(who.email or "") if who is not None else ""
    outcomes = report.about(address) if address else []
    if not outcomes:
        return ELSEWHERE
    if not all(one.for_good or one.given_up for one in outcomes):
        return NOTHING
    if all(one.nobody for one in outcomes):
        refused_for_good(address, row, outcomes[0].code)
        _end(row, "dropped", "refused")
        return OFF
    _end(row, "failed", "policy" if all(one.for_good for one in outcomes) else "later")
    return GIVEN_UP


def _end(row: Delivery, state: str, why: str) -> None:
    """Of all that stood in the mail."""
    for one in [row, *_beside(row)]:
        final = ends_as(one, state)
        over = Delivery.update(state=final, why=why, ended_at=None if final == "call" else clock.now())
        over.where(Delivery.id == one.id, Delivery.state == "sent").execute()


def _beside(row: Delivery) -> list[Delivery]:
    """What went with it in a digest: ended by the same statement."""
    if not row.gathered or row.account_id is None:
        return []
    same = Delivery.select().where(HAS_ENDED, Delivery.ended_at == row.ended_at, Delivery.account == row.account_id)
    return list(same.where(Delivery.channel == EMAIL, Delivery.gathered, Delivery.id != row.id))
