"""The catalogue of benefits (R8), what each tier gets, and what was used."""

from __future__ import annotations

from peewee import BooleanField, CharField, CompositeKey, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import Model, UtcField
from portal.models.clients.client import Client
from portal.models.organisation import Staff
from portal.models.tiers.tiers import Tier

UNLIMITED = -1


class Benefit(Model):
    """Something a tier brings; `unit` is the counter word's code. `for_companies`: can a company use it, too?"""

    code = CharField(24, primary_key=True)
    position = SmallIntegerField(default=0)
    icon = CharField(32)
    name_zh = CharField(48)
    name_en = CharField(80)
    words_zh = CharField(240, default="")
    words_en = CharField(360, default="")
    unit = CharField(12, default="time")
    days_ahead = SmallIntegerField(default=0)
    guest_allowed = BooleanField(default=False)
    for_companies = BooleanField(default=True)

    def fits(self, client: Client) -> bool:
        """Is it for such a client?"""
        return self.for_companies or not client.is_company


class Allowance(Model):
    """How many a tier gets in a calendar year; -1 is unlimited. Inherited upwards when the seeds are read."""

    tier = ForeignKeyField(Tier, on_delete="CASCADE")
    benefit = ForeignKeyField(Benefit, on_delete="CASCADE")
    yearly = IntegerField()

    class Meta:
        primary_key = CompositeKey("tier", "benefit")


class BenefitUse(Model):
    """One use of a benefit: the ledger that what is left is counted from."""

    client = ForeignKeyField(Client, backref="benefit_uses", on_delete="RESTRICT")
    benefit = ForeignKeyField(Benefit, on_delete="RESTRICT")
    used_on = DateField()
    quantity = SmallIntegerField(default=1)
    guest_name = CharField(64, default="")
    recorded_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT")
    created_at = UtcField()

    class Meta:
        indexes = ((("client", "used_on"), False),)
