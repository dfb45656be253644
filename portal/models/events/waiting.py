"""Who waits for places at an event (R9): a party is one, its places are counted by the database itself."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.events.event import Event

OPEN = ("waiting", "offered")


@once("submission")
class WaitingParty(Model):
    """A party that waits for places. `state`: waiting, offered (until `offer_until`), accepted, declined, lapsed
    (offers it did not answer), left, over (the event was, or it was called off).

    `turn`: its place among those of its class; a new one puts it at the end. `behind`: behind everybody, for it stayed
    away the last time. `held_…`: the places that were collected for it. `details`: who comes, as the sign-up will keep
    it. `called_at`: when somebody tried to reach it by telephone.
    """

    event = ForeignKeyField(Event, backref="waiting", on_delete="RESTRICT", index=False)
    client = ForeignKeyField(Client, backref="waits_for", on_delete="RESTRICT")
    state = CharField(8, default="waiting")
    turn = IntegerField()
    behind = BooleanField(default=False)
    guests = SmallIntegerField(default=0)
    children = SmallIntegerField(default=0)
    cars = SmallIntegerField(default=0)
    held_seats = SmallIntegerField(default=0)
    held_children = SmallIntegerField(default=0)
    held_cars = SmallIntegerField(default=0)
    skips = SmallIntegerField(default=0)
    lapses = SmallIntegerField(default=0)
    details = JsonField(default=dict)
    author = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    arrived_at = UtcField()
    offered_at = UtcField(null=True)
    offer_until = UtcField(null=True)
    called_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    submission = CharField(36, null=True)
    version = IntegerField(default=1)

    class Meta:
        constraints = [
            Check("guests >= 0 AND children >= 0 AND children <= guests AND cars >= 0 AND cars <= guests + 1"),
            Check("held_seats >= 0 AND held_children >= 0 AND held_cars >= 0 AND held_seats <= guests + 1"),
        ]
        indexes = ((("event", "state", "turn"), False), (("state", "offer_until"), False))

    @property
    def seats(self) -> int:
        return int(self.guests) + 1


WaitingParty.add_index(
    WaitingParty.index(
        WaitingParty.event,
        WaitingParty.client,
        unique=True,
        name="waiting_party_once",
        where=WaitingParty.state.in_(OPEN),
    )
)
