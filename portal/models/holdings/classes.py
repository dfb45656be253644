"""Since when and why a client is in a class (liability, asset, intermediary)."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField

from portal.database import Model
from portal.models.clients.client import Client
from portal.models.holdings.products import ProductClass


class ClassMembership(Model):
    """One stay in a class. `product_class` and `reference` (a number, to be masked) name the holding that began it."""

    client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
    klass = CharField(12)
    since = DateField()
    until = DateField(null=True)
    product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
    reference = CharField(40, default="")

    class Meta:
        indexes = ((("client", "klass", "since"), False),)
