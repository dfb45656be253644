"""What is done around a request: parts asked of others, forwarding, links, levels that were called, phrases."""

from __future__ import annotations

from peewee import (
    SQL,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    NodeList,
    SmallIntegerField,
    TextField,
)

from portal.database import Model, UtcField, once
from portal.ground import clock
from portal.models.organisation import Branch, Staff
from portal.models.requests import Request, RequestCategory


@once("submission")
class ReplyPhrase(Model):
    """A text of head office's that staff put into a reply, in two languages, with fields (`rules/phrases.py`)."""

    title_zh = CharField(40)
    title_en = CharField(60)
    body_zh = TextField()
    body_en = TextField()
    category = ForeignKeyField(RequestCategory, null=True, backref="+", on_delete="RESTRICT", index=False)
    position = SmallIntegerField(default=0)
    active = BooleanField(default=True)
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    changed_at = UtcField()
    version = IntegerField(default=1)
    submission = CharField(36, null=True)


@once("submission")
class Subtask(Model):
    """A part of a request that somebody else does by a moment of its own: a person, a post of a branch, or whoever
    takes from the branch's queue. While one that `holds` is open, the request is not settled unless that is said.

    `state`: open, done (with its `result`) or withdrawn.
    """

    request = ForeignKeyField(Request, backref="subtasks", on_delete="CASCADE")
    what = CharField(120)
    details = TextField(default="")
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    post = CharField(32, default="")
    staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    due_at = UtcField()
    holds = BooleanField(default=True)
    asked_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    asked_at = UtcField()
    state = CharField(10, default="open")
    result = TextField(default="")
    done_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    done_at = UtcField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    @property
    def late(self) -> bool:
        return bool(self.due_at < clock.now())


SUBTASK_IS_OPEN = NodeList((Subtask.state, SQL("= 'open'")))
Subtask.add_index(
    Subtask.index(Subtask.branch, Subtask.due_at, Subtask.id, name="subtask_open_at", where=SUBTASK_IS_OPEN)
)
Subtask.add_index(
    Subtask.index(
        Subtask.staff,
        Subtask.due_at,
        Subtask.id,
        name="subtask_open_of",
        where=NodeList((SUBTASK_IS_OPEN, SQL("AND"), Subtask.staff, SQL("IS NOT NULL"))),
    )
)


@once("submission")
class Forward(Model):
    """A request went to another branch, and how the client agreed to it."""

    request = ForeignKeyField(Request, backref="forwards", on_delete="CASCADE")
    from_branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    to_branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    reason = CharField(200)
    consent_channel = CharField(8)
    consent_on = DateField()
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    submission = CharField(36, null=True)


@once("submission")
class RequestLink(Model):
    """Two requests belong together (`related`), or the first is the same as the second (`duplicate`): then it was
    closed, and this keeps its state and its deadline for whoever takes that back."""

    first = ForeignKeyField(Request, backref="links", on_delete="CASCADE")
    second = ForeignKeyField(Request, backref="linked", on_delete="CASCADE")
    kind = CharField(10)
    status_before = CharField(10, default="")
    due_before = UtcField(null=True)
    author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    ended_at = UtcField(null=True)
    submission = CharField(36, null=True)


LINK_STANDS = NodeList((RequestLink.ended_at, SQL("IS NULL")))
RequestLink.add_index(
    RequestLink.index(RequestLink.first, RequestLink.second, name="request_link_stands", unique=True, where=LINK_STANDS)
)
RequestLink.add_index(
    RequestLink.index(
        RequestLink.first,
        name="request_is_duplicate",
        unique=True,
        where=NodeList((RequestLink.kind, SQL("= 'duplicate' AND"), LINK_STANDS)),
    )
)


class Escalation(Model):
    """A level of a clock was called: once a cycle. `level` 1 to 3 (`rules/escalation.py`)."""

    request = ForeignKeyField(Request, backref="escalations", on_delete="CASCADE", index=False)
    clock = CharField(12, default="answer")
    level = SmallIntegerField()
    cycle = SmallIntegerField()
    at = UtcField()

    class Meta:
        indexes = ((("request", "clock", "level", "cycle"), True),)
