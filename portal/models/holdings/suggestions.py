"""What a client lacks: how common each class of products is among his like, what he holds elsewhere, and what was
answered."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, DateField, ForeignKeyField, IntegerField

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.holdings.products import ProductClass
from portal.models.organisation import Staff
from portal.models.tiers.tiers import Tier


@once("submission")
class OutsideHolding(Model):
    """What a client holds at another bank, as staff learnt it; `amount` in fen, None where it is not known."""

    client = ForeignKeyField(Client, backref="outside_holdings", on_delete="CASCADE", index=False)
    product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
    bank = CharField(64)
    amount = BigIntegerField(null=True)
    learnt = CharField(200)
    noted_on = DateField()
    noted_by = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
    ended_on = DateField(null=True)
    ended_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
    ended_reason = CharField(200, default="")
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "ended_on"), False),)


class ProductShare(Model):
    """Of the clients of one tier, kind and class (`members`), so many hold a class of products (`holders`)."""

    tier = ForeignKeyField(Tier, on_delete="CASCADE", index=False)
    kind = CharField(10)
    klass = CharField(12)
    product_class = ForeignKeyField(ProductClass, on_delete="CASCADE", index=False)
    holders = IntegerField()
    members = IntegerField()
    computed_on = DateField()

    class Meta:
        indexes = ((("tier", "kind", "klass", "product_class"), True),)


@once("submission")
class SuggestionAnswer(Model):
    """What was answered to a suggestion: `taken`, `postponed` until a day, `declined`. The latest one of a class
    counts."""

    client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
    product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
    answer = CharField(10)
    note = CharField(200, default="")
    until = DateField(null=True)
    staff = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "product_class"), False),)
