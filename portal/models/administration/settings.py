"""The bank's settings: `seeds/settings.toml` says what can be set, the table keeps what was set and from which day.

Read with `value("area.word")`. A setting nobody has changed has its default.
"""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField

from portal.database import JsonField, Model, UtcField
from portal.models.organisation import Staff


class Setting(Model):
    """A value that holds from `since` until the next one of the same name."""

    name = CharField(48)
    value = JsonField()
    since = DateField()
    reason = CharField(200, default="")
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT")
    created_at = UtcField()

    class Meta:
        indexes = ((("name", "since"), True),)
