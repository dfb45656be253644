"""What a plan says beside its figures (R9): the budget by line, who is in charge or helps; what plans begin from."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, SmallIntegerField, TextField

from portal.database import JsonField, Model, UtcField, once
from portal.models.events.event import Event
from portal.models.organisation import Branch, Staff


class BudgetLine(Model):
    """A line of the budget: what for, and how much was planned (fen)."""

    event = ForeignKeyField(Event, backref="budget_lines", on_delete="CASCADE", index=False)
    position = SmallIntegerField(default=0)
    label = CharField(60)
    planned = BigIntegerField(default=0)

    class Meta:
        indexes = ((("event", "position"), False),)


class EventHelper(Model):
    """Somebody of the branch at an event. `duty`: charge (answers for it; one) or help. Nobody is at two events at a
    time (triggers of migration 0301)."""

    event = ForeignKeyField(Event, backref="helpers", on_delete="CASCADE", index=False)
    staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT")
    duty = CharField(6, default="help")

    class Meta:
        indexes = ((("event", "staff"), True),)


EventHelper.add_index(
    EventHelper.index(EventHelper.event, unique=True, name="event_in_charge", where=EventHelper.duty == "charge")
)


class EventKind(Model):
    """How plans of a kind begin: what the bank usually sets. `hours` it lasts, sign-up ends `closes_days` before;
    `tiers` by comma. `programme` (minutes after the beginning, what, who), `budget_lines` (what for, fen) and `steps`
    (working days from the event, what) are lines (rules/shared/lines.py)."""

    code = CharField(16, primary_key=True)
    position = SmallIntegerField(default=0)
    capacity = SmallIntegerField(default=20)
    guests = SmallIntegerField(default=1)
    hours = SmallIntegerField(default=2)
    closes_days = SmallIntegerField(default=3)
    tiers = CharField(80, default="")
    programme = TextField(default="")
    budget_lines = TextField(default="")
    steps = TextField(default="")
    version = SmallIntegerField(default=1)


@once("submission")
class EventTemplate(Model):
    """A plan that a branch keeps for the next time. `plan` says what of an event is kept, lines packed."""

    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT")
    name = CharField(60)
    kind = CharField(16)
    plan = JsonField(default=dict)
    created_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds call it."""
        return {"name": self.name}
