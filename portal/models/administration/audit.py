"""Who did what, when, from where. Append-only by trigger; the worker seals what was committed."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField

from portal.database import JsonField, Model, UtcField
from portal.models.accounts import Account
from portal.models.organisation import Branch


class AuditEntry(Model):
    """One deed. `words` holds the names its sentence needs, `changes` what was before and after (masked where
    personal)."""

    at = UtcField()
    actor = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
    actor_name = CharField(64, default="")
    action = CharField(40)
    subject_type = CharField(24)
    subject_id = BigIntegerField(null=True)
    branch = ForeignKeyField(Branch, null=True, on_delete="RESTRICT", index=False)
    words = JsonField(default=dict)
    changes = JsonField(default=dict)
    ip = CharField(45, default="")
    request_id = CharField(36, default="")

    class Meta:
        indexes = (
            (("branch", "id"), False),
            (("actor", "id"), False),
            (("subject_type", "subject_id", "id"), False),
            (("action", "id"), False),
        )


class AuditSeal(Model):
    """A link of the chain over the committed rows of a trail (`audit`: AuditEntry, `access`: RecordAccess) from `first`
    to `last`. `method`: `hmac` under the key outside the database, `sha256` for those of before.
    """

    trail = CharField(8, default="audit")
    method = CharField(8, default="sha256")
    first = BigIntegerField()
    last = BigIntegerField()
    count = IntegerField()
    previous = CharField(64)
    digest = CharField(64)
    at = UtcField()

    class Meta:
        indexes = ((("trail", "last"), True),)
