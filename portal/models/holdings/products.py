"""The catalogue: classes of products, and the products of the bank and its partners in each."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import Model, once


class ProductClass(Model):
    """A class of products. `bit` is its place in `Client.products`, for ever; `client_class` the class of clients it
    leads to."""

    code = CharField(16, primary_key=True)
    bit = SmallIntegerField(unique=True)
    client_class = CharField(12)
    position = SmallIntegerField(default=0)
    icon = CharField(32, default="")
    name_zh = CharField(32)
    name_en = CharField(48)


@once("submission")
class Product(Model):
    """A product on offer. `partner` is who makes it when the bank only sells it; `risk_level` 1 to 5 (R1–R5), 0 where
    there is none.

    `needs_credit`: only for clients without a bad credit mark. `closed_on`: not offered from that day on; what is held
    stays.
    """

    code = CharField(24, primary_key=True)
    product_class = ForeignKeyField(ProductClass, backref="products", on_delete="RESTRICT")
    position = SmallIntegerField(default=0)
    name_zh = CharField(64)
    name_en = CharField(96)
    partner_zh = CharField(64, default="")
    partner_en = CharField(96, default="")
    risk_level = SmallIntegerField(default=0)
    needs_credit = BooleanField(default=False)
    for_persons = BooleanField(default=True)
    for_companies = BooleanField(default=False)
    closed_on = DateField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    @property
    def own(self) -> bool:
        """The bank's own product, not a partner's."""
        return not self.partner_zh

    def suits(self, kind: str) -> bool:
        """Is it for clients of this kind (individual, company)?"""
        return self.for_companies if kind == "company" else self.for_persons
