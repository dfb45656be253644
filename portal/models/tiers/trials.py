"""What a trial of other tier rules found (R1)."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import Model
from portal.models.administration.tasks import Task
from portal.models.clients.client import Client


class TrialMover(Model):
    """Whom the rules of a trial would move: rank now and then, average in fen. `task` reckoned it; it stays some
    days."""

    task = ForeignKeyField(Task, on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, on_delete="CASCADE")
    branch = IntegerField()
    kind = CharField(10)
    average = BigIntegerField()
    own = SmallIntegerField()
    goes = SmallIntegerField()

    class Meta:
        indexes = ((("task", "kind", "client"), False), (("task", "kind", "branch", "client"), False))
