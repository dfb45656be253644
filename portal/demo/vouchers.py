"""Vouchers at every stage: of what is booked, of what partners gave lately, and one of each other kind."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from portal.actions.benefits import lots
from portal.demo.stage import Stage
from portal.ground import clock
from portal.models import (
    Account,
    BenefitVersion,
    Client,
    DeskShowing,
    Hold,
    Lot,
    Resolution,
    Voucher,
    VoucherNews,
)
from portal.reads import reference
from portal.rules.benefits.vouchers import ALPHABET, confirmed_by

STAGES = (
    # client, benefit, days from today, state, reason
    ("chengang", "airport_lounge", 0, "confirmed", ""),
    ("chengang", "golf", 9, "asked", ""),
    ("chengang", "hospital_booking", 4, "confirmed", ""),
    ("chengang", "theatre_ticket", -6, "lapsed", ""),
    ("chengang", "travel_season", 20, "cancelled", ""),
    ("chengang", "golf", -12, "used", ""),
    ("zhoujie", "golf", 2, "asked", ""),
    ("zhoujie", "hospital_booking", 6, "declined", "该专家当日停诊，可改约次日"),
    ("zhoujie", "airport_lounge", -3, "returned", ""),
    ("liufang", "airport_lounge", 4, "confirmed", ""),
    ("liufang", "hospital_booking", 5, "asked", ""),
    ("chengang", "hospital_booking", 3, "confirmed", ""),
    ("zhoujie", "hospital_booking", -8, "used", ""),
)


ANSWERS = {
    "airport_lounge": {
        "flight_number": "CZ6543",
        "departure": "09:35",
        "terminal": "T2 航站楼",
        "persons_with_you_yourself_included": "2",
    },
    "golf": {"course": "净月潭球场", "tee_time": "09:10", "players": "3", "handicap": "18"},
    "hospital_booking": {
        "hospital": "吉林大学第一医院",
        "department": "心血管内科",
        "kind_of_visit": "初诊",
        "other_days_that_suit": "次日全天，或下周三上午",
    },
    "theatre_ticket": {"performance": "话剧《茶馆》", "where_to_sit": "池座", "seat_wishes": "两张连座，靠走道"},
    "travel_season": {"destination": "长白山", "travellers": "2"},
}
"""To what the benefit asks, as a client types it."""
NEWS = {"liufang": "已联系吉大一院，该日专家号已满，正在为您协调次日上午。"}
RESULT = "吉林大学第一医院 心血管内科 王教授，上午9:30，门诊楼三层取号"


def follow(stage: Stage) -> None:
    """Call when lots are granted and partners are entered."""
    _taken(stage)
    for hold in _open_holds():
        version = reference.benefit_versions()[hold.version_id]
        _voucher(hold, version, "confirmed" if version.confirmed_by == "nobody" else "asked", hold.created_at)
    for place, (username, code, days, state, reason) in enumerate(STAGES):
        account = Account.get(Account.username == username)
        _stage(stage, account, code, stage.today + timedelta(days=days), state, reason, place)


def _taken(stage: Stage) -> None:
    """What partners gave in the last three months was given for a voucher."""
    first = clock.months_back(stage.today, 3)
    query = Hold.select(Hold, Resolution.at.alias("ended")).join(Resolution, on=(Resolution.hold == Hold.id))
    for row in query.where(Resolution.outcome == "used", Hold.day >= first).order_by(Hold.id).objects():
        version = reference.benefit_versions()[row.version_id]
        if version.partner_id:
            by = version.partner.name_zh
            _voucher(row, version, "used", row.created_at, ended_at=row.ended, accepted_by=by)


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
        client=account.client_id,
        version=version.id,
        quantity=1,
        day=day,
        answers=ANSWERS.get(code, {}),
        author=account.id,
        created_at=asked,
    )
    entry = lots.move(lot, "hold", 1, author=account.id, hold=hold.id, at=asked)
    ended = None if state in ("asked", "confirmed") else min(clock.now(), clock.start_of(day) + timedelta(hours=10))
    if ended:
        _ended(lot, hold, entry.id, state, reason, ended)
    partner = version.partner if state == "used" else None
    more = {"consent_at": asked, "consent_by": account.id} if version.shows_document else {}
    if version.says_result and state == "confirmed":
        more |= {"result": RESULT, "confirmed_by": _writer()}
    by = partner.name_zh if partner else ""
    made = _voucher(hold, version, state, asked, ended_at=ended, reason=reason, accepted_by=by, **more)
    if version.shows_document and partner:
        DeskShowing.create(voucher=made.id, partner=partner.id, at=ended)
    if state == "asked" and version.says_result and account.username in NEWS:
        VoucherNews.create(
            voucher=made.id, words=NEWS[account.username], author=_writer(), at=asked + timedelta(hours=3)
        )


def _writer() -> int:
    """The lobby's specialist, who books appointments."""
    return int(Account.get(Account.username == "hejun").id)


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


def _voucher(hold: Hold, version: BenefitVersion, state: str, at: datetime, **more: Any) -> Voucher:
    """Its number and token follow from its hold: the same moment gives the same branch."""
    chance = random.Random(f"voucher {hold.id}")  # noqa: S311 - demo data
    letters = "".join(chance.choice(ALPHABET) for _ in range(8))
    client = Client.get_by_id(hold.client_id)
    authorised = None
    if client.is_company:
        authorised = Account.select().where(Account.client == client.id, Account.person_name != "").first()
    made: Voucher = Voucher.create(
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
    return made
