"""Tags: words that a branch hangs on its clients."""

from __future__ import annotations

from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField, SmallIntegerField

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff

COLOURS = ("plain", "info", "done", "wait", "late")


@once("submission")
class Tag(Model):
    """A word of a branch's list; the branches below use it, too. `colour` is a tone of the chips."""

    branch = ForeignKeyField(Branch, on_delete="CASCADE", index=False)
    name = CharField(24)
    colour = CharField(8, default="plain")
    position = SmallIntegerField(default=0)
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="SET NULL", index=False)
    created_at = UtcField()
    version = SmallIntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("branch", "name"), True),)

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"tag": self.name}


class ClientTag(Model):
    """A client carries a tag."""

    tag = ForeignKeyField(Tag, on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, on_delete="CASCADE", backref="tags")
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="SET NULL", index=False)
    created_at = UtcField()

    class Meta:
        primary_key = CompositeKey("tag", "client")
