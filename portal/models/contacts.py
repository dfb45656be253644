"""Contacts with clients (R4): what happened, by which channel, and when next."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.organisation import Staff


@once("submission")
@once("source_branch", "source", "source_key")
class Contact(Model):
    """One contact that took place."""

    client = ForeignKeyField(Client, backref="contacts", on_delete="RESTRICT", index=False)
    staff = ForeignKeyField(Staff, on_delete="RESTRICT")
    channel = CharField(10)
    happened_at = UtcField()
    summary = TextField()
    next_due = DateField(null=True)
    created_at = UtcField()
    submission = CharField(36, null=True)
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)

    class Meta:
        indexes = ((("client", "happened_at"), False),)
