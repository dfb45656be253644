"""The lucky draw (R9): a numbered list, a secret that was bound before, digits called in the room, one order of all."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, SmallIntegerField, TextField

from portal.database import JsonField, Model, UtcField, once
from portal.models.events.event import Event
from portal.models.events.parties import SignUp
from portal.models.organisation import Staff


@once("submission")
class Draw(Model):
    """A draw. `state`: listed, committed, drawn, done or void (rules/events/draw.py); one of the first three an event.

    `list_text`, a line a ticket ("17 9f2c…": its number and the mark of its ticket), is what was published. `secret` is
    encrypted until the digits are called, `revealed` bare from then on. `ranking`: the numbers in the order drawn.
    List, commitment, secret and digits never change once they stand (a trigger), and no draw is deleted.
    """

    event = ForeignKeyField(Event, backref="draws", on_delete="RESTRICT", index=False)
    position = SmallIntegerField()
    state = CharField(9, default="listed")
    everybody = BooleanField(default=False)
    tickets = IntegerField()
    list_text = TextField()
    list_hash = CharField(64)
    secret = CharField(240, default="")
    commitment = CharField(64, default="")
    digits = CharField(24, default="")
    revealed = CharField(64, default="")
    seed = CharField(64, default="")
    ranking = JsonField(default=list)
    made_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    made_at = UtcField()
    committed_at = UtcField(null=True)
    drawn_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    void_words = CharField(200, default="")
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        constraints = [Check("tickets > 0")]
        indexes = ((("event", "position"), True),)


RUNNING = ("listed", "committed", "drawn")
Draw.add_index(Draw.index(Draw.event, unique=True, name="draw_one_runs", where=Draw.state.in_(RUNNING)))


class Prize(Model):
    """What can be won, in the order in which it is given. Published with the list, never changed."""

    draw = ForeignKeyField(Draw, backref="prizes", on_delete="RESTRICT", index=False)
    position = SmallIntegerField()
    label = CharField(60)
    count = SmallIntegerField()

    class Meta:
        constraints = [Check("count > 0")]
        indexes = ((("draw", "position"), True),)


class DrawTicket(Model):
    """Whose number it is: for staff and the client himself, never published."""

    draw = ForeignKeyField(Draw, backref="numbers", on_delete="RESTRICT", index=False)
    number = SmallIntegerField()
    sign_up = ForeignKeyField(SignUp, backref="+", on_delete="RESTRICT")

    class Meta:
        indexes = ((("draw", "number"), True), (("draw", "sign_up"), True))


class DrawCall(Model):
    """A number of the order was called: it won `prize`, or was passed over since nobody was there (no prize)."""

    draw = ForeignKeyField(Draw, backref="calls", on_delete="RESTRICT", index=False)
    place = SmallIntegerField()
    number = SmallIntegerField()
    prize = ForeignKeyField(Prize, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)

    class Meta:
        indexes = ((("draw", "place"), True), (("draw", "number"), True))
