"""What a record must say, what is wrong with it, which two look like one, and what a merge moved."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField, TextField

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch
from portal.models.tiers.tiers import Tier


class RequiredField(Model):
    """A field that records of a kind must have from a tier upwards (head office's setting)."""

    kind = CharField(10)
    tier = ForeignKeyField(Tier, on_delete="CASCADE", index=False)
    field = CharField(32)

    class Meta:
        indexes = ((("kind", "field"), True),)


class Finding(Model):
    """Something about a client's record that somebody should look at; `branch` is the client's, for lists."""

    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    code = CharField(24)
    field = CharField(32, default="")
    since = DateField()
    words = JsonField(default=dict)

    class Meta:
        indexes = (
            (("client", "code", "field"), True),
            (("branch", "code", "client"), False),
            (("code", "client"), False),
        )


class QualityFigure(Model):
    """How complete the records of a branch were on a night: `points` is the sum of their percentages."""

    branch = ForeignKeyField(Branch, backref="+", on_delete="CASCADE", index=False)
    day = DateField()
    clients = IntegerField(default=0)
    points = IntegerField(default=0)
    complete = IntegerField(default=0)
    with_findings = IntegerField(default=0)

    class Meta:
        indexes = ((("branch", "day"), True),)


class QualityRound(Model):
    """How far a nightly round over all clients has come: `after` is the last client looked at; done on `day`."""

    name = CharField(16, primary_key=True)
    day = DateField()
    after = IntegerField(default=0)
    finished_at = UtcField(null=True)


class DuplicatePair(Model):
    """Two records that look like one (`first` has the smaller id). `state`: open, not_same, merged, gone (nothing
    speaks for it any more). What was decided stays and is not asked again.
    """

    first = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    second = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    score = SmallIntegerField()
    reasons = JsonField(default=list)
    state = CharField(10, default="open")
    found_at = UtcField()
    decided_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    decided_at = UtcField(null=True)
    reason = CharField(200, default="")

    class Meta:
        indexes = ((("first", "second"), True), (("state", "score", "id"), False))


@once("submission")
class ClientMerge(Model):
    """One merge of two records: `gone` leads to `kept`. `state`: proposed, declined, done, undone. `choices` are the
    values chosen for the kept record, by unit: a side, or what was typed. `typed_document` is a typed document,
    encrypted, while the merge waits; `kept_document` that which the kept record had before, for as long as it can come
    back.
    """

    kept = ForeignKeyField(Client, backref="+", on_delete="RESTRICT")
    gone = ForeignKeyField(Client, backref="+", on_delete="RESTRICT")
    state = CharField(10)
    choices = JsonField(default=dict)
    kept_version = IntegerField()
    gone_version = IntegerField()
    reason = CharField(200, default="")
    proposed_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    proposed_at = UtcField()
    decided_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    decided_at = UtcField(null=True)
    undone_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    undone_at = UtcField(null=True)
    words = CharField(200, default="")
    kept_document = TextField(default="")
    typed_document = TextField(default="")
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("state", "id"), False),)


class MergeStep(Model):
    """One line of a merge's journal. `deed`: moved (rows by key, their `column` went from the gone client to the kept),
    changed (one row, values before and after), removed (one row, all its values), added (one row).
    """

    merge = ForeignKeyField(ClientMerge, backref="steps", on_delete="CASCADE")
    deed = CharField(8)
    table = CharField(48)
    column = CharField(48, default="")
    keys = JsonField(default=list)
    before = JsonField(default=dict)
    after = JsonField(default=dict)
