"""Logins, signed-in devices, one-time codes, failed attempts."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.organisation import Staff


@once("client", "submission")
class Account(Model):
    """A login. It belongs to a member of staff or to a client: a company has one for each authorised person, who may do
    what his `scope` says (`rules/clients/authority.py`) until the end of `valid_until`; `authority` is his position
    there.
    """

    username = CharField(64, unique=True)
    password_hash = CharField(200, null=True)
    staff = ForeignKeyField(Staff, null=True, unique=True, backref="account", on_delete="RESTRICT")
    client = ForeignKeyField(Client, null=True, backref="accounts", on_delete="RESTRICT")
    person_name = CharField(64, default="")
    authority = CharField(32, default="")
    scope = CharField(8, default="sign")
    valid_until = DateField(null=True)
    ended_on = DateField(null=True)
    ended_reason = CharField(200, default="")
    mobile = CharField(20, null=True, unique=True)
    language = CharField(2, default="")
    theme = CharField(8, default="auto")
    list_columns = CharField(200, default="")
    single_keys = BooleanField(default=True)
    active = BooleanField(default=True)
    is_demo = BooleanField(default=False)
    demo_position = IntegerField(default=0)
    demo_zh = CharField(160, default="")
    demo_en = CharField(240, default="")
    password_changed_at = UtcField(null=True)
    created_at = UtcField()
    version = IntegerField(default=1)
    submission = CharField(36, null=True)


Account.add_index(
    Account.index(Account.valid_until, name="account_authority_ends", where=Account.valid_until.is_null(False))
)


class SignIn(Model):
    """A signed-in device. The cookie carries a random id; its hash stands here."""

    token_hash = CharField(64, unique=True)
    account = ForeignKeyField(Account, backref="sign_ins", on_delete="CASCADE")
    device = CharField(160, default="")
    ip = CharField(45, default="")
    created_at = UtcField()
    last_seen_at = UtcField()
    ended_at = UtcField(null=True)

    class Meta:
        indexes = ((("account", "ended_at"), False),)


class SignInFailure(Model):
    """How often and when last somebody failed, per subject (a hash of a name, a device or an address); drives the
    growing wait."""

    subject = CharField(64, primary_key=True)
    failures = IntegerField(default=0)
    failed_at = UtcField()


class KnownDevice(Model):
    """A browser from which somebody signed in, by the hash of the id that it keeps: strangers do not slow him there."""

    account = ForeignKeyField(Account, backref="+", on_delete="CASCADE", index=False)
    device_hash = CharField(64)
    seen_at = UtcField()

    class Meta:
        indexes = ((("account", "device_hash"), True),)


class ActivationCode(Model):
    """A one-time code that staff hand over: a first sign-in or a forgotten password. `code_hash` is its HMAC."""

    account = ForeignKeyField(Account, backref="codes", on_delete="CASCADE")
    code_hash = CharField(64, unique=True)
    issued_by = ForeignKeyField(Account, null=True, backref="issued_codes", on_delete="RESTRICT")
    created_at = UtcField()
    expires_at = UtcField()
    used_at = UtcField(null=True)
