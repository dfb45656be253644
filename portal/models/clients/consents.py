"""What clients agreed to or refused."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateField, ForeignKeyField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client


@once("submission")
class Consent(Model):
    """An answer of a client to one kind (rules/consents.py); the latest counts. `version` of the words that he
    answered; `account` who wrote it: he himself, or staff for what he said by `channel` on `said_on`, with `evidence`
    of it. Append-only."""

    client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
    kind = CharField(12)
    given = BooleanField()
    version = CharField(12)
    account = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    channel = CharField(8, default="")
    said_on = DateField(null=True)
    evidence = CharField(200, default="")
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "kind", "id"), False),)
