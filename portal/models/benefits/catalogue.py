"""The catalogue of benefits (R8): versions, of which a new one never rewrites what was promised, and partners."""

from __future__ import annotations

from datetime import date

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from portal.database import JsonField, Model, UtcField, once
from portal.ground.security import new_token
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff

UNLIMITED = -1
POINTS = "points"
"""The code of the benefit whose lots are a client's points. It stands in no list of benefits: other ones cost it."""


@once("submission")
class Partner(Model):
    """Who gives a benefit on the bank's behalf. `branch` has the contract and settles.

    `contract_until` is the last day on which it gives anything (none: open); `ended_reason` says why that is earlier
    than agreed. `pin_hash` is of the six digits that its desk types ("": it has none), `desk_token` stands in the
    address of its desk.
    """

    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT")
    kind = CharField(12, default="other")
    name_zh = CharField(80)
    name_en = CharField(120)
    place = CharField(80, default="")
    address = CharField(200, default="")
    contract_since = DateField(null=True)
    contract_until = DateField(null=True)
    ended_reason = CharField(200, default="")
    contact = CharField(120, default="")
    phone = CharField(20, default="")
    pin_hash = CharField(120, default="")
    pin_at = UtcField(null=True)
    desk_token = CharField(43, unique=True, default=new_token)
    created_at = UtcField()
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    def gives_on(self, day: date) -> bool:
        """Does the contract reach to that day?"""
        return self.contract_until is None or day <= self.contract_until


class Benefit(Model):
    """Something a tier brings, or points buy. What it is in detail, its version of the day says."""

    code = CharField(24, primary_key=True)
    position = SmallIntegerField(default=0)
    icon = CharField(32)


@once("submission")
class BenefitVersion(Model):
    """What a benefit is from `since` on, until the next version's day or its own last day `until`. Never changed.

    `kind`: unlimited, count (so many a period), money (an allowance in fen) or points (bought for `points_price`
    points). `goods`: it is a thing or money, which takes no points (R10). `guest_rule`: none, shared (the client's own
    allowance) or own (a counter of guests). `period`: calendar_year, tier_year, quarter or once. `after_day`: an unused
    one returns or counts as used. `cost` is fen per use. `blackout`: days on which it cannot be used (ISO). `picture`:
    under which name its sizes are kept ("": none). `asks`: what is asked of whoever books it (rules/benefits/asks.py);
    `says_result`: whoever confirms writes what was booked. `terms_signed`: its terms are signed before it is booked.
    """

    benefit = ForeignKeyField(Benefit, backref="versions", on_delete="RESTRICT", index=False)
    name_zh = CharField(48)
    name_en = CharField(80)
    words_zh = CharField(240, default="")
    words_en = CharField(360, default="")
    terms_zh = TextField(default="")
    terms_en = TextField(default="")
    place_zh = CharField(120, default="")
    place_en = CharField(160, default="")
    proof_zh = CharField(120, default="")
    proof_en = CharField(160, default="")
    picture = CharField(64, default="")
    alt_zh = CharField(120, default="")
    alt_en = CharField(160, default="")
    asks = JsonField(default=list)
    says_result = BooleanField(default=False)
    terms_signed = BooleanField(default=False)
    partner = ForeignKeyField(Partner, null=True, backref="versions", on_delete="RESTRICT")
    kind = CharField(10, default="count")
    goods = BooleanField(default=False)
    unit = CharField(12, default="time")
    points_price = IntegerField(default=0)
    guest_rule = CharField(8, default="none")
    days_ahead = SmallIntegerField(default=0)
    blackout = JsonField(default=list)
    confirmed_by = CharField(8, default="staff")
    after_day = CharField(8, default="returns")
    shows_document = BooleanField(default=False)
    cost = BigIntegerField(default=0)
    period = CharField(16, default="calendar_year")
    pro_rata = BooleanField(default=False)
    carry_over = BooleanField(default=False)
    for_companies = BooleanField(default=True)
    since = DateField()
    until = DateField(null=True)
    reason = CharField(200, default="")
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("benefit", "since"), False),)

    @property
    def code(self) -> str:
        return str(self.benefit_id)  # type: ignore[attr-defined]

    @property
    def icon(self) -> str:
        return str(self.benefit.icon)

    @property
    def guest_allowed(self) -> bool:
        return self.guest_rule != "none"

    def fits(self, client: Client) -> bool:
        """Is it for such a client?"""
        return self.for_companies or not client.is_company

    def offered(self, day: date) -> bool:
        """Is it given on that day?"""
        return self.since <= day and (self.until is None or day <= self.until)


class TierAmount(Model):
    """How much of a version a tier gets in a period, and how much its guests beside; -1 is unlimited."""

    version = ForeignKeyField(BenefitVersion, backref="amounts", on_delete="CASCADE", index=False)
    tier = CharField(16)
    amount = IntegerField()
    guests = IntegerField(default=0)

    class Meta:
        indexes = ((("version", "tier"), True),)
