"""What came of an event (R9): thanks, what guests said, what was spent, and the result that is completed and closed."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.events.plan import BudgetLine
from portal.models.organisation import Staff


class EventThanks(Model):
    """A client who came was thanked; `asked`: with the three questions."""

    event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    asked = BooleanField(default=False)
    at = UtcField()

    class Meta:
        table_name = "event_thanks"
        indexes = ((("event", "client"), True),)


@once("submission")
class Feedback(Model):
    """What a client said of an event, once: `score` 1 to 5, what was `good`, his `wish` for another time. `account` is
    his own login, or that of whoever wrote it down at the follow-up call."""

    event = ForeignKeyField(Event, backref="feedback", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    score = SmallIntegerField()
    good = CharField(500, default="")
    wish = CharField(500, default="")
    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        table_name = "event_feedback"
        indexes = ((("event", "client"), True),)


@once("submission")
class Expense(Model):
    """Money spent on an event (`amount` in fen) under a line of the budget or none, with its receipt. One entered by
    mistake is struck, with a reason, and stays."""

    event = ForeignKeyField(Event, backref="expenses", on_delete="RESTRICT")
    line = ForeignKeyField(BudgetLine, null=True, backref="+", on_delete="SET NULL", index=False)
    amount = BigIntegerField()
    on = DateField()
    words = CharField(120)
    token = CharField(32, unique=True)
    name = CharField(120, default="")
    content_type = CharField(80, default="")
    size = IntegerField(default=0)
    storage_name = CharField(64, default="")
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    struck_at = UtcField(null=True)
    struck_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    struck_reason = CharField(200, default="")
    submission = CharField(36, null=True)


class EventResult(Model):
    """How an event `went` and what `follows`, in the words of whoever answers for it; an admin closes it. `returned`:
    why he sent it back."""

    event = ForeignKeyField(Event, unique=True, backref="+", on_delete="CASCADE")
    went = CharField(2000, default="")
    follows = CharField(2000, default="")
    returned = CharField(500, default="")
    completed_at = UtcField(null=True)
    completed_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    closed_at = UtcField(null=True)
    closed_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    version = IntegerField(default=1)
