"""What leaves the portal: rows that are written with the deed and sent by the worker afterwards."""

from __future__ import annotations

from peewee import (
    SQL,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    NodeList,
    SmallIntegerField,
    TextField,
)

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.notices import Notice
from portal.models.organisation import Branch, Staff


@once("submission")
class Endpoint(Model):
    """Where notices go that are for nobody in person: `kind` is webhook, wecom, dingtalk, feishu, or sms (the gateway
    through which text messages go to clients).

    `groups` are those of `rules/notices/kinds.py`; of an SMS gateway `templates` says group → template code. The
    address and the keys are encrypted; `keys_encrypted` holds the current one and the one before it, which signs as
    well until `old_until`. `off` says why it is switched off ("": it is on).
    """

    name = CharField(60)
    kind = CharField(10)
    address_encrypted = TextField()
    keys_encrypted = TextField(default="")
    old_until = UtcField(null=True)
    groups = JsonField(default=list)
    templates = JsonField(default=dict)
    branch = ForeignKeyField(Branch, null=True, backref="+", on_delete="RESTRICT", index=False)
    private = BooleanField(default=False)
    off = CharField(10, default="")
    failures = IntegerField(default=0)
    failing_since = UtcField(null=True)
    sent_at = UtcField(null=True)
    created_at = UtcField()
    version = IntegerField(default=1)
    submission = CharField(36, null=True)


class Delivery(Model):
    """One notice on its way through one channel. It goes to a login, to a client who has none, or to an endpoint.

    `state`: waiting, sent, dropped (asked again it was not to be sent; `why` says it), failed, call (somebody has to
    call the client), told (he did). Words and address are the notice's; here they stand where there is no notice.
    `gathered`: it waits for the digest. `claimed_until`: a worker (`claimed_by`) has it until then.
    """

    notice = ForeignKeyField(Notice, null=True, backref="+", on_delete="CASCADE")
    account = ForeignKeyField(Account, null=True, backref="+", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, null=True, backref="+", on_delete="RESTRICT")
    endpoint = ForeignKeyField(Endpoint, null=True, backref="+", on_delete="CASCADE", index=False)
    channel = CharField(6)
    kind = CharField(32)
    words = JsonField(null=True)
    path = CharField(160, default="")
    state = CharField(8, default="waiting")
    why = CharField(16, default="")
    attempts = SmallIntegerField(default=0)
    gathered = BooleanField(default=False)
    next_attempt_at = UtcField()
    claimed_until = UtcField(null=True)
    claimed_by = CharField(80, default="")
    created_at = UtcField()
    ended_at = UtcField(null=True)
    told_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)


IS_WAITING, IS_CALL, HAS_FAILED = (
    NodeList((Delivery.state, SQL(f"= '{state}'"))) for state in ("waiting", "call", "failed")
)
HAS_ENDED = NodeList((Delivery.state, SQL("IN ('sent', 'dropped', 'told')")))
"""Few wait, fail or are called about among all: each has an index, and its condition stands in the queries word for
word."""
Delivery.add_index(Delivery.index(Delivery.next_attempt_at, Delivery.id, name="delivery_due", where=IS_WAITING))
Delivery.add_index(Delivery.index(Delivery.id, name="delivery_call", where=IS_CALL))
Delivery.add_index(Delivery.index(Delivery.id, name="delivery_failed", where=HAS_FAILED))
Delivery.add_index(Delivery.index(Delivery.ended_at, name="delivery_ended", where=HAS_ENDED))


class ChannelPreference(Model):
    """What somebody wishes of a kind, or a group of kinds, in one channel: at_once, daily or off. It belongs to a
    login, or to a client who has none."""

    account = ForeignKeyField(Account, null=True, backref="+", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, null=True, backref="+", on_delete="CASCADE", index=False)
    what = CharField(32)
    channel = CharField(6)
    how = CharField(8)
    at = UtcField()

    class Meta:
        indexes = ((("account", "what", "channel"), True), (("client", "what", "channel"), True))


class NoticeText(Model):
    """Head office's words for a kind outside of the portal, one row a version; an empty text is the portal's own.
    `outside`: whether the kind leaves the portal at all (a duty always does)."""

    kind = CharField(32)
    version = IntegerField()
    zh = CharField(200, default="")
    en = CharField(300, default="")
    outside = BooleanField(default=True)
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()

    class Meta:
        indexes = ((("kind", "version"), True),)


class AddressOff(Model):
    """An e-mail address that a server refused for good: nothing is sent there any more. `address_hmac` finds it again
    without saying it."""

    address_hmac = CharField(64, unique=True)
    client = ForeignKeyField(Client, null=True, backref="+", on_delete="SET NULL")
    staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="SET NULL", index=False)
    code = SmallIntegerField()
    at = UtcField()
