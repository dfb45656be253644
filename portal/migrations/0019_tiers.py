"""Dated rules of the tiers, AUM by class, judgements of months, grants by hand."""

import json
from datetime import UTC, datetime

from peewee import (
    BigIntegerField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

from portal.database import UtcField

WEIGHTS = {"deposits": "1", "wealth": "1", "funds": "0.8", "insurance": "0.5"}
"""What the bank counted with before its rules were dated."""
INDEXES = (
    "CREATE UNIQUE INDEX tier_rules_one ON tier_rules (valid_from) WHERE withdrawn_at IS NULL",
    "CREATE UNIQUE INDEX tier_grant_current ON tier_grant (client_id) WHERE ended_at IS NULL",
    "CREATE INDEX tier_grant_due ON tier_grant (until) WHERE ended_at IS NULL",
)


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Client(Model):
        class Meta:
            database = db
            table_name = "client"

    class Tier(Model):
        code = CharField(primary_key=True, max_length=16)

        class Meta:
            database = db
            table_name = "tier"

    class TierRules(Model):
        valid_from = DateField()
        thresholds = TextField()
        weights = TextField()
        average_months = SmallIntegerField()
        protected_months = SmallIntegerField()
        reason = CharField(max_length=200, default="")
        author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        created_at = UtcField()
        withdrawn_at = UtcField(null=True)
        withdrawn_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            database = db
            table_name = "tier_rules"

    class TierStanding(Model):
        month = DateField()
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        average = BigIntegerField()
        months = SmallIntegerField()
        reached = CharField(max_length=16)
        before = CharField(max_length=16)
        after = CharField(max_length=16)
        decision = CharField(max_length=10)
        protected_until = DateField(null=True)
        granted = CharField(max_length=16, default="")
        keep = BigIntegerField(default=0)
        rules = ForeignKeyField(TierRules, on_delete="RESTRICT", index=False)
        created_at = UtcField()

        class Meta:
            database = db
            table_name = "tier_standing"
            indexes = ((("client", "month"), True),)

    class TierRun(Model):
        month = DateField(unique=True)
        started_at = UtcField()
        finished_at = UtcField(null=True)
        swept_on = DateField(null=True)
        counts = TextField(default="{}")

        class Meta:
            database = db
            table_name = "tier_run"

    class TierGrant(Model):
        client = ForeignKeyField(Client, on_delete="CASCADE")
        tier = ForeignKeyField(Tier, on_delete="RESTRICT", index=False)
        reason = CharField(max_length=200)
        since = DateField()
        until = DateField()
        author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        created_at = UtcField()
        told_at = UtcField(null=True)
        ended_at = UtcField(null=True)
        ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        ended_reason = CharField(max_length=200, default="")
        submission = CharField(max_length=36, null=True, unique=True)
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "tier_grant"

    db.create_tables([TierRules, TierStanding, TierRun, TierGrant])
    for statement in INDEXES:
        db.execute_sql(statement)
    _keep_thresholds(db)
    migrator.migrate(
        *(migrator.add_column("monthly_aum", name, BigIntegerField(null=True)) for name in WEIGHTS),
        migrator.drop_column("tier", "threshold"),
    )


def _keep_thresholds(db):
    """What stood on the levels becomes the first set of rules; an empty database gets its own from the seeds."""
    found = db.execute_sql("SELECT code, threshold FROM tier WHERE rank > 0").fetchall()
    if not found:
        return
    mark = db.param
    moment = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    db.execute_sql(
        "INSERT INTO tier_rules (valid_from, thresholds, weights, average_months, protected_months, reason, created_at) "
        f"VALUES ({mark}, {mark}, {mark}, 3, 3, '', {mark})",
        ("2000-01-01", json.dumps(dict(found)), json.dumps(WEIGHTS), moment),
    )
