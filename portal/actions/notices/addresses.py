"""Whom nothing reaches: an address that was refused for good, and who is called instead."""

from __future__ import annotations

from portal.actions.shared.recording import audit
from portal.actions.shared.telling import put
from portal.database import write
from portal.ground import clock, steps
from portal.models import Account, AddressOff, Client, Delivery
from portal.models.outbox import HAS_ENDED, HAS_FAILED, IS_CALL
from portal.reads.administration.settings import value
from portal.reads.notices.wishes import hmac_of
from portal.rules.notices.kinds import CALL, is_called

REFUSED = "address.off"
"""The kind of the line that asks a manager for a better address. It is no notice, and nobody is called about it."""


def refused_for_good(address: str, row: Delivery, code: int) -> None:
    """Nothing is sent to this address any more; the client's manager finds it among his work of the day."""
    account = Account.get_or_none(Account.id == row.account_id) if row.account_id else None
    client = account.client_id if account else row.client_id
    now = clock.now()
    with write():
        made = AddressOff.insert(
            address_hmac=hmac_of(address), client=client, staff=account.staff_id if account else None, code=code, at=now
        ).on_conflict_ignore()
        made.execute()
        if client and not _known(client, address):
            whom = Client.get_by_id(client)
            values = {"client": client, "channel": CALL, "kind": REFUSED, "state": "call"}
            Delivery.create(**values, words=whom.said, next_attempt_at=now, created_at=now)
            audit(None, "address.off", whom, **whom.said)


def _known(client: int, address: str) -> bool:
    """Is there a line already? One that was told counts as long as this address is off: several mails come back."""
    lines = Delivery.select(Delivery.id).where(Delivery.client == client, Delivery.kind == REFUSED)
    off = AddressOff.get(AddressOff.address_hmac == hmac_of(address))
    return lines.where((Delivery.state == "call") | (Delivery.created_at >= off.at)).exists()


def ends_as(row: Delivery, state: str) -> str:
    """`state`, or a call: where it was for a client without a login and no other channel has it."""
    alone = row.account_id is None and row.client_id is not None
    return "call" if alone and somebody_calls(row) else state


def somebody_calls(row: Delivery) -> bool:
    """Is a client without a login called about it, because no other channel has it or had it?"""
    if not is_called(row.kind):
        return False
    others = Delivery.select(Delivery.id).where(
        *(Delivery.client == row.client_id, Delivery.kind == row.kind, Delivery.created_at == row.created_at),
        *(Delivery.id != row.id, Delivery.state.in_(("waiting", "sent", "call", "told"))),
    )
    return not others.exists()


def told_in_the_inbox(row: Delivery) -> bool:
    """Has the client a login by now? Then his inbox gets it, once, and it goes on from there."""
    if row.client_id is None:
        return False
    with write():
        logins = [
            one for (one,) in Account.select(Account.id).where(Account.client == row.client_id, Account.active).tuples()
        ]
        if not logins:
            return False
        first = Delivery.select(Delivery.id).where(
            *(Delivery.client == row.client_id, Delivery.kind == row.kind, Delivery.created_at == row.created_at),
            *(Delivery.state == "dropped", Delivery.why == "login"),
        )
        if not first.exists():
            said = {"kind": row.kind, "words": row.words or {}, "path": row.path, "at": clock.now()}
            put([{"account": one, **said} for one in logins])
        Delivery.update(state="dropped", why="login", ended_at=clock.now(), claimed_until=None, claimed_by="").where(
            Delivery.id == row.id, Delivery.state == "waiting"
        ).execute()
    return True


@steps.every_night
def tidy() -> int:
    """What was sent long ago goes; an address that was refused and is nobody's any more is forgotten with its line."""
    with write():
        before = clock.now() - clock.days(value("notices.keep_days"))
        gone = Delivery.delete().where(HAS_ENDED, Delivery.ended_at < before).execute()
        lost = Delivery.delete().where(HAS_FAILED, Delivery.created_at < before).execute()
    return int(gone) + int(lost) + _changed_addresses()


def _changed_addresses() -> int:
    """Clients whose address is another one by now."""
    count = 0
    rows = AddressOff.select(AddressOff, Client).join(Client).order_by(AddressOff.id)
    for row in rows.iterator():
        if hmac_of(row.client.email or "") != row.address_hmac:
            with write():
                AddressOff.delete().where(AddressOff.id == row.id).execute()
                line = Delivery.update(state="dropped", why="untrue", ended_at=clock.now())
                line.where(IS_CALL, Delivery.client == row.client_id, Delivery.kind == REFUSED).execute()
            count += 1
    return count
