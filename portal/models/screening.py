"""The list pipeline (R2): a branch's list, the names on it, what was said of each, their papers, clocks and
reminders."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.finding.filters import SavedFilter
from portal.models.organisation import Branch, Staff
from portal.models.tiers.tiers import Tier


@once("submission")
class TierList(Model):
    """A branch's list of names for a month. `standard` is the threshold (fen) of each tier as it held when the list was
    written, and again when it was submitted; `screen` the filter of the screening as an address keeps it, empty while
    it is what the saved filter says that the list is drawn from."""

    number = CharField(16, unique=True)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
    title = CharField(80)
    period = DateField()
    standard = JsonField(default=dict)
    screen = CharField(500, default="")
    drawn_from = ForeignKeyField(SavedFilter, null=True, backref="+", on_delete="SET NULL")
    state = CharField(10, default="draft")
    created_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    created_at = UtcField()
    submitted_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    submitted_at = UtcField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("branch", "id"), False), (("state", "id"), False))

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"number": self.number, "title": self.title}


class ListName(Model):
    """A client on a list. One client is in one open list only (partial unique index); who screened or submitted a name
    does not decide it (CHECK). Money in fen. Once approved, its record is a step (models/steps.py): the promise, its
    day, who completed it; `days_taken` (working days) and `late` are the verdict."""

    tier_list = ForeignKeyField(TierList, backref="names", on_delete="RESTRICT", index=False)
    client = ForeignKeyField(Client, backref="list_names", on_delete="RESTRICT")
    tier = ForeignKeyField(Tier, on_delete="RESTRICT", index=False)
    state = CharField(10, default="taken")
    origin = CharField(8, default="screen")
    reason = CharField(400, default="")
    average = BigIntegerField(default=0)
    threshold = BigIntegerField(default=0)
    flags = JsonField(default=list)
    round = SmallIntegerField(default=1)
    added_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    added_at = UtcField()
    submitted_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    decided_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    decided_at = UtcField(null=True)
    decision = CharField(400, default="")
    approved_on = DateField(null=True)
    days_taken = SmallIntegerField(null=True)
    late = BooleanField(null=True)
    version = IntegerField(default=1)

    class Meta:
        constraints = [
            Check("decided_by_id IS NULL OR submitted_by_id IS NULL OR decided_by_id <> submitted_by_id"),
            Check("decided_by_id IS NULL OR decided_by_id <> added_by_id"),
        ]
        indexes = (
            (("tier_list", "client"), True),
            (("state", "id"), False),
            (("approved_on",), False),
        )

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"number": self.tier_list.number, "client": self.client.name}


ListName.add_index(
    ListName.index(
        ListName.client,
        unique=True,
        name="list_name_one_open",
        where=ListName.state.in_(("taken", "submitted", "returned", "completing")),
    )
)


@once("submission")
class ListEntry(Model):
    """What was done or said about a name, round by round: taken, left_out, submitted, approved, returned, rejected,
    answered, withdrawn, completed."""

    name = ForeignKeyField(ListName, backref="entries", on_delete="CASCADE", index=False)
    round = SmallIntegerField(default=1)
    kind = CharField(10)
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    body = TextField(default="")
    at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("name", "id"), False),)


class ListPaper(Model):
    """A paper of a name: kept under a random name, handed out only through permission."""

    token = CharField(36, unique=True)
    list_name = ForeignKeyField(ListName, backref="papers", on_delete="CASCADE")
    round = SmallIntegerField(default=1)
    name = CharField(120)
    content_type = CharField(80)
    size = IntegerField()
    storage_name = CharField(64)
    uploaded_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()


class ListMark(Model):
    """The log of a name's clock: start and stop, each with its moment, cause and actor."""

    name = ForeignKeyField(ListName, backref="marks", on_delete="CASCADE", index=False)
    kind = CharField(6)
    at = UtcField()
    cause = CharField(24)
    actor = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)

    class Meta:
        indexes = ((("name", "id"), False),)


class ListReminder(Model):
    """A level of a name's clock that has fired (first, second, late): once each."""

    name = ForeignKeyField(ListName, backref="reminders", on_delete="CASCADE", index=False)
    level = CharField(8)
    at = UtcField()

    class Meta:
        indexes = ((("name", "level"), True),)


@once("submission")
class ListProposal(Model):
    """A name that a manager or adviser puts forward; the branch admin takes it into a list or declines."""

    client = ForeignKeyField(Client, backref="list_proposals", on_delete="RESTRICT")
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    tier = ForeignKeyField(Tier, backref="+", on_delete="RESTRICT", index=False)
    reason = CharField(400)
    state = CharField(8, default="open")
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT")
    at = UtcField()
    answered_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    answered_at = UtcField(null=True)
    answer = CharField(400, default="")
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("branch", "state", "id"), False),)


ListProposal.add_index(
    ListProposal.index(
        ListProposal.client, unique=True, name="list_proposal_one_open", where=ListProposal.state == "open"
    )
)
