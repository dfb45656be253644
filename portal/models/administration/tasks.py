"""Long work that a person starts and the worker does."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, ForeignKeyField

from portal.database import JsonField, Model, UtcField
from portal.models.accounts import Account
from portal.models.organisation import Branch


class Task(Model):
    """One piece of work. `state`: queued, running, done, failed, cancelled.

    While it runs its progress lies beside the database (`actions/administration/tasks.py`): a transaction that is open
    keeps SQLite's one writer, so the row itself cannot tell.
    """

    kind = CharField(32)
    state = CharField(10, default="queued")
    params = JsonField(default=dict)
    done = BigIntegerField(default=0)
    total = BigIntegerField(default=0)
    result = JsonField(default=dict)
    error = CharField(400, default="")
    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
    branch = ForeignKeyField(Branch, null=True, on_delete="RESTRICT")
    created_at = UtcField()
    started_at = UtcField(null=True)
    ended_at = UtcField(null=True)

    class Meta:
        indexes = ((("state", "id"), False), (("account", "id"), False))

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")


class WorkerSign(Model):
    """When the worker was last seen alive, by name."""

    name = CharField(32, primary_key=True)
    seen_at = UtcField()
