"""Pictures of an event (R9): sent from phones, released by the coordinator, hidden for who does not want to be seen."""

from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.organisation import Staff


@once("submission")
class PhotoBatch(Model):
    """Pictures that somebody sent together."""

    event = ForeignKeyField(Event, backref="+", on_delete="CASCADE")
    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    count = IntegerField(default=0)
    at = UtcField()
    submission = CharField(36, null=True)


class EventPhoto(Model):
    """One picture and its small one, under random names. `state`: waits, released (in the album), hidden, removed (its
    files are gone). `children`: whoever released it saw children on it."""

    batch = ForeignKeyField(PhotoBatch, backref="photos", on_delete="CASCADE")
    event = ForeignKeyField(Event, backref="photos", on_delete="CASCADE", index=False)
    token = CharField(32, unique=True)
    content_type = CharField(80)
    size = IntegerField()
    storage_name = CharField(64)
    small_name = CharField(64)
    state = CharField(8, default="waits")
    children = BooleanField(default=False)
    decided_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    decided_at = UtcField(null=True)
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("event", "state", "id"), False),)


class PhotoObjection(Model):
    """A client does not want to be seen on a picture: it is hidden, and stays so."""

    photo = ForeignKeyField(EventPhoto, backref="objections", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()

    class Meta:
        indexes = ((("photo", "client"), True),)
