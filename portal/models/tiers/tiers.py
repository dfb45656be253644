"""Levels of VIP (R1), the bank's dated rules, and the history of who was in which level and why."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    CharField,
    DateField,
    DeferredForeignKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
)

from portal.database import JsonField, Model, UtcField, once
from portal.models.organisation import Branch, Staff


@once("submission")
class Tier(Model):
    """A level. `threshold` (fen of average AUM) is that of the rules in force; only `reference.tiers()` fills it.

    A level holds from the first rules that give it a threshold; until then it stands in head office's settings only.
    """

    threshold = 0

    code = CharField(16, primary_key=True)
    rank = SmallIntegerField(unique=True)
    name_zh = CharField(32)
    name_en = CharField(32)
    words_zh = CharField(160, default="")
    words_en = CharField(240, default="")
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    @property
    def in_force(self) -> bool:
        """Can a client stand in it today?"""
        return self.rank == 0 or self.threshold > 0


@once("submission")
class TierRules(Model):
    """The bank's rules from a month on: thresholds (level → fen), weights (class → decimal as text), months."""

    valid_from = DateField()
    thresholds = JsonField()
    weights = JsonField()
    average_months = SmallIntegerField()
    protected_months = SmallIntegerField()
    reason = CharField(200, default="")
    author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
    created_at = UtcField()
    withdrawn_at = UtcField(null=True)
    withdrawn_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    submission = CharField(36, null=True)


TierRules.add_index(
    TierRules.index(TierRules.valid_from, unique=True, name="tier_rules_one", where=TierRules.withdrawn_at.is_null())
)


class TierCount(Model):
    """How many clients of a branch stand in a tier, and their AUM of the latest month (fen). Triggers keep it.

    `part` is 0; on PostgreSQL what a statement changed stands in rows of its own until `tier_counts.fold`: sum them.
    """

    branch = ForeignKeyField(Branch, on_delete="CASCADE", index=False)
    tier = ForeignKeyField(Tier, on_delete="CASCADE", index=False)
    part = BigIntegerField(default=0)
    clients = BigIntegerField(default=0)
    aum = BigIntegerField(default=0)

    class Meta:
        indexes = ((("branch", "tier", "part"), True),)


class TierChange(Model):
    """A move of a client into a tier, with its reason."""

    client = DeferredForeignKey("Client", on_delete="CASCADE")
    tier = ForeignKeyField(Tier, on_delete="RESTRICT")
    since = DateField()
    reason = CharField(200, default="")
    author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT")
    created_at = UtcField()


class MonthlyAum(Model):
    """A client's AUM of one month (R1), fen; `month` is its first day.

    Beside it the daily average of each class before its weight; empty where only the total is known.
    """

    client = DeferredForeignKey("Client", on_delete="CASCADE", index=False)
    month = DateField()
    amount = BigIntegerField()
    deposits = BigIntegerField(null=True)
    wealth = BigIntegerField(null=True)
    funds = BigIntegerField(null=True)
    insurance = BigIntegerField(null=True)

    class Meta:
        indexes = ((("client", "month"), True),)


class TierStanding(Model):
    """How a month was judged: the average (fen) over `months`, the level it reaches, the tier before and after, why.

    `keep` is what the average lacked to keep the tier (fen), for a client who is protected.
    """

    month = DateField()
    client = DeferredForeignKey("Client", on_delete="CASCADE", index=False)
    average = BigIntegerField()
    months = SmallIntegerField()
    reached = CharField(16)
    before = CharField(16)
    after = CharField(16)
    decision = CharField(10)
    protected_until = DateField(null=True)
    granted = CharField(16, default="")
    keep = BigIntegerField(default=0)
    rules = ForeignKeyField(TierRules, on_delete="RESTRICT", index=False)
    created_at = UtcField()

    class Meta:
        indexes = ((("client", "month"), True),)


class TierRun(Model):
    """The judgement of a month over all clients: how far it came, when it last swept for figures that came late."""

    month = DateField(unique=True)
    started_at = UtcField()
    finished_at = UtcField(null=True)
    swept_on = DateField(null=True)
    counts = JsonField(default=dict)


@once("submission")
class TierGrant(Model):
    """A tier held by hand until a day: the months do not lower it before. One current grant a client."""

    client = DeferredForeignKey("Client", on_delete="CASCADE")
    tier = ForeignKeyField(Tier, on_delete="RESTRICT", index=False)
    reason = CharField(200)
    since = DateField()
    until = DateField()
    author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
    created_at = UtcField()
    told_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    ended_reason = CharField(200, default="")
    submission = CharField(36, null=True)
    version = IntegerField(default=1)


TierGrant.add_index(
    TierGrant.index(TierGrant.client, unique=True, name="tier_grant_current", where=TierGrant.ended_at.is_null())
)
TierGrant.add_index(TierGrant.index(TierGrant.until, name="tier_grant_due", where=TierGrant.ended_at.is_null()))
