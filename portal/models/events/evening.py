"""The evening (R9): tickets, what happened at the door, and what was printed for it."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, ForeignKeyField, SmallIntegerField

from portal.database import Model, UtcField, once
from portal.models.events.event import Event
from portal.models.events.parties import SignUp
from portal.models.organisation import Staff


class Ticket(Model):
    """What a party shows at the door: `token` stands in the picture, `code` is typed. A trigger makes it with the
    sign-up, however that came about."""

    sign_up = ForeignKeyField(SignUp, unique=True, backref="ticket", on_delete="CASCADE")
    event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
    token = CharField(32, unique=True)
    code = CharField(8)

    class Meta:
        indexes = ((("code", "event"), True),)


class CheckIn(Model):
    """One scan at a door, also one that was refused. Only ever added (a trigger), but for who settled a conflict.

    `result`: how the ticket stood (rules/events/door.py). `asked`: heads that the phone said (0: all not yet here),
    `heads`: those counted by this row; a trigger adds them to `SignUp.heads`, and a correction takes some away.
    `said_at` is the phone's own time. `let_in`: the phone had no line and let them in. `shown`: what was read where it
    belongs to no party of the event.
    """

    event = ForeignKeyField(Event, backref="+", on_delete="RESTRICT", index=False)
    sign_up = ForeignKeyField(SignUp, null=True, backref="check_ins", on_delete="RESTRICT")
    nonce = CharField(36, unique=True)
    said_at = UtcField()
    at = UtcField()
    device = CharField(36, default="")
    door = CharField(24, default="")
    way = CharField(6, default="code")
    result = CharField(8)
    asked = SmallIntegerField(default=0)
    heads = SmallIntegerField(default=0)
    offline = BooleanField(default=False)
    let_in = BooleanField(default=False)
    remark = CharField(120, default="")
    shown = CharField(48, default="")
    staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    conflict = BooleanField(default=False)
    settled_at = UtcField(null=True)
    settled_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    settled_words = CharField(200, default="")

    class Meta:
        constraints = [Check("conflict OR settled_at IS NULL")]
        indexes = ((("event", "id"), False),)


OPEN = CheckIn.conflict & CheckIn.settled_at.is_null()
"""What the phone did without a line does not fit what happened elsewhere, and nobody has looked at it yet."""
CheckIn.add_index(CheckIn.index(CheckIn.event, CheckIn.id, name="check_in_open", where=OPEN))


@once("submission")
class CardRun(Model):
    """Name cards that were printed together. `anew`: those of an earlier run as well."""

    event = ForeignKeyField(Event, backref="+", on_delete="CASCADE")
    staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    anew = BooleanField(default=False)
    submission = CharField(36, null=True)


class NameCard(Model):
    """A card of a run. `position`: 0 the client (or who comes for a company), from 1 on his guests. The first card of
    a name is one (`fresh`), every later one says that it is a further print."""

    run = ForeignKeyField(CardRun, backref="cards", on_delete="CASCADE")
    sign_up = ForeignKeyField(SignUp, backref="+", on_delete="CASCADE", index=False)
    position = SmallIntegerField()
    name = CharField(60)
    fresh = BooleanField(default=True)


NameCard.add_index(
    NameCard.index(
        NameCard.sign_up, NameCard.position, NameCard.name, unique=True, name="name_card_first", where=NameCard.fresh
    )
)
