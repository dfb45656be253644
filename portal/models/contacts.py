"""Contacts with clients (R4): what happened, by which channel, and when next; calls that follow up."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Staff
from portal.models.requests import Request


@once("submission")
@once("source_branch", "source", "source_key")
class Contact(Model):
    """One contact, or an attempt. `outcome`: reached, not_reached, left_word, or bulk for what was sent to many; only
    one that reached him counts, whoever began it (`began`: we or client).

    `next_due` is a day that was agreed with him, with the hour (`next_at`, as 14:30) and the place where one was said.
    `person`: whom of a company it reached. A confidential one is for his manager, his adviser, the admins of his
    branch and the auditors. `complaint`: what it was about, reached or not: it is there for whoever made it and whoever
    reads that, and no plan counts it.
    """

    client = ForeignKeyField(Client, backref="contacts", on_delete="RESTRICT", index=False)
    staff = ForeignKeyField(Staff, on_delete="RESTRICT")
    channel = CharField(10)
    outcome = CharField(12, default="reached")
    began = CharField(6, default="we")
    confidential = BooleanField(default=False)
    happened_at = UtcField()
    summary = TextField()
    next_due = DateField(null=True)
    next_at = CharField(5, default="")
    next_place = CharField(120, default="")
    person = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    complaint = ForeignKeyField(Request, null=True, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)

    class Meta:
        indexes = ((("client", "happened_at"), False),)


OF_THE_PLAN = Contact.complaint.is_null()
"""As a condition: a contact that plans and colleagues know of: none about a complaint (docs/decisions/recusal.md)."""
REACHED = (Contact.outcome == "reached") & OF_THE_PLAN
"""As a condition: it reached the client, and counts."""


class ContactPlan(Model):
    """What is personal in a client's contact plan; without a row his tier says all.

    `wished` and `latest` are days, or none: the tier's. `keeper`: adviser or manager. `stopped`: mourning (until
    `stopped_until`, its last day) or death; "" for a plan that runs.
    """

    client = ForeignKeyField(Client, unique=True, backref="+", on_delete="CASCADE")
    wished = SmallIntegerField(null=True)
    latest = SmallIntegerField(null=True)
    keeper = CharField(8, default="adviser")
    channel = CharField(10, default="")
    times = CharField(80, default="")
    topics = CharField(400, default="")
    occasions = CharField(400, default="")
    stopped = CharField(8, default="")
    stopped_until = DateField(null=True)
    updated_at = UtcField()
    version = IntegerField(default=1)


@once("submission")
class Postponement(Model):
    """A contact that was put off to the day `until`. It stands until a contact reaches the client."""

    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    until = DateField()
    reason = CharField(12)
    at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "at"), False),)


class NextStep(Model):
    """What follows from a contact: what, who does it, by which day, and whether the client was told (a promise).

    It is addressed to a `seat` of the client; `staff` is personal: who promised it or was asked by name, and does it
    while he can. `holder` and `held_for` are derived (derived/holders.py).
    """

    contact = ForeignKeyField(Contact, backref="steps", on_delete="CASCADE")
    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    seat = CharField(8, default="manager")
    staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    holder = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    held_for = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    what = CharField(200)
    due = DateField()
    told = BooleanField(default=False)
    created_at = UtcField()
    done_at = UtcField(null=True)
    done_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)

    class Meta:
        indexes = ((("client", "due"), False), (("staff", "due"), False))


NextStep.add_index(
    NextStep.index(NextStep.holder, NextStep.due, name="next_step_of_staff", where=NextStep.done_at.is_null())
)


class ContactWord(Model):
    """A word of a contact that was marked: `kind` is people, place, product or need."""

    contact = ForeignKeyField(Contact, backref="+", on_delete="CASCADE", index=False)
    kind = CharField(8)
    word = CharField(60)

    class Meta:
        table_name = "contact_word"
        indexes = ((("contact", "kind"), False),)


class Begun(Model):
    """Somebody began to record a contact with a client, the last time at `at`; what came of it is a contact of its
    own."""

    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    staff = ForeignKeyField(Staff, backref="+", on_delete="CASCADE", index=False)
    at = UtcField()

    class Meta:
        indexes = ((("client", "staff"), True),)


@once("submission")
class Occasion(Model):
    """What comes round every `year` or `month` and is worth a call: it is reckoned from its `first` day."""

    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
    what = CharField(60)
    first = DateField()
    every = CharField(5)
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submission = CharField(36, null=True)


class FollowUp(Model):
    """A call that follows something (`cause`: deal, request, event or tier; `cause_key` is unique, so it is made once).

    It is addressed to a `seat` of the client; `holder`, and `held_for` whom he stands in for, are derived
    (derived/holders.py). `about` and `ref` say what it follows: a subject, a title or a code, and a number to look it
    up by. `questions`: whether he is asked the three. `request` is what a bad answer opened.
    """

    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    seat = CharField(8)
    cause = CharField(8)
    cause_key = CharField(40)
    complaint = BooleanField(default=False)
    about = CharField(160, default="")
    ref = CharField(24, default="")
    made_at = UtcField()
    due = DateField()
    questions = BooleanField(default=True)
    holder = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    held_for = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    done_at = UtcField(null=True)
    done_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    contact = ForeignKeyField(Contact, null=True, backref="+", on_delete="RESTRICT", index=False)
    satisfied = CharField(6, default="")
    understood = CharField(6, default="")
    remark = CharField(1000, default="")
    request = ForeignKeyField(Request, null=True, backref="+", on_delete="RESTRICT", index=False)

    class Meta:
        table_name = "follow_up"
        indexes = (
            (("cause", "cause_key"), True),
            (("cause", "ref", "client"), False),
            (("client", "id"), False),
        )


_OPEN = FollowUp.done_at.is_null()
FollowUp.add_index(FollowUp.index(FollowUp.holder, FollowUp.due, name="follow_up_of_staff", where=_OPEN))
FollowUp.add_index(FollowUp.index(FollowUp.due, FollowUp.id, name="follow_up_open", where=_OPEN))
_MADE_BY = (FollowUp.done_by, FollowUp.done_at, FollowUp.id)
_MADE = FollowUp.done_at.is_null(False)
FollowUp.add_index(FollowUp.index(*_MADE_BY, name="follow_up_made_by", where=_MADE))
FollowUp.add_index(FollowUp.index(FollowUp.done_at, FollowUp.id, name="follow_up_made", where=_MADE))
FollowUp.add_index(
    FollowUp.index(
        FollowUp.due, FollowUp.client, FollowUp.done_at, FollowUp.done_by, FollowUp.holder, name="follow_up_by_day"
    )
)


class Asking(Model):
    """A client was asked for his opinion, by whichever source: `key` is unique within it (rules/shared/asking.py)."""

    client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
    source = CharField(12)
    key = CharField(56)
    at = UtcField()

    class Meta:
        indexes = ((("source", "key"), True), (("client", "at"), False))


class FollowUpLook(Model):
    """How far the worker has looked for what wants a follow-up call: an id, of events a moment (seconds since 1970)."""

    source = CharField(8, primary_key=True)
    upto = BigIntegerField(default=0)

    class Meta:
        table_name = "follow_up_look"
