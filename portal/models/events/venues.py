"""Where events are held (R9): venues that a branch keeps, and their rooms."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField

from portal.database import Model, UtcField, once
from portal.models.organisation import Branch


@once("submission")
class Venue(Model):
    """A place with rooms that a branch keeps. `map_url` leads to a map, `way` says how to get there. `closed_at`: it is
    not chosen any more; what was held there stays."""

    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT")
    name = CharField(60)
    address = CharField(160, default="")
    map_url = CharField(300, default="")
    way = CharField(200, default="")
    closed_at = UtcField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds call it."""
        return {"venue": self.name}


class Room(Model):
    """A room of a venue, or the whole place. No two events are in one at a time (triggers of migration 0301)."""

    venue = ForeignKeyField(Venue, backref="rooms", on_delete="CASCADE", index=False)
    position = IntegerField(default=0)
    name = CharField(50)
    capacity = IntegerField()
    closed_at = UtcField(null=True)

    class Meta:
        indexes = ((("venue", "position"), False),)
