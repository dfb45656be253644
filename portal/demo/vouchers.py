"""Vouchers at every stage, and two partners whose desks take them. The PIN of both is 246810."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from portal.actions.benefits import lots
from portal.demo.stage import Stage
from portal.ground import clock, security
from portal.models import (
    Account,
    BenefitVersion,
    Branch,
    Client,
    Hold,
    Lot,
    Partner,
    Resolution,
    Voucher,
)
from portal.reads import reference
from portal.reads.shared import kept
from portal.rules.benefits.vouchers import ALPHABET, confirmed_by

PIN = "246810"
PARTNERS = (
    (
        "长春龙嘉机场贵宾服务有限公司",
        "Longjia Airport VIP Services",
        "刘建国",
        "0431-88797111",
        15000,
        "airport_lounge",
    ),
    ("净月潭高尔夫俱乐部", "Jingyue Pond Golf Club", "韩雪", "0431-84518000", 50000, "golf"),
)
STAGES = (
    # client, benefit, days from today, state, reason
    ("chengang", "airport_lounge", 0, "confirmed", ""),
    ("chengang", "golf", 9, "asked", ""),
    ("chengang", "theatre_ticket", -6, "lapsed", ""),
    ("chengang", "travel_season", 20, "cancelled", ""),
    ("chengang", "golf", -12, "used", ""),
    ("zhoujie", "golf", 2, "asked", ""),
    ("zhoujie", "hospital_booking", 6, "declined", "该专家当日停诊，可改约次日"),
    ("zhoujie", "airport_lounge", -3, "returned", ""),
    ("liufang", "airport_lounge", 4, "confirmed", ""),
    ("liufang", "hospital_booking", 5, "asked", ""),
)


def follow(stage: Stage) -> None:
    """Partners, vouchers for what is booked, and one at each stage. Call when lots are granted."""
    _partners(stage)
    for hold in _open_holds():
        version = reference.benefit_versions()[hold.version_id]
        _voucher(hold, version, "confirmed" if version.confirmed_by == "nobody" else "asked", hold.created_at)
    for place, (username, code, days, state, reason) in enumerate(STAGES):
        account = Account.get(Account.username == username)
        _stage(stage, account, code, stage.today + timedelta(days=days), state, reason, place)


def _partners(stage: Stage) -> None:
    branch, year = Branch.get(Branch.code == "FAW"), stage.today.year
    for name_zh, name_en, contact, phone, price, code in PARTNERS:
        row = Partner.create(
            branch=branch.id,
            name_zh=name_zh,
            name_en=name_en,
            contact=contact,
            phone=phone,
            price=price,
            contract_since=date(year, 1, 1),
            contract_until=date(year + 1, 12, 31),
            pin_hash=security.hash_password(PIN),
            created_at=clock.now(),
        )
        BenefitVersion.update(partner=row.id).where(BenefitVersion.benefit == code).execute()
    kept.forget()


def _open_holds() -> list[Hold]:
    ended = Resolution.select(Resolution.id).where(Resolution.hold == Hold.id)
    return list(Hold.select().where(~fn.EXISTS(ended)).order_by(Hold.id))


def _stage(stage: Stage, account: Account, code: str, day: date, state: str, reason: str, place: int) -> None:
    """One voucher and what its lot says of it."""
    version = reference.benefits()[code]
    fits = (Lot.client == account.client_id) & (Lot.benefit == code) & (Lot.since <= day) & ~Lot.guests
    term = Lot.until.is_null() | (Lot.until >= max(day, stage.today))
    lot = Lot.select().where(fits, term, (Lot.available > 0) | Lot.unlimited).order_by(Lot.until, Lot.id).first()
    if lot is None:
        return
    asked = min(clock.now(), clock.start_of(day)) - timedelta(days=version.days_ahead + 1, minutes=17 * place)
    hold = Hold.create(
        client=account.client_id, version=version.id, quantity=1, day=day, author=account.id, created_at=asked
    )
    entry = lots.move(lot, "hold", 1, author=account.id, hold=hold.id, at=asked)
    ended = None if state in ("asked", "confirmed") else min(clock.now(), clock.start_of(day) + timedelta(hours=10))
    if ended:
        _ended(lot, hold, entry.id, state, reason, ended)
    partner = version.partner.name_zh if state == "used" and version.partner_id else ""
    _voucher(hold, version, state, asked, ended_at=ended, reason=reason, accepted_by=partner)


ENDS = {
    "used": ("used", "use", "partner"),
    "lapsed": ("lapsed", "lapse", "day"),
    "returned": ("released", "release", "day"),
    "cancelled": ("released", "release", "client"),
    "declined": ("released", "release", "bank"),
}
"""State of a voucher → the outcome of its hold, the entry, whose cause it is."""


def _ended(lot: Lot, hold: Hold, entry: int, state: str, reason: str, at: datetime) -> None:
    outcome, kind, cause = ENDS[state]
    used = 1 if state == "used" else 0
    returned = 1 if outcome == "released" else 0
    Resolution.create(hold=hold.id, outcome=outcome, used=used, returned=returned, cause=cause, reason=reason, at=at)
    lots.move(lot, kind, 1, hold=hold.id, entry=entry, at=at)


def _voucher(hold: Hold, version: BenefitVersion, state: str, at: datetime, **more: Any) -> None:
    """Its number and token follow from its hold: the same moment gives the same branch."""
    chance = random.Random(f"voucher {hold.id}")  # noqa: S311 - demo data
    letters = "".join(chance.choice(ALPHABET) for _ in range(8))
    client = Client.get_by_id(hold.client_id)
    authorised = None
    if client.is_company:
        authorised = Account.select().where(Account.client == client.id, Account.person_name != "").first()
    Voucher.create(
        hold=hold.id,
        client=client.id,
        version=version.id,
        number=f"{letters[:4]}-{letters[4:]}",
        token="".join(chance.choice(ALPHABET) for _ in range(40)),
        day=hold.day,
        confirm_by=confirmed_by(hold.day, version.days_ahead),
        state=state,
        authorised=authorised.id if authorised else None,
        confirmed_at=at if state in ("confirmed", "used", "lapsed", "returned") else None,
        created_at=at,
        **more,
    )
