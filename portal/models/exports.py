"""Files of clients that somebody asked for: they expire."""

from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from ..database import Model, UtcField
from .accounts import Account
from .tasks import Task


class Export(Model):
    """`query` is the filter (as in an address), `columns` what the file shows. `unmasked` needs a right and a reason (R7).

    `storage_name` is empty until the file is written, and again when it has expired.
    """

    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    task = ForeignKeyField(Task, null=True, backref="+", on_delete="SET NULL")
    kind = CharField(4)
    query = TextField(default="")
    members_of = IntegerField(null=True)
    ordered = CharField(8, default="aum")
    columns = CharField(400, default="")
    unmasked = BooleanField(default=False)
    reason = CharField(200, default="")
    rows = IntegerField(default=0)
    size = IntegerField(default=0)
    storage_name = CharField(60, default="")
    created_at = UtcField()
    expires_at = UtcField(null=True)
    submission = CharField(36, null=True, unique=True)

    class Meta:
        indexes = ((("account", "id"), False), (("expires_at",), False))
