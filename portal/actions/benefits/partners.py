"""Partners give benefits on the bank's behalf; a branch has the contract and settles (R8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import IntegrityError

from portal.actions.benefits import vouchers
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once, save_version
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import breathe, lock, write
from portal.ground import clock, formats, steps
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Partner, PartnerPrice, Settlement, Voucher
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.benefits.partners import versions_with
from portal.reads.shared import kept
from portal.rules.benefits.settling import next_month

Values = dict[str, Any]


@once(Partner)
def add(actor: Actor, branch: Branch, values: Values, submission: str | None = None) -> Partner:
    """A new partner of a branch. Raises Invalid."""
    _check(values)
    with write():
        made: Partner = Partner.create(
            branch=branch.id,
            created_at=clock.now(),
            submission=submission,
            **values,
        )
        audit(actor, "partner.added", made, branch=branch.id, partner=made.name_zh)
    kept.drop("partners")
    return made


def edit(actor: Actor, row: Partner, values: Values, version: int | None) -> dict[str, list[Any]]:
    """Answers what changed. Raises Invalid, StaleVersion."""
    _check(values)
    until = values["contract_until"]
    if until and until < clock.today() and (row.contract_until is None or until < row.contract_until):
        raise Invalid(_l("To end it earlier, please close the contract."), field="contract_until")
    longer = row.contract_until is not None and (until is None or until > row.contract_until)
    with write():
        row = lock(Partner.select().where(Partner.id == row.id))
        if row.contract_until is None or (until and until < row.contract_until):
            _none_out_after(row, until)
        changes = save_version(row, version, **values, **({"ended_reason": ""} if longer else {}))
        if changes:
            audit(actor, "partner.changed", row, branch=row.branch_id, partner=row.name_zh, changes=changes)
    kept.drop("partners")
    return changes


def _check(values: Values) -> None:
    since, until = values.get("contract_since"), values.get("contract_until")
    if since and until and until < since:
        raise Invalid(_l("The last day cannot be before the first."), field="contract_until")


def _none_out_after(row: Partner, until: date | None) -> None:
    """A shorter contract is no correction while somebody holds a voucher for a later day. Raises Invalid."""
    open_ = Voucher.ended_at.is_null() & Voucher.version.in_([*versions_with(row.id)] or [0])
    if until and Voucher.select(Voucher.id).where(open_, Voucher.day > until).exists():
        words = _l("Vouchers are out for later days: please close the contract, then their clients are told.")
        raise Invalid(words, field="contract_until")


@once(PartnerPrice)
def set_price(
    actor: Actor, row: Partner, code: str, price: int, since: date, submission: str | None = None
) -> PartnerPrice:
    """So much, in fen, for each use of a benefit from a day on. Raises Invalid (below zero, a month that is settled, a
    day that has a price)."""
    if price < 0:
        raise Invalid(_l("A price is not below zero."), field="price")
    if code not in reference.benefits():
        raise Invalid(_l("Please choose from the list."), field="benefit")
    try:
        with write():
            lock(Partner.select().where(Partner.id == row.id))
            _after_what_is_settled(row, since)
            made: PartnerPrice = PartnerPrice.create(
                partner=row.id,
                benefit=code,
                since=since,
                price=price,
                author=actor.staff_id,
                created_at=clock.now(),
                submission=submission,
            )
            audit(
                actor,
                "partner.priced",
                row,
                branch=row.branch_id,
                partner=row.name_zh,
                benefit=code,
                fen=str(price),
                day=since.isoformat(),
            )
            return made
    except IntegrityError as error:
        raise Invalid(_l("A price of this day stands already: please choose another day."), field="since") from error


def _after_what_is_settled(row: Partner, since: date) -> None:
    last = Settlement.select().where(Settlement.partner == row.id).order_by(Settlement.month.desc()).first()
    if last is not None and since <= last.last_day:
        words = _l(
            "%(month)s is settled: a new price holds from %(day)s or later.",
            month=formats.month(last.month),
            day=formats.dated(next_month(last.month)),
        )
        raise Invalid(words, field="since")


def close(actor: Actor, row: Partner, until: date, reason: str) -> Partner:
    """The contract ends with a day. Vouchers for days up to it are honoured and settled; those for later days are
    called off in the minutes that follow, and are their clients' again. Raises Invalid, Overtaken, WrongState."""
    with write():
        row = lock(Partner.select().where(Partner.id == row.id))
        possible = row.contract_until is None or row.contract_until >= clock.today()
        as_shown(row, possible=possible)
        if not possible:
            raise WrongState(_l("This contract is over already."))
        if until < clock.today():
            raise Invalid(_l("It ends today or on a later day: what was used by then is settled."), field="until")
        if row.contract_until is not None and until > row.contract_until:
            raise Invalid(_l("The contract ends earlier by itself."), field="until")
        save_version(row, None, contract_until=until, ended_reason=reason[:200])
        audit(actor, "partner.closed", row, branch=row.branch_id, partner=row.name_zh, day=until.isoformat())
    kept.drop("partners")
    return row


@steps.every_minute
def call_off_what_nobody_gives() -> int:
    """Vouchers for days after the contract of their partner: each is its client's again, in days of grace where its
    lot has ended, and he is told. Answers how many."""
    done = 0
    for partner in Partner.select().where(Partner.contract_until.is_null(False)):
        keys = [*versions_with(partner.id)]
        if not keys:
            continue
        late = Voucher.ended_at.is_null() & (Voucher.day > partner.contract_until) & Voucher.version.in_(keys)
        for row in list(Voucher.select().where(late).order_by(Voucher.id)):
            done += _called_off(row, partner)
            breathe()
    return done


def _called_off(row: Voucher, partner: Partner) -> bool:
    with write():
        row, _client = vouchers.held(row)
        until = Partner.get_by_id(partner.id).contract_until
        if not row.is_open or until is None or row.day <= until:
            return False
        vouchers.end(None, row, "cancelled", "partner")
        words = vouchers.words_of(row)
        tell(accounts_of_client(row.client_id), "voucher.not_given", f"/me/vouchers/{row.number}", **words)
        return True
