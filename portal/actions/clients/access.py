"""Who sees a client's data (R7): opening a record is noted once a person, sitting and day, a revealed number each
time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.actions.clients.documents import plain_document
from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.ground import clock
from portal.ground import settings as at_work
from portal.ground.errors import OutOfScope, TooOften
from portal.models import (
    Account,
    AccountRight,
    Card,
    Client,
    ClientPhone,
    HoldingAccount,
    Loan,
    RecordAccess,
    ServiceContract,
    StandingOrder,
)
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.rules.shared import masking
from portal.rules.shared.addresses import row_id

HOUR = timedelta(hours=1)
REMEMBERED = 50_000
HELD = {"account": HoldingAccount, "card": Card, "loan": Loan, "service": ServiceContract, "order": StandingOrder}
"""What a client holds that bears a number: they stand on the page of his holdings."""


Look = tuple[int, int, int, str]
"""Account, sitting, client, and "head" where no more was seen."""


def opened(actor: Actor, clients: dict[int, bool]) -> None:
    """Note that this person opened these records (id → the whole of it, or its head alone): once a sitting and day."""
    today, sitting = clock.today(), actor.sign_in_id or 0
    seen = _seen(today)
    looks: set[Look] = {
        (actor.account_id, sitting, client, "" if whole else "head") for client, whole in clients.items()
    }
    looks -= seen
    if not looks:
        return
    here = (RecordAccess.account == actor.account_id) & (RecordAccess.day == today) & (RecordAccess.sitting == sitting)
    before = RecordAccess.select(RecordAccess.client, RecordAccess.field).where(
        RecordAccess.client.in_([*clients]), here, RecordAccess.kind == "open"
    )
    fresh = looks - {(actor.account_id, sitting, client, field) for client, field in before.tuples()}
    row = {"account": actor.account_id, "kind": "open", "day": today, "sitting": sitting, "at": clock.now()}
    if fresh:
        rows = [{**row, "client": client, "field": field} for _account, _sitting, client, field in sorted(fresh)]
        with write():
            RecordAccess.insert_many(rows).on_conflict_ignore().execute()
    seen |= looks


def _seen(today: date) -> set[Look]:
    """Who opened which record today, as far as this process remembers: it need not ask the database again."""
    kept: tuple[date, set[Look]] | None = at_work.memory().get("records opened")
    if kept is None or kept[0] != today or len(kept[1]) > REMEMBERED:
        kept = at_work.memory()["records opened"] = (today, set())
    return kept[1]


@dataclass(frozen=True)
class Number:
    """Something that stands masked: what it is (`document`, `mobile`, `account` …), its mask, and the whole of it."""

    what: str
    mask: str
    read: Callable[[], str]


def number_of(client: Client, field: str) -> Number:
    """The masked number that a page names as `field`. Raises OutOfScope for one that this client does not have."""
    kind, _, key = field.partition("-")
    if kind == "document" and client.document_masked and not key:
        return Number("document", client.document_masked, lambda: plain_document(client))
    if kind == "mobile" and client.mobile and not key:
        return Number("mobile", masking.mask_phone(client.mobile), lambda: masking.plain_phone(client.mobile))
    row = _row(client, kind, row_id(key))
    if row is None:
        raise OutOfScope()
    whole = str(getattr(row, {"person": "mobile", "order": "account_to"}.get(kind, "number")))
    if not whole:
        raise OutOfScope()
    if kind in ("phone", "person"):
        return Number("mobile", masking.mask_phone(whole), lambda: masking.plain_phone(whole))
    return Number(kind, masking.mask_account(whole), lambda: masking.spaced(whole))


def _row(client: Client, kind: str, key: int | None):  # type: ignore[no-untyped-def]
    model: Any = {"phone": ClientPhone, "person": Account, **HELD}.get(kind)
    if model is None or key is None:
        return None
    if kind in ("account", "order"):
        own = AccountRight.select(AccountRight.account).where(
            AccountRight.client == client.id, AccountRight.kind == "owner"
        )
        return model.get_or_none((model.id == key) & (model.id if kind == "account" else model.account).in_(own))
    row = model.get_or_none((model.id == key) & (model.client == client.id))
    return None if row is None or (kind == "person" and not row.mobile) else row


def reveal(actor: Actor, client: Client, field: str, reason: str) -> str:
    """The whole number, once, with its reason: noted for the audit trail and for the client, never the number itself.

    Raises OutOfScope, TooOften (more in an hour than the bank's setting allows).
    """
    number = number_of(client, field)
    most = settings.value("privacy.reveals_per_hour")
    with write():
        lock(Account.select(Account.id).where(Account.id == actor.account_id))
        mine = (RecordAccess.account == actor.account_id) & (RecordAccess.kind == "reveal")
        recent = RecordAccess.select(RecordAccess.at).where(mine, RecordAccess.at > clock.now() - HOUR)
        moments = [row.at for row in recent.order_by(RecordAccess.at.desc()).limit(most)]
        if len(moments) >= most:
            raise TooOften(seconds=int((moments[-1] + HOUR - clock.now()).total_seconds()))
        RecordAccess.create(
            client=client.id,
            account=actor.account_id,
            kind="reveal",
            field=number.what,
            reason=reason,
            day=clock.today(),
            at=clock.now(),
            sitting=actor.sign_in_id or 0,
        )
        audit(actor, "client.revealed", client, **client.said, what=number.what, reason=reason)
    return number.read()


def exported(actor: Actor, clients: list[int], reason: str) -> None:
    """Note that these clients (ids) went into a file, with whole numbers where a reason is given. Call inside
    `write()`."""
    now, today = clock.now(), clock.today()
    rows = [
        {"client": one, "account": actor.account_id, "kind": "export", "reason": reason, "day": today, "at": now}
        for one in clients
    ]
    for start in range(0, len(rows), 500):
        RecordAccess.insert_many(rows[start : start + 500]).execute()
