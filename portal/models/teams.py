"""The 1+1+N team (R3): seats with a start, an end, a reason and an author; history is never overwritten."""

from __future__ import annotations

from datetime import date

from peewee import BigIntegerField, CharField, DateField, Expression, ForeignKeyField, IntegerField

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.organisation import Staff


@once("submission")
class Seat(Model):
    """Somebody serves a client from `since` until the day before `until` (no `until`: now).

    The database refuses a second current manager or adviser (partial unique index) and overlaps in time (trigger; a
    seat that came with a merged record, `merged_from`, may overlap: both served, each his record). `beyond`: why its
    manager took more clients of the level than the soft limit.
    """

    client = ForeignKeyField(Client, backref="seats", on_delete="RESTRICT", index=False)
    kind = CharField(12)
    staff = ForeignKeyField(Staff, backref="seats", on_delete="RESTRICT", index=False)
    since = DateField()
    until = DateField(null=True)
    reason = CharField(200)
    beyond = CharField(200, default="")
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    ended_reason = CharField(200, default="")
    ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)
    merged_from = ForeignKeyField(Client, null=True, backref="+", on_delete="SET NULL", index=False)

    class Meta:
        indexes = (
            (("client", "kind", "since"), False),
            (("staff", "until", "kind", "client"), False),
            (("since",), False),
            (("until",), False),
        )


Seat.add_index(
    Seat.index(
        Seat.client,
        Seat.kind,
        unique=True,
        name="seat_one_current",
        where=Seat.until.is_null() & (Seat.kind != "specialist"),
    )
)
Seat.add_index(
    Seat.index(Seat.client, Seat.staff, Seat.kind, unique=True, name="seat_once_at_a_time", where=Seat.until.is_null())
)

Seat.add_index(Seat.index(Seat.staff, Seat.since, name="seat_held_since", where=Seat.until.is_null()))


class HandCount(Model):
    """How many clients somebody has in hand as manager or adviser, by tier, or in service teams (`seat` specialist,
    no tier). Triggers keep it.

    `part` is 0; on PostgreSQL what a statement changed stands in rows of its own until `hand_counts.fold`: sum them.
    """

    staff = ForeignKeyField(Staff, backref="+", on_delete="CASCADE", index=False)
    seat = CharField(12)
    tier = CharField(16, default="")
    part = BigIntegerField(default=0)
    clients = BigIntegerField(default=0)

    class Meta:
        table_name = "hand_count"
        indexes = ((("staff", "seat", "tier", "part"), True),)


class SeatCorrection(Model):
    """The dates of a seat were entered wrong: what stood before, what stands now, who said so and why. Append-only."""

    seat = ForeignKeyField(Seat, backref="corrections", on_delete="RESTRICT")
    since_before = DateField()
    until_before = DateField(null=True)
    since_after = DateField()
    until_after = DateField(null=True)
    reason = CharField(200)
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()

    class Meta:
        table_name = "seat_correction"


@once("submission")
class Absence(Model):
    """Somebody is away from `since` until the day before `until` (no `until`: until he says so); `substitute` does his
    work for that time. Nobody is away twice on one day, and substitutes stand in no circle (the deed guards both).
    """

    staff = ForeignKeyField(Staff, backref="absences", on_delete="RESTRICT", index=False)
    since = DateField()
    until = DateField(null=True)
    substitute = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT")
    reason = CharField(200)
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    returned_at = UtcField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("staff", "since"), False), (("until",), False))

    @classmethod
    def runs_on(cls, day: date) -> Expression:
        """As a condition: covers `day`."""
        return (cls.since <= day) & cls.not_over(day)

    @classmethod
    def not_over(cls, day: date) -> Expression:
        """As a condition: runs on `day` or is to come."""
        return cls.until.is_null() | (cls.until > day)  # type: ignore[no-any-return]
