"""Clients who would like to meet each other (R9): what each may be known by, and introductions that need both yes."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.organisation import Staff


class MeetingCard(Model):
    """What a client says about being introduced. `willing`: he may be asked at all. `before`: what of him may be said
    before both have agreed (name, industry, interests); `after`: what the other one sees then (mobile, wechat, email,
    employer). `industry` is his line of business as he says it himself. `industries` (codes) and `interests` (words):
    whom he would like to meet.
    """

    client = ForeignKeyField(Client, unique=True, backref="+", on_delete="CASCADE")
    token = CharField(32, unique=True)
    willing = BooleanField(default=False)
    before = JsonField(default=list)
    after = JsonField(default=list)
    words = CharField(120, default="")
    industry = CharField(1, default="")
    industries = JsonField(default=list)
    interests = CharField(200, default="")
    updated_at = UtcField()
    version = IntegerField(default=1)


@once("submission")
class Introduction(Model):
    """Two clients who may be introduced, in the order of their ids: one of them asked, or somebody of the bank proposed
    it (`proposer`). Each `…_answer` is "", yes or no.

    `state`: open, agreed, ended (either took it back) or expired. A no changes no state: nobody hears it, the matter
    expires. The database keeps one open introduction of a pair.
    """

    token = CharField(32, unique=True)
    low = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    high = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    asker = ForeignKeyField(Client, null=True, backref="+", on_delete="CASCADE", index=False)
    proposer = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    event = ForeignKeyField(Event, null=True, backref="+", on_delete="SET NULL")
    words = CharField(300, default="")
    low_answer = CharField(3, default="")
    high_answer = CharField(3, default="")
    state = CharField(8, default="open")
    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    until = UtcField()
    agreed_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        constraints = [Check("low_id < high_id")]
        indexes = ((("low", "state", "id"), False), (("high", "state", "id"), False))


Introduction.add_index(
    Introduction.index(
        Introduction.low,
        Introduction.high,
        unique=True,
        name="introduction_one_open",
        where=Introduction.state == "open",
    )
)
Introduction.add_index(
    Introduction.index(Introduction.until, name="introduction_runs", where=Introduction.state == "open")
)
