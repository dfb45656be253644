"""At a partner's desk: a voucher is used with the partner's PIN, once. Whoever guesses is slowed, the partner never."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from portal.actions.accounts import waiting
from portal.actions.benefits import vouchers
from portal.actions.clients.documents import plain_document
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import lock, write
from portal.ground import clock, formats, security
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import DeskShowing, Hold, Partner, Voucher
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.rules.accounts import throttle
from portal.rules.benefits.vouchers import MOST_WRONG


class DeskLocked(WrongState):
    """Too many wrong PINs were typed for this voucher."""

    words = _l("This voucher is locked at the desk. The client's team at the bank can still mark it.")


def refusal_of(row: Voucher) -> Any:
    """Why a voucher cannot be used at a desk now, in words; None where it can."""
    if row.state == "used":
        return _l("This voucher has been used already.")
    if row.state == "asked":
        return _l("The bank has not confirmed this voucher yet.")
    if row.state != "confirmed" or row.day < clock.today():
        return _l("This voucher is no longer valid.")
    if row.day > clock.today():
        return _l("This voucher is for %(day)s.", day=formats.day(row.day))
    if row.locked_at:
        return DeskLocked.words
    return None


def use(token: str, pin: str, quantity: int | None, ip: str, *, slowed: bool = True) -> Voucher:
    """The partner takes the voucher with his PIN, whole or in part; the rest returns.

    Raises OutOfScope (no such voucher), WrongState, DeskLocked, TooSoon (this address waits), Invalid (more than was
    held, a wrong PIN).
    """
    row = Voucher.get_or_none(Voucher.token == token)
    if row is None:
        raise OutOfScope()
    if quantity is not None and not 0 < quantity <= Hold.get_by_id(row.hold_id).quantity:
        raise Invalid(_l("No more can be used than was held."), field="quantity")
    subjects = {security.digest(f"desk:{ip}"): throttle.DESK} if slowed else {}
    if slowed:
        waiting.admit(subjects)
    partner = partner_of(row)
    if partner is None:
        raise WrongState(_l("This benefit has no desk of a partner: the bank marks it."))
    _counted(row)
    if not security.verify_password(partner.pin_hash, pin):
        _wrong(row)
    with write():
        waiting.forgive(subjects)
        row, client = vouchers.held(row)
        if words := refusal_of(row):
            raise WrongState(words)
        Voucher.update(wrong_pins=0).where(Voucher.id == row.id).execute()
        vouchers.took(None, row, quantity, cause="partner", accepted_by=partner.name_zh)
        if row.consent_at and reference.benefit_versions()[row.version_id].shows_document:
            DeskShowing.create(voucher=row.id, partner=partner.id, at=clock.now())
            audit(None, "voucher.shown", client, **client.said, partner=partner.name_zh, voucher=row.number)
        return row


@dataclass(frozen=True)
class Whose:
    """What a contract needs of who uses a voucher, with his consent: the whole name, the last four of his document."""

    name: str
    last_four: str


def whose(line: Any) -> Whose | None:
    """Whose voucher was just taken, for the answer to its PIN alone; None where its showing is not on record."""
    if not DeskShowing.select(DeskShowing.id).where(DeskShowing.voucher == line.row.id).exists():
        return None
    own = line.hold.person == "self" and not line.client.is_company
    document = plain_document(line.client) if own and line.client.document_encrypted else ""
    return Whose(line.person_name, document[-4:] or line.row.last_four)


def partner_of(row: Voucher) -> Partner | None:
    """Who gives what the voucher is for, where he has a PIN for his desk."""
    key = reference.benefit_versions()[row.version_id].partner_id  # type: ignore[attr-defined]
    return Partner.get_or_none(Partner.id == key, Partner.pin_hash != "") if key else None


def _counted(row: Voucher) -> None:
    """An attempt counts as wrong until it proves right, so that many at once are no more than one by one. Raises
    WrongState, DeskLocked."""
    with write():
        row, _client = vouchers.held(row)
        if words := refusal_of(row):
            raise WrongState(words)
        if row.wrong_pins >= MOST_WRONG:
            raise DeskLocked()
        Voucher.update(wrong_pins=Voucher.wrong_pins + 1).where(Voucher.id == row.id).execute()


def _wrong(row: Voucher) -> None:
    """Raises Invalid; the last of the wrong PINs locks the voucher at the desk, and those whom it concerns are told."""
    with write():
        row, client = vouchers.held(row)
        left = MOST_WRONG - row.wrong_pins
        if left <= 0 and row.locked_at is None and row.is_open:
            Voucher.update(locked_at=clock.now()).where(Voucher.id == row.id).execute()
            words = vouchers.words_of(row)
            audit(None, "voucher.locked", client, **client.said, **words)
            tell(accounts_of_client(client.id), "voucher.locked", f"/me/vouchers/{row.number}", **words)
            tell(
                vouchers.seat_accounts(client),
                "voucher.locked_there",
                vouchers.staff_page(row),
                client=client.name,
                **words,
            )
    if left <= 0:
        raise DeskLocked()
    raise Invalid(_l("This PIN is not right. %(left)s more tries for this voucher.", left=left), field="pin")


def new_pin(actor: Actor | None, partner: Partner) -> str:
    """A new PIN for a partner's desk, shown this once; the old one ends. Raises Overtaken."""
    pin = f"{secrets.randbelow(10**6):06d}"
    with write():
        row = lock(Partner.select().where(Partner.id == partner.id))
        as_shown(row)
        values = {"pin_hash": security.hash_password(pin), "pin_at": clock.now(), "version": Partner.version + 1}
        Partner.update(**values).where(Partner.id == row.id).execute()
        audit(actor, "partner.pin", row, branch=row.branch_id, partner=row.name_zh)
    return pin
