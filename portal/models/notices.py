"""The inbox: told in the same transaction as the deed."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField

from portal.database import JsonField, Model, UtcField
from portal.models.accounts import Account


class Notice(Model):
    """Something a person should know. `kind` names its words in the catalogue, `words` fills them, `path` is where it
    leads."""

    account = ForeignKeyField(Account, backref="notices", on_delete="CASCADE", index=False)
    kind = CharField(32)
    words = JsonField(default=dict)
    path = CharField(160, default="")
    at = UtcField()
    read_at = UtcField(null=True)

    class Meta:
        indexes = ((("account", "id"), False),)


Notice.add_index(Notice.index(Notice.account, name="notice_unread", where=Notice.read_at.is_null()))
