"""Who comes to an event (R9): parties with their guests. Seats and heads are guarded by the database itself."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, ForeignKeyField, SmallIntegerField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.events.event import Event


@once("submission")
class SignUp(Model):
    """A client's seats at an event: his own and his guests'. Cancelling gives them back.

    `way`: how the party came by its seats ("" as invited, door for who came without). `comes`: who comes for a company.
    `children`, `cars`: how many of the party are, for the places that are counted apart (`rules/events/parties.py`).
    `reminded`: how often. `heads`: how many of the party are here. `diet`, `plate`, `handicap`: of the client himself,
    as the kind asks.
    """

    event = ForeignKeyField(Event, backref="sign_ups", on_delete="RESTRICT", index=False)
    client = ForeignKeyField(Client, backref="sign_ups", on_delete="RESTRICT")
    guests = SmallIntegerField(default=0)
    author = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    cancelled_at = UtcField(null=True)
    cancelled_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    submission = CharField(36, null=True)
    way = CharField(8, default="")
    comes = CharField(60, default="")
    heads = SmallIntegerField(default=0)
    diet = CharField(60, default="")
    plate = CharField(12, default="")
    handicap = CharField(8, default="")
    reminded = SmallIntegerField(default=0)
    children = SmallIntegerField(default=0)
    cars = SmallIntegerField(default=0)

    class Meta:
        constraints = [
            Check("guests >= 0"),
            Check("heads >= 0 AND heads <= guests + 1"),
            Check("children >= 0 AND children <= guests"),
            Check("cars >= 0 AND cars <= guests + 1"),
        ]
        indexes = ((("event", "client"), False),)


SignUp.add_index(
    SignUp.index(SignUp.event, SignUp.client, unique=True, name="sign_up_once", where=SignUp.cancelled_at.is_null())
)


class PartyGuest(Model):
    """A guest of a party by name, with what the kind of event asks. `age` of a child in years. `photo_yes`: a parent
    allows pictures of this child."""

    sign_up = ForeignKeyField(SignUp, backref="named", on_delete="CASCADE", index=False)
    position = SmallIntegerField(default=0)
    name = CharField(60)
    relation = CharField(12, default="")
    age = SmallIntegerField(null=True)
    diet = CharField(60, default="")
    plate = CharField(12, default="")
    handicap = CharField(8, default="")
    photo_yes = BooleanField(default=False)

    class Meta:
        indexes = ((("sign_up", "position"), False),)
