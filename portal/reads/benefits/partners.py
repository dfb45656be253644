"""Partners in somebody's reach: those of the branches where his role keeps them."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models import BenefitVersion, Branch, Partner, PartnerPrice, Staff, Voucher
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission as P
from portal.rules.benefits.settling import price_on

Prices = dict[str, list[tuple[date, int]]]
"""Benefit → since when, and how much a use."""


def branches_of(actor: Actor, may: P = P.PARTNERS_READ) -> list[Branch]:
    """The branches whose partners he reads, or keeps, in tree order."""
    return tree.branches_below(actor.paths_for(may))


def partners_of(actor: Actor) -> list[Partner]:
    """All of them by name, those whose contract is over last (one statement)."""
    query = Partner.select(Partner, Branch).join(Branch)
    rows = query.where(Partner.branch.in_([one.id for one in branches_of(actor)])).order_by(Partner.name_zh, Partner.id)
    return sorted(rows, key=lambda row: not row.gives_on(clock.today()))


def partner_of(actor: Actor, key: int, may: P = P.PARTNERS_READ) -> Partner:
    """One of them. Raises OutOfScope."""
    query = Partner.select(Partner, Branch).join(Branch).where(Partner.id == key)
    row: Partner | None = query.where(Partner.branch.in_([one.id for one in branches_of(actor, may)])).first()
    if row is None:
        raise OutOfScope()
    return row


def by_desk(token: str) -> Partner:
    """Whose desk has that address. Raises OutOfScope."""
    row: Partner | None = Partner.get_or_none(Partner.desk_token == token)
    if row is None:
        raise OutOfScope()
    return row


def in_contract() -> list[Partner]:
    """Whoever may be chosen for a benefit: their contract is not over."""
    open_ = Partner.contract_until.is_null() | (Partner.contract_until >= clock.today())
    return list(Partner.select().where(open_).order_by(Partner.name_zh, Partner.id))


def versions_with(partner_id: int) -> dict[int, BenefitVersion]:
    """Every version that this partner gives, by id; no statement of its own."""
    return {
        key: row
        for key, row in reference.benefit_versions().items()
        if row.partner_id == partner_id  # type: ignore[attr-defined]
    }


def prices_of(partner_id: int) -> list[PartnerPrice]:
    """Its prices with who wrote them, the latest first (one statement)."""
    query = PartnerPrice.select(PartnerPrice, Staff).left_outer_join(Staff)
    return list(query.where(PartnerPrice.partner == partner_id).order_by(PartnerPrice.since.desc(), PartnerPrice.id))


def by_benefit(rows: list[PartnerPrice]) -> Prices:
    """The same as the rule takes them."""
    found: Prices = {}
    for row in rows:
        found.setdefault(row.benefit_id, []).append((row.since, row.price))  # type: ignore[attr-defined]
    return found


def price_of(prices: Prices, version: BenefitVersion, day: date) -> int | None:
    """Fen per unit on a day: an allowance in money is paid as it is."""
    return 1 if version.kind == "money" else price_on(prices.get(version.code, ()), day)


def gives(partner_id: int, prices: Prices) -> list[tuple[BenefitVersion, int | None]]:
    """What it gives today, or gave last, each benefit once, with its price today."""
    today, latest = clock.today(), {}
    for row in versions_with(partner_id).values():
        latest[row.code] = row
    return [(row, price_of(prices, row, today)) for row in latest.values()]


def out_after(partner_id: int, day: date) -> int:
    """How many vouchers are out for days after that one (one statement)."""
    keys = [*versions_with(partner_id)]
    query = Voucher.select().where(Voucher.ended_at.is_null(), Voucher.day > day, Voucher.version.in_(keys))
    return int(query.count()) if keys else 0


def voucher_at(partner: Partner, number: str) -> Any:
    """The token of a voucher that this partner gives. Raises OutOfScope."""
    keys = [*versions_with(partner.id)]
    row = Voucher.get_or_none(Voucher.number == number, Voucher.version.in_(keys)) if number and keys else None
    if row is None:
        raise OutOfScope()
    return row.token
