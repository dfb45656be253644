"""Handing over clients (R3): who hands over, why and from when; one line for each seat that passes."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff
from portal.models.teams import Seat


@once("submission")
class Handover(Model):
    """Somebody's clients pass to others at 0:00 of `begins`, the receivers' first day.

    `state`: preparing, checked, passed, signed or cancelled. `credit_from`: from when results are credited to the
    receivers. From `seen_from` (set by the check) until `begins` the receivers read the clients too. `back_of`: the
    handover whose clients come back. Nobody is in two that run (preparing, checked).
    """

    number = CharField(16, unique=True)
    staff = ForeignKeyField(Staff, backref="handovers", on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    cause = CharField(16)
    begins = DateField()
    credit_from = DateField()
    seen_from = DateField(null=True)
    state = CharField(10, default="preparing")
    reason = CharField(200, default="")
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    checked_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    checked_at = UtcField(null=True)
    passed_at = UtcField(null=True)
    witness = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    signed_at = UtcField(null=True)
    cancelled_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    cancelled_at = UtcField(null=True)
    cancelled_words = CharField(200, default="")
    back_of = ForeignKeyField("self", null=True, backref="+", on_delete="RESTRICT", index=False)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("state", "begins"), False), (("branch", "state"), False))

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"handover": self.number}


Handover.add_index(
    Handover.index(
        Handover.staff,
        unique=True,
        name="handover_one_runs",
        where=Handover.state.in_(["preparing", "checked"]),
    )
)


class HandoverSeat(Model):
    """One seat of a handover: whose client, who receives it, what a newcomer must know. Once it has passed, the call
    on the client is a step (models/steps.py).

    `receiver` none: the seat stays open, `open_reason` says why. `running` until it has passed or was cancelled; a seat
    is in one running handover only. `outcome` afterwards: passed, there, open (with `open_reason`), changed.
    """

    handover = ForeignKeyField(Handover, backref="lines", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT")
    seat = ForeignKeyField(Seat, backref="+", on_delete="RESTRICT", index=False)
    kind = CharField(12)
    receiver = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    runner_up = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    term = CharField(10, default="")
    open_reason = CharField(10, default="")
    must_know = TextField(default="")
    running = BooleanField(default=True)
    outcome = CharField(10, default="")
    version = IntegerField(default=1)

    class Meta:
        table_name = "handover_seat"
        indexes = ((("handover", "id"), False), (("receiver", "handover"), False))


HandoverSeat.add_index(
    HandoverSeat.index(HandoverSeat.seat, unique=True, name="handover_seat_once", where=HandoverSeat.running)
)
