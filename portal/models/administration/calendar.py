"""The State Council's yearly notices of free days, as the bank enters them where the portal does not know the year."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import Model, UtcField
from portal.models.organisation import Staff


class HolidayNotice(Model):
    """The notice for one year: where it was published, and who entered it last."""

    year = SmallIntegerField(unique=True)
    source = CharField(200)
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    updated_at = UtcField()
    version = IntegerField(default=1)


class HolidayDay(Model):
    """A day that a notice names. `kind`: off, or make_up (a weekend day that is worked)."""

    notice = ForeignKeyField(HolidayNotice, backref="days", on_delete="CASCADE")
    day = DateField(unique=True)
    kind = CharField(8)
