"""Whom an event invites beside its tiers, from when on, and what they answered (R9)."""

from __future__ import annotations

from peewee import BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField

from portal.database import JsonField, Model, UtcField
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.finding.filters import SavedFilter
from portal.models.organisation import Staff


class EventAudience(Model):
    """What narrows the tiers of an event: `classes` and `tags` (ids), of each at least one; a saved filter. `waves`:
    tier → moment from which its clients see the event and are told; without, all are at publishing."""

    event = ForeignKeyField(Event, primary_key=True, backref="audience", on_delete="CASCADE")
    classes = JsonField(default=list)
    tags = JsonField(default=list)
    saved_filter = ForeignKeyField(SavedFilter, null=True, backref="+", on_delete="SET NULL", index=False)
    waves = JsonField(default=dict)
    version = IntegerField(default=1)

    @property
    def narrows(self) -> bool:
        return bool(self.classes or self.tags or self.saved_filter_id)


class EventPick(Model):
    """A client whom the coordinator invites by hand, whatever the audience says."""

    event = ForeignKeyField(Event, backref="picks", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()

    class Meta:
        primary_key = CompositeKey("event", "client")


class Invitation(Model):
    """A client is invited: he sees the event from `visible_from` on and is told then. `answer`: yes, no, maybe,
    or "" for none."""

    event = ForeignKeyField(Event, backref="invitations", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    visible_from = UtcField()
    told_at = UtcField(null=True)
    answer = CharField(5, default="")
    answered_at = UtcField(null=True)
    by_hand = BooleanField(default=False)

    class Meta:
        indexes = ((("event", "client"), True), (("told_at", "visible_from"), False))
