"""The ledger of benefits (R8): lots that were granted, holds on them, how each hold ended, and every entry.

A hold is made first and resolved once: used in whole or part, the rest returned. Entries are never changed (a trigger);
the columns of a lot follow them, guarded by CHECKs, whoever writes.
"""

from __future__ import annotations

from peewee import SQL, BigIntegerField, BooleanField, CharField, Check, DateField, ForeignKeyField, SmallIntegerField

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.benefits.catalogue import Benefit, BenefitVersion
from portal.models.clients.client import Client


class Lot(Model):
    """So much of a benefit, for a client, from a day until its last day (none: endless).

    `cause` and `period` make it one: the same grant made twice is one. `upto` is the whole amount of the period that
    this lot brings the client to (-1: unlimited). An unlimited lot has no quantity and counts what is held and used.
    """

    client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
    benefit = ForeignKeyField(Benefit, backref="+", on_delete="RESTRICT", index=False)
    version = ForeignKeyField(BenefitVersion, backref="+", on_delete="RESTRICT", index=False)
    guests = BooleanField(default=False)
    unlimited = BooleanField(default=False)
    period = CharField(16)
    cause = CharField(32)
    upto = BigIntegerField(default=0)
    since = DateField()
    until = DateField(null=True)
    quantity = BigIntegerField()
    available = BigIntegerField()
    held = BigIntegerField(default=0)
    used = BigIntegerField(default=0)
    ended = BigIntegerField(default=0)
    created_at = UtcField()

    class Meta:
        indexes = ((("client", "benefit", "period", "cause"), True),)
        constraints = (
            Check("available >= 0 AND held >= 0 AND used >= 0 AND ended >= 0", name="lot_never_below"),
            Check("unlimited OR available + held + used + ended = quantity", name="lot_adds_up"),
            Check("NOT unlimited OR (quantity = 0 AND available = 0 AND ended = 0)", name="lot_unlimited"),
        )


Lot.add_index(Lot.index(Lot.until, Lot.id, name="lot_ends", where=Lot.available > 0))
OUTSTANDING = (Lot.available > SQL("0")) | (Lot.held > SQL("0"))
"""Something of a lot is owed, as its index says it."""
Lot.add_index(Lot.index(Lot.benefit, Lot.until, Lot.id, name="lot_outstanding", where=OUTSTANDING))


@once("submission")
class Hold(Model):
    """What a client asked for, for a day: so much of a benefit, held in one or several lots until it is resolved.

    `quantity` is in units of the benefit; what it takes from the lots of points is the price of that. `answers`: to
    what the version asks, by key.
    """

    client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
    version = ForeignKeyField(BenefitVersion, backref="+", on_delete="RESTRICT", index=False)
    quantity = BigIntegerField()
    day = DateField()
    guest_name = CharField(64, default="")
    person = CharField(8, default="self")
    note = CharField(500, default="")
    answers = JsonField(default=dict)
    author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "day"), False), (("version", "day"), False))


class Resolution(Model):
    """How a hold ended: used, released or lapsed; of a use in part the rest returned. One a hold.

    `cause`: client, staff, bank, partner, day or time. `accepted_by` names who took a use: a colleague, a partner.
    """

    hold = ForeignKeyField(Hold, unique=True, backref="resolutions", on_delete="RESTRICT")
    outcome = CharField(8)
    used = BigIntegerField(default=0)
    returned = BigIntegerField(default=0)
    cause = CharField(8, default="")
    reason = CharField(200, default="")
    accepted_by = CharField(80, default="")
    author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()

    class Meta:
        indexes = ((("at",), False),)


class Entry(Model):
    """One movement in a lot: grant, hold, use, release, lapse, expire or correct. Only ever added.

    use, release and lapse resolve `entry`, the hold of that lot, each once. A correction of a use carries that use;
    any other changes the lot's quantity by `quantity`, which may be below zero.
    """

    lot = ForeignKeyField(Lot, backref="entries", on_delete="RESTRICT")
    kind = CharField(8)
    quantity = BigIntegerField()
    hold = ForeignKeyField(Hold, null=True, backref="entries", on_delete="RESTRICT")
    entry = ForeignKeyField("self", null=True, backref="+", on_delete="RESTRICT", index=False)
    reason = CharField(200, default="")
    author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()


Entry.add_index(
    Entry.index(Entry.entry, Entry.kind, unique=True, name="entry_resolves_once", where=Entry.entry.is_null(False))
)
TAKEN_BACK = (Entry.kind == SQL("'correct'")) & Entry.entry.is_null(False)
"""A use that was taken back, as its index says it: they are few among all entries."""
Entry.add_index(Entry.index(Entry.hold, name="entry_taken_back", where=TAKEN_BACK))


class LedgerRun(Model):
    """What the worker did of a day's or a month's work over all clients, and how far it came."""

    kind = CharField(8)
    day = DateField()
    after = BigIntegerField(default=0)
    done = BigIntegerField(default=0)
    part = SmallIntegerField(default=0)
    finished_at = UtcField(null=True)

    class Meta:
        indexes = ((("kind", "day"), True),)
