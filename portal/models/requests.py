"""Requests of clients (R6): the thread, its clock and its files."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    NodeList,
    SmallIntegerField,
    TextField,
    fn,
)

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff
from portal.rules.requests import OPEN


class RequestCategory(Model):
    """What a request is about, and within how many working minutes it is answered."""

    code = CharField(16, primary_key=True)
    position = SmallIntegerField(default=0)
    icon = CharField(32)
    name_zh = CharField(32)
    name_en = CharField(48)
    minutes = IntegerField()
    active = BooleanField(default=True)


@once("submission")
class Request(Model):
    """Something a client asked; `minutes` is the promise it was made under.

    It is addressed to a `seat` of the client ("manager") or to the branch's "queue"; `assignee` is personal: who took
    it or was given it. Who has it today is derived (derived/holders.py): `holder`, nobody is the queue, and `held_for`
    whom he stands in for. `reply_due_at`: by when we first write to him; `first_reply_at`, `first_reply_by`: when that
    was, and who did (derived/replies.py). `call_at`: the client wants to be called then. `start`: what on his page it
    began with (rules/requests.py). `praised`: the colleague whom praise is for. Only a complaint of somebody who is no
    client has no client (CHECK): who complains stands on its record (models/complaints.py).

    `due_at` follows the clock's log and is never later than `told_due`, a moment that the client was told and that the
    log alone would have moved. `level`: which levels of this cycle were called (rules/escalation.py), the next one at
    `level_at`. `invited_at`, `reminded_at`: when the client was asked how it was, and once more.
    """

    number = CharField(16, unique=True)
    client = ForeignKeyField(Client, null=True, backref="requests", on_delete="RESTRICT", index=False)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
    kind = CharField(12)
    category = ForeignKeyField(RequestCategory, on_delete="RESTRICT", index=False)
    subject = CharField(120)
    details = TextField()
    status = CharField(10, default="new")
    filed_by = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    filed_for = BooleanField(default=False)
    filed_at = UtcField()
    seat = CharField(8, default="queue")
    assignee = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
    holder = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    held_for = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    minutes = IntegerField()
    due_at = UtcField(null=True)
    told_due = UtcField(null=True)
    level = SmallIntegerField(default=0)
    level_at = UtcField(null=True)
    call_at = UtcField(null=True)
    start = CharField(48, default="")
    praised = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    reply_due_at = UtcField(null=True)
    first_reply_at = UtcField(null=True)
    first_reply_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    cycle = SmallIntegerField(default=1)
    moved_at = UtcField()
    staff_moved = BooleanField(default=False)
    files = SmallIntegerField(default=0)
    answer = TextField(default="")
    root_cause = CharField(200, default="")
    resolved_at = UtcField(null=True)
    resolved_late = BooleanField(null=True)
    closed_at = UtcField(null=True)
    score = SmallIntegerField(null=True)
    comment = TextField(default="")
    rated_at = UtcField(null=True)
    invited_at = UtcField(null=True)
    reminded_at = UtcField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        indexes = (
            (("client", "id"), False),
            (("branch", "id"), False),
        )

    lost: frozenset[int] = frozenset()
    """Of a row that a deed moved: whoever had it before, and has it no longer."""

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"client": self.client.name if self.client else "–", "number": self.number, "subject": self.subject}

    @property
    def hands(self) -> frozenset[int]:
        """Whose it is: who has it, and in whose name."""
        return frozenset(person for person in (self.holder_id, self.held_for_id) if person)

    @property
    def in_personal_hands(self) -> bool:
        """Has whoever took it or was given it still got it, or his substitute for him?"""
        return self.assignee_id in self.hands


LAST = "9999-12-31 00:00:00"
DUE = fn.COALESCE(Request.due_at, SQL(f"'{LAST}'"))
"""When it is due; paused ones after all others."""
IS_OPEN = NodeList((Request.status, SQL(f"IN ({', '.join(map(repr, sorted(OPEN)))})")))
IS_COMPLAINT = NodeList((Request.kind, SQL("= 'complaint'")))
IS_NO_COMPLAINT = NodeList((Request.kind, SQL("<> 'complaint'")))
IS_OPEN_COMPLAINT = NodeList((IS_COMPLAINT, SQL("AND"), IS_OPEN))
IS_RESOLVED = NodeList((Request.status, SQL("= 'resolved'")))
IS_INVITED = NodeList((IS_RESOLVED, SQL("AND"), Request.invited_at, SQL("IS NOT NULL")))
IS_RATED = NodeList((Request.rated_at, SQL("IS NOT NULL")))
OURS_TO_MOVE = NodeList((Request.status, SQL("IN ('new', 'taken') AND NOT"), Request.staff_moved))
"""The client wrote last."""
_NOT_HIS = NodeList((Request.holder, SQL("IS NULL OR"), Request.holder, SQL("<>"), Request.assignee))
WITH_ANOTHER = NodeList((Request.assignee, SQL("IS NOT NULL AND ("), _NOT_HIS, SQL(")")))
"""Given to somebody, and with another now: few."""

# The conditions stand in the queries word for word: a planner does not know what a parameter will be.
_BY_DUE = (
    *(Request.branch, DUE, Request.id, Request.status, Request.due_at),
    *(Request.holder, Request.kind, Request.category),
)
Request.add_index(Request.index(*_BY_DUE, name="request_open", where=IS_OPEN))
Request.add_index(
    Request.index(
        *_BY_DUE,
        name="request_of_nobody",
        where=NodeList((IS_OPEN, SQL("AND"), Request.holder, SQL("IS NULL"))),
    )
)
Request.add_index(
    Request.index(
        *(Request.holder, Request.status, Request.due_at, Request.kind, Request.category),
        name="request_of_staff",
        where=Request.holder.is_null(False),
    )
)
Request.add_index(
    Request.index(Request.level_at, name="request_level_at", where=NodeList((Request.level_at, SQL("IS NOT NULL"))))
)
Request.add_index(Request.index(Request.invited_at, name="request_invited", where=IS_INVITED))
Request.add_index(
    Request.index(
        *(Request.branch, Request.rated_at, Request.score, Request.category, Request.holder, Request.kind),
        name="request_rated",
        where=IS_RATED,
    )
)
Request.add_index(Request.index(Request.assignee, Request.id, name="request_elsewhere", where=WITH_ANOTHER))
Request.add_index(Request.index(Request.moved_at, name="request_to_close", where=IS_RESOLVED))
Request.add_index(Request.index(Request.client, Request.id, name="request_open_of_client", where=IS_OPEN))
Request.add_index(
    Request.index(Request.branch, Request.moved_at, Request.id, name="request_ours_to_move", where=OURS_TO_MOVE)
)

Request.add_index(
    Request.index(
        Request.branch,
        Request.filed_at,
        Request.first_reply_at,
        Request.reply_due_at,
        Request.first_reply_by,
        Request.holder,
        Request.status,
        Request.kind,
        name="request_replies",
    )
)
Request.add_index(Request.index(Request.id, name="request_reply_unknown", where=Request.reply_due_at.is_null()))


@once("submission")
class RequestEntry(Model):
    """One entry of a thread: `reply` (both sides read it), `note` (staff only) or `event` (what the system did, as a
    code). `in_name_of`: for whom its author stood in."""

    request = ForeignKeyField(Request, backref="entries", on_delete="CASCADE", index=False)
    kind = CharField(6)
    author = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
    body = TextField(default="")
    at = UtcField()
    in_name_of = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("request", "id"), False),)


class DoneInName(Model):
    """A substitute did something with a request in the name of somebody who was away."""

    of = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    request = ForeignKeyField(Request, backref="+", on_delete="CASCADE")
    deed = CharField(16)
    at = UtcField()

    class Meta:
        indexes = ((("of", "at"), False),)


class ClockMark(Model):
    """The clock's log: start, pause, resume, stop, each with its moment, cause and actor."""

    request = ForeignKeyField(Request, backref="marks", on_delete="CASCADE", index=False)
    cycle = SmallIntegerField(default=1)
    kind = CharField(6)
    at = UtcField()
    cause = CharField(24)
    actor = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)

    class Meta:
        indexes = ((("request", "id"), False),)


class Attachment(Model):
    """A file of a thread: kept under a random name, handed out only through permission."""

    token = CharField(36, unique=True)
    request = ForeignKeyField(Request, backref="attachments", on_delete="CASCADE")
    entry = ForeignKeyField(RequestEntry, null=True, backref="attachments", on_delete="CASCADE", index=False)
    internal = BooleanField(default=False)
    name = CharField(120)
    content_type = CharField(80)
    size = IntegerField()
    storage_name = CharField(64)
    uploaded_by = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    at = UtcField()


Request.add_index(Request.index(Request.id, name="request_open_complaint", where=IS_OPEN_COMPLAINT))
