"""Whom an event invites beside its tiers, from when on, and what they answered (R9)."""

from __future__ import annotations

from peewee import BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField

from portal.database import JsonField, Model, UtcField
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.finding.filters import SavedFilter
from portal.models.organisation import Staff


class EventAudience(Model):
    """What narrows the tiers of an event: `classes`, `tags` (ids) and `interests` (words, as records have them), of
    each at least one; a saved filter. `waves`: tier → moment from which its clients see the event and are told;
    without, all are at publishing. `answer_by`: tier → moment until which they should answer; without, until the next
    wave opens, or sign-up ends."""

    event = ForeignKeyField(Event, primary_key=True, backref="audience", on_delete="CASCADE")
    classes = JsonField(default=list)
    tags = JsonField(default=list)
    interests = CharField(200, default="")
    saved_filter = ForeignKeyField(SavedFilter, null=True, backref="+", on_delete="SET NULL", index=False)
    waves = JsonField(default=dict)
    answer_by = JsonField(default=dict)
    version = IntegerField(default=1)

    @property
    def narrows(self) -> bool:
        return bool(self.classes or self.tags or self.interests or self.saved_filter_id)

    @property
    def has_deadlines(self) -> bool:
        return bool(self.waves or self.answer_by)


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
    or "" for none. `answer_until`: when his wave ends (None: it has no end of its own); `closed_at`: it has ended, and
    he was `silent`: he had neither answered nor asked for seats."""

    event = ForeignKeyField(Event, backref="invitations", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    visible_from = UtcField()
    told_at = UtcField(null=True)
    answer = CharField(5, default="")
    answered_at = UtcField(null=True)
    by_hand = BooleanField(default=False)
    answer_until = UtcField(null=True)
    closed_at = UtcField(null=True)
    silent = BooleanField(default=False)

    class Meta:
        indexes = ((("event", "client"), True), (("told_at", "visible_from"), False))


RUNS = Invitation.answer_until.is_null(False) & Invitation.closed_at.is_null()
"""Its wave has an end that has not come."""
Invitation.add_index(Invitation.index(Invitation.answer_until, name="invitation_ends", where=RUNS))
