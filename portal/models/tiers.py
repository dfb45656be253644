"""Levels of VIP (R1) and the history of who was in which."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, DateField, DeferredForeignKey, ForeignKeyField, SmallIntegerField

from ..database import Model, UtcField
from .organisation import Staff


class Tier(Model):
    """A level; the threshold is the three-month average AUM in fen."""

    code = CharField(16, primary_key=True)
    rank = SmallIntegerField(unique=True)
    name_zh = CharField(32)
    name_en = CharField(32)
    words_zh = CharField(160, default="")
    words_en = CharField(240, default="")
    threshold = BigIntegerField(default=0)


class TierChange(Model):
    """A move of a client into a tier, with its reason."""

    client = DeferredForeignKey("Client", on_delete="CASCADE")
    tier = ForeignKeyField(Tier, on_delete="RESTRICT")
    since = DateField()
    reason = CharField(200, default="")
    author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT")
    created_at = UtcField()


class MonthlyAum(Model):
    """A client's AUM of one month (R1), fen; `month` is its first day."""

    client = DeferredForeignKey("Client", on_delete="CASCADE")
    month = DateField()
    amount = BigIntegerField()

    class Meta:
        indexes = ((("client", "month"), True),)
