"""What clients agreed to or refused."""

from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField

from portal.database import Model, UtcField
from portal.models.accounts import Account
from portal.models.clients.client import Client


class Consent(Model):
    """An answer of a client to one kind (rules/consents.py); the latest counts. `version` of the words that he
    answered; `account` who did. Append-only."""

    client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
    kind = CharField(12)
    given = BooleanField()
    version = CharField(12)
    account = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()

    class Meta:
        indexes = ((("client", "kind", "id"), False),)
