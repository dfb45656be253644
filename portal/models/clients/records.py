"""What hangs on a client's record: further phones and addresses, proposals of the client, and who looked at it.

The main phone and address stand on the client's own row (`mobile`, `address`); the tables here hold the others.
"""

from __future__ import annotations

from peewee import SQL, CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField, TextField

from portal.database import Model, UtcField
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Staff


class Industry(Model):
    """A section of the national classification of industries (GB/T 4754), A to T; `Client.industry` holds its code."""

    code = CharField(1, primary_key=True)
    name_zh = CharField(40)
    name_en = CharField(80)
    position = SmallIntegerField(default=0)


class ClientPhone(Model):
    """A phone besides the main one, in E.164."""

    client = ForeignKeyField(Client, backref="phones", on_delete="CASCADE")
    kind = CharField(8)
    number = CharField(20, index=True)
    label = CharField(32, default="")
    created_at = UtcField()

    class Meta:
        indexes = ((("client", "number"), True),)


class ClientAddress(Model):
    """An address besides the main one."""

    client = ForeignKeyField(Client, backref="addresses", on_delete="CASCADE")
    kind = CharField(10)
    district = CharField(64, default="")
    line = CharField(200)
    created_at = UtcField()


class Proposal(Model):
    """A correction that a client asks for: one field, what stood there, what should. States: open, accepted, declined,
    withdrawn. One open proposal a field (`proposal_open`)."""

    client = ForeignKeyField(Client, backref="proposals", on_delete="CASCADE", index=False)
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    field = CharField(20)
    before = TextField(default="")
    wanted = TextField(default="")
    note = CharField(200, default="")
    state = CharField(10, default="open")
    at = UtcField()
    decided_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
    decided_at = UtcField(null=True)
    reason = CharField(200, default="")
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "state", "id"), False), (("submission", "field"), True))


class RecordAccess(Model):
    """Who saw a client's data (R7): `open` once a person, sitting (the id of his sign-in) and day, `reveal` and
    `export` each time, with the reason. Append-only by trigger and sealed like the audit trail.

    `field` says which number was revealed, or `head` where no more was opened than name, tier and team; a number itself
    is never kept here. `client` is an id without a tie: the trace stays when the record goes or is merged.
    """

    client = IntegerField(column_name="client_id")
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    kind = CharField(8)
    field = CharField(24, default="")
    reason = CharField(200, default="")
    day = DateField()
    at = UtcField()
    sitting = IntegerField(default=0)

    class Meta:
        indexes = ((("client", "id"), False), (("account", "kind", "at"), False))


Proposal.add_index(
    Proposal.index(
        Proposal.client, Proposal.field, unique=True, name="proposal_open", where=Proposal.state == SQL("'open'")
    )
)
RecordAccess.add_index(
    RecordAccess.index(
        RecordAccess.client,
        RecordAccess.account,
        RecordAccess.day,
        RecordAccess.sitting,
        RecordAccess.field,
        unique=True,
        name="record_opened",
        where=RecordAccess.kind == SQL("'open'"),
    )
)
