"""What the bank pays its partners: dated prices, and months that were closed (R8)."""

from __future__ import annotations

from peewee import SQL, BigIntegerField, CharField, DateField, ForeignKeyField, IntegerField

from portal.database import Model, UtcField, once
from portal.models.benefits.catalogue import Benefit, Partner
from portal.models.benefits.ledger import Entry, Hold
from portal.models.organisation import Staff


@once("submission")
class PartnerPrice(Model):
    """Fen per use of a benefit from `since` on, until the next price of it. Never changed: a new one is written."""

    partner = ForeignKeyField(Partner, backref="prices", on_delete="RESTRICT", index=False)
    benefit = ForeignKeyField(Benefit, backref="+", on_delete="RESTRICT", index=False)
    since = DateField()
    price = BigIntegerField()
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        table_name = "partner_price"
        indexes = ((("partner", "benefit", "since"), True),)


@once("submission")
class Settlement(Model):
    """A month of a partner that was closed: how many lines, and the sum in fen. `month` is its first day."""

    partner = ForeignKeyField(Partner, backref="settlements", on_delete="RESTRICT", index=False)
    month = DateField()
    last_day = DateField()
    count = IntegerField()
    amount = BigIntegerField()
    closed_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    closed_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("partner", "month"), True),)


class SettlementLine(Model):
    """A use as it was settled, or (with `entry`) one that was taken back: below zero. `amount` = quantity × price, fen.

    Of an allowance in money the quantity is fen, and the price 1. `corrects`: the month in which the use that was taken
    back was settled, where that is another one.
    """

    settlement = ForeignKeyField(Settlement, backref="lines", on_delete="RESTRICT")
    hold = ForeignKeyField(Hold, backref="+", on_delete="RESTRICT", index=False)
    entry = ForeignKeyField(Entry, null=True, backref="+", on_delete="RESTRICT", index=False)
    day = DateField()
    quantity = BigIntegerField()
    price = BigIntegerField()
    amount = BigIntegerField()
    corrects = DateField(null=True)

    class Meta:
        table_name = "settlement_line"


SettlementLine.add_index(
    SettlementLine.index(SettlementLine.hold, unique=True, name="settled_once", where=SQL("(entry_id IS NULL)"))
)
SettlementLine.add_index(
    SettlementLine.index(SettlementLine.entry, unique=True, name="corrected_once", where=SQL("(entry_id IS NOT NULL)"))
)
