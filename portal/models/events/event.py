"""Salons and events (R9): the plan, its approval and its changes. Seats are counted by the database itself."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from portal.database import JsonField, Model, UtcField, once
from portal.models.events.venues import Room
from portal.models.organisation import Branch, Staff
from portal.models.tiers.tiers import Tier


@once("submission")
class Event(Model):
    """An event. What is taken (`SignUp`) and promised (`WaitingParty`: offered, or held for one) is written by triggers
    and may not pass the places there are, less those the coordinator keeps back. `waiting_order`: tier (from the top,
    then by arrival) or arrival. `most_children`, `most_cars`: None without a limit. `by_invitation`: only who has an
    invitation sees it, not everybody of its tiers. `changed_by` last changed a figure of the plan that was not approved
    yet. `programme` (time, what, who), `speakers` (name, who he is) and `gifts` (what, how many, fen each) are lines
    (rules/shared/lines.py). `venue` says the place in words, that of `room`, too. `series`: the first event of the
    monthly series that it belongs to."""

    number = CharField(16, unique=True)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
    kind = CharField(16)
    title = CharField(80)
    description = TextField(default="")
    venue = CharField(120)
    starts_at = UtcField()
    ends_at = UtcField()
    sign_up_until = UtcField()
    capacity = IntegerField()
    guests_per_client = SmallIntegerField(default=0)
    budget = BigIntegerField(default=0)
    state = CharField(10, default="draft")
    seats_taken = IntegerField(default=0)
    created_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    changed_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    approved_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    returned_words = TextField(default="")
    cancelled_words = TextField(default="")
    created_at = UtcField()
    version = IntegerField(default=1)
    submission = CharField(36, null=True)
    room = ForeignKeyField(Room, null=True, backref="+", on_delete="RESTRICT", index=False)
    aim = CharField(200, default="")
    expected = CharField(300, default="")
    programme = TextField(default="")
    speakers = TextField(default="")
    gifts = TextField(default="")
    picture = CharField(64, default="")
    picture_words = CharField(120, default="")
    series = ForeignKeyField("self", null=True, backref="+", on_delete="SET NULL", index=False)
    by_invitation = BooleanField(default=False)
    waiting_order = CharField(8, default="tier")
    seats_promised = IntegerField(default=0)
    kept_back = IntegerField(default=0)
    most_children = IntegerField(null=True)
    children_taken = IntegerField(default=0)
    children_promised = IntegerField(default=0)
    most_cars = IntegerField(null=True)
    cars_taken = IntegerField(default=0)
    cars_promised = IntegerField(default=0)

    class Meta:
        constraints = [
            Check("seats_taken >= 0 AND seats_taken <= capacity"),
            Check("seats_taken + seats_promised + kept_back <= capacity"),
            Check("most_children IS NULL OR children_taken + children_promised <= most_children"),
            Check("most_cars IS NULL OR cars_taken + cars_promised <= most_cars"),
        ]
        indexes = (
            (("branch", "state", "starts_at"), False),
            (("state", "starts_at"), False),
            (("branch", "starts_at", "id"), False),
            (("starts_at", "id"), False),
        )

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"number": self.number, "title": self.title}


Event.add_index(
    Event.index(Event.room, Event.starts_at, name="event_in_room", where=Event.room.is_null(False)),
)
Event.add_index(Event.index(Event.series, name="event_of_series", where=Event.series.is_null(False)))


class EventTier(Model):
    """A tier that is invited."""

    event = ForeignKeyField(Event, backref="tiers", on_delete="CASCADE")
    tier = ForeignKeyField(Tier, on_delete="RESTRICT", index=False)

    class Meta:
        primary_key = CompositeKey("event", "tier")


class EventChange(Model):
    """A change of an approved event that waits for approval, or did. `state`: waits, approved, returned, replaced (by a
    later one), lapsed (the event was over or called off first). `changes`: column → [before, after] as the audit trail
    keeps them (`tiers` among them); `applied`: those that took force at once, within the last hours before the event,
    with their `reason`. None of the `authors` approves it. `budget`: what the plan would cost with it (fen).
    """

    event = ForeignKeyField(Event, backref="changes", on_delete="CASCADE")
    state = CharField(10, default="waits")
    changes = JsonField(default=dict)
    applied = JsonField(default=list)
    authors = JsonField(default=list)
    written_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    reason = TextField(default="")
    decided_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    decided_at = UtcField(null=True)
    words = TextField(default="")
    budget = BigIntegerField(default=0)


EventChange.add_index(
    EventChange.index(EventChange.event, unique=True, name="event_change_one_waits", where=EventChange.state == "waits")
)
