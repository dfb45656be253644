"""After it has passed: each VIP is called on, then a witness signs it off with his password."""

from __future__ import annotations

from datetime import datetime

from portal.actions import steps
from portal.actions.administration import attacks
from portal.actions.contacts import record_contact
from portal.actions.handovers.preparing import held
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import write
from portal.ground import clock, security
from portal.ground.errors import Invalid, NotAllowed, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Handover, HandoverSeat, Step
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.handovers.lines import calls_on, progress
from portal.reads.handovers.scope import involved, looks_after
from portal.rules.accounts.visibility import Permission
from portal.rules.handovers import PASSED, may_witness


def called(
    actor: Actor,
    handover: Handover,
    line: HandoverSeat,
    channel: str,
    happened_at: datetime,
    summary: str,
    submission: str | None = None,
) -> None:
    """The client was called on, or rung up: it is recorded as a contact, and ticked off. Raises NotAllowed (who does
    not receive him), Invalid, WrongState.
    """
    if actor.staff_id != line.receiver_id:
        raise NotAllowed(_l("Whoever receives the client calls on him."))
    with write():
        row = held(handover, PASSED)
        if happened_at < clock.start_of(row.seen_from or row.begins):
            raise Invalid(_l("A call before the receiver could see the client does not count."), field="happened_at")
        client = ClientScope(actor, may=Permission.CONTACTS_WRITE).by_id(line.client_id)
        contact = record_contact(actor, client, channel, happened_at, summary, None, submission)
        if any(one.contact_id == contact.id for one in calls_on(row, client.id)):
            return
        for one in _open_calls(row, client.id):
            steps.tick(actor, one, contact)
        audit(actor, "handover.called", client, **client.said, **row.said)
        _say_when_all(actor, row)


def excuse(actor: Actor, handover: Handover, line: HandoverSeat, reason: str) -> None:
    """A client who cannot be called on (abroad, does not wish it) is ticked off with the reason. Raises WrongState,
    NotAllowed (also for who hands over or receives)."""
    if not looks_after(actor, handover.branch_id):
        raise NotAllowed()
    if actor.staff_id in (handover.staff_id, line.receiver_id):
        raise NotAllowed(_l("Who hands over or receives does not excuse the call himself."))
    with write():
        row = held(handover, PASSED)
        for one in _open_calls(row, line.client_id):
            steps.excuse(actor, one, reason)
        audit(actor, "handover.excused", line.client, **line.client.said, **row.said, reason=reason)
        _say_when_all(actor, row)


def _open_calls(row: Handover, client: int) -> list[Step]:
    """The calls on a client that are still to be made: one call is for all his seats."""
    found = [one for one in calls_on(row, client) if one.state == "open"]
    if not found:
        raise WrongState(_l("This call is ticked off already."))
    return found


def _say_when_all(actor: Actor, row: Handover) -> None:
    if progress(row).all_called:
        tell(accounts_of_staff([row.witness_id]), "handover.to_sign", f"/teams/handovers/{row.number}", **row.said)


def sign(actor: Actor, handover: Handover, password: str) -> Handover:
    """The witness confirms with his password that everything passed. Raises NotAllowed (he had another part), Invalid
    (wrong password, calls missing), WrongState, Overtaken.
    """
    others = involved(handover)
    named = actor.staff_id == handover.witness_id
    if not (named or looks_after(actor, handover.branch_id)) or not may_witness(actor.staff_id or 0, others):
        raise NotAllowed(_l("The witness has no other part in the handover."))
    account = Account.get_by_id(actor.account_id)
    if not security.verify_password(account.password_hash, password):
        attacks.note("wrong_password", actor)
        raise Invalid(_l("This is not your password."), field="password")
    with write():
        row = held(handover, PASSED)
        as_shown(row)
        if not progress(row).all_called:
            raise Invalid(_l("Some clients have not been called on yet."))
        Handover.update(
            state="signed", signed_at=clock.now(), witness=actor.staff_id, version=Handover.version + 1
        ).where(Handover.id == row.id).execute()
        audit(actor, "handover.signed", row, branch=row.branch_id, **row.said)
        people = [*accounts_of_staff([row.staff_id, row.author_id, row.checked_by_id]), *admin_accounts(row.branch_id)]
        tell(people, "handover.signed", f"/teams/handovers/{row.number}", but=actor, **row.said)
        return row
