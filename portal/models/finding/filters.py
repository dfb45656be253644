"""Saved filters: a way of narrowing the list of clients that has a name, and perhaps the members of one day."""

from __future__ import annotations

from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField, IntegerField, SmallIntegerField, TextField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch


@once("submission")
class SavedFilter(Model):
    """`query` is what the address carries. Private to its owner unless shared with a branch and those below it.

    A live one is asked anew each time; a frozen one holds the clients who fitted at `frozen_at`.
    """

    name = CharField(60)
    query = TextField(default="")
    ordered = CharField(8, default="aum")
    owner = ForeignKeyField(Account, backref="+", on_delete="CASCADE")
    shared_with = ForeignKeyField(Branch, null=True, backref="+", on_delete="SET NULL")
    frozen_at = UtcField(null=True)
    members = IntegerField(default=0)
    counted = IntegerField(null=True)
    counted_at = UtcField(null=True)
    created_at = UtcField()
    version = SmallIntegerField(default=1)
    submission = CharField(36, null=True)

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"filter": self.name}


class SavedFilterMember(Model):
    """A client who fitted on the day when the filter was frozen."""

    saved_filter = ForeignKeyField(SavedFilter, on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, on_delete="CASCADE", backref="+")

    class Meta:
        primary_key = CompositeKey("saved_filter", "client")
