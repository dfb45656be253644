"""Deals: what the figures say happened with a client's products, so that somebody calls (R4)."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, DateField, ForeignKeyField

from portal.database import Model, UtcField
from portal.models.clients.client import Client
from portal.models.holdings.holdings import HoldingAccount, Loan
from portal.models.holdings.products import ProductClass
from portal.models.imports import ImportRun


class Deal(Model):
    """A new product, a maturity within 30 days, or a balance that changed by much.

    `cause` says what raised it and is unique: the same thing is never raised twice. `amount` in fen: the balance or sum
    that it is about; for a balance change the change itself, with its sign.
    """

    client = ForeignKeyField(Client, backref="deals", on_delete="CASCADE", index=False)
    kind = CharField(16)
    product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
    offer = CharField(24, default="")
    name = CharField(80, default="")
    reference = CharField(40, default="")
    account = ForeignKeyField(HoldingAccount, null=True, on_delete="CASCADE")
    loan = ForeignKeyField(Loan, null=True, on_delete="CASCADE")
    amount = BigIntegerField(default=0)
    happened_on = DateField()
    cause = CharField(64, unique=True)
    run = ForeignKeyField(ImportRun, null=True, on_delete="SET NULL", index=False)
    created_at = UtcField()

    class Meta:
        indexes = ((("client", "happened_on"), False),)
