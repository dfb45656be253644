"""Salons and events (R9): the plan, its approval, who comes. Seats are counted by the database itself."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    CharField,
    Check,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff
from portal.models.tiers.tiers import Tier


@once("submission")
class Event(Model):
    """An event. `seats_taken` is written by triggers on `SignUp` and may not pass `capacity`; `changed_by` last changed
    a figure of the plan that was not approved yet."""

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

    class Meta:
        constraints = [Check("seats_taken >= 0 AND seats_taken <= capacity")]
        indexes = ((("branch", "state", "starts_at"), False), (("state", "starts_at"), False))

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"number": self.number, "title": self.title}


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
    with their `reason`. None of the `authors` approves it.
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


EventChange.add_index(
    EventChange.index(EventChange.event, unique=True, name="event_change_one_waits", where=EventChange.state == "waits")
)


@once("submission")
class SignUp(Model):
    """A client's seats at an event: his own and his guests'. Cancelling gives them back."""

    event = ForeignKeyField(Event, backref="sign_ups", on_delete="RESTRICT", index=False)
    client = ForeignKeyField(Client, backref="sign_ups", on_delete="RESTRICT")
    guests = SmallIntegerField(default=0)
    guest_names = TextField(default="")
    author = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    cancelled_at = UtcField(null=True)
    cancelled_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    submission = CharField(36, null=True)

    class Meta:
        constraints = [Check("guests >= 0")]
        indexes = ((("event", "client"), False),)


SignUp.add_index(
    SignUp.index(SignUp.event, SignUp.client, unique=True, name="sign_up_once", where=SignUp.cancelled_at.is_null())
)
