"""Complaints by regulation (R6): a record beside the request that holds the thread, and what hangs on it."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from portal.database import JsonField, Model, UtcField, once
from portal.models.accounts import Account
from portal.models.benefits.catalogue import Partner
from portal.models.organisation import Branch, Staff
from portal.models.requests import Attachment, Request


class ComplaintGround(Model):
    """A ground on which a complaint may be refused."""

    code = CharField(16, primary_key=True)
    position = SmallIntegerField(default=0)
    name_zh = CharField(80)
    name_en = CharField(120)
    active = BooleanField(default=True)
    version = IntegerField(default=1)

    class Meta:
        table_name = "complaint_ground"


class ComplaintWay(Model):
    """A way by which a complaint may be brought, as the public page shows it; `detail`: where it leads."""

    code = CharField(12, primary_key=True)
    position = SmallIntegerField(default=0)
    name_zh = CharField(40)
    name_en = CharField(60)
    detail_zh = CharField(200, default="")
    detail_en = CharField(300, default="")
    active = BooleanField(default=True)
    version = IntegerField(default=1)

    class Meta:
        table_name = "complaint_way"


class Complaint(Model):
    """What the regulation asks of a complaint, beside its request (one to one, made in the same deed).

    `complainant`: the client himself, an agent (with `authority`), an heir, joint complainants, or somebody who is no
    client at all (`other`: the request has no client). `name` and `contact` (E.164 or an address) are theirs: personal,
    never in lists, notices or the trail. `branch`: the branch that handles it (derived/holders.py). `policy`: the days
    it was promised under (rules/complaints.py), which no later setting moves. `last_day`, `timely`, `extended`, `taken`
    follow from the marks (derived/complaints.py): the last day of the clock that runs, none while none does; the days
    until it ended. `class_channel`, `class_business`, `class_cause` are codes of the standard, `inner_cause` of our own
    tree; `redress` in fen. `told_at`: when the decision reached the complainant, from which the days for asking a
    review are counted.
    """

    request = ForeignKeyField(Request, backref="+", unique=True, on_delete="CASCADE")
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    complainant = CharField(8, default="client")
    name = CharField(64, default="")
    contact = CharField(120, default="")
    authority = ForeignKeyField(Attachment, null=True, backref="+", on_delete="SET NULL", index=False)
    incident_on = DateField(null=True)
    received_on = DateField()
    channel = CharField(12, default="portal")
    state = CharField(10, default="received")
    ground = ForeignKeyField(ComplaintGround, null=True, backref="+", on_delete="RESTRICT", index=False)
    policy = JsonField()
    last_day = DateField(null=True)
    accepted_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    decided_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    decision = TextField(default="")
    outcome = CharField(12, default="")
    told_at = UtcField(null=True)
    class_channel = CharField(16, null=True)
    class_business = CharField(16, null=True)
    class_cause = CharField(16, null=True)
    inner_cause = CharField(24, null=True)
    response = CharField(12, null=True)
    redress = BigIntegerField(null=True)
    timely = BooleanField(null=True)
    taken = SmallIntegerField(null=True)
    extended = SmallIntegerField(default=0)
    review_asked_at = UtcField(null=True)
    review_words = TextField(default="")
    review_ended_at = UtcField(null=True)
    review_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    review_decision = TextField(default="")
    review_outcome = CharField(12, default="")
    repeat_of = ForeignKeyField("self", null=True, backref="repeats", on_delete="SET NULL", index=False)
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("branch", "received_on", "id"), False),)

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it: never the complainant's name."""
        return {"number": self.request.number, "subject": self.request.subject}


Complaint.add_index(
    Complaint.index(Complaint.last_day, Complaint.id, name="complaint_running", where=Complaint.last_day.is_null(False))
)
Complaint.add_index(Complaint.index(Complaint.contact, name="complaint_contact", where=Complaint.contact != SQL("''")))
Complaint.add_index(Complaint.index(Complaint.repeat_of, where=Complaint.repeat_of.is_null(False)))


class ComplaintPerson(Model):
    """One of several who complain together; at most five of them speak for all."""

    complaint = ForeignKeyField(Complaint, backref="people", on_delete="CASCADE", index=False)
    position = SmallIntegerField()
    name = CharField(64)
    contact = CharField(120, default="")
    speaks = BooleanField(default=False)

    class Meta:
        table_name = "complaint_person"
        indexes = ((("complaint", "position"), True),)


class ComplaintAbout(Model):
    """Whom or what a complaint is about: one of a colleague, a branch, a partner, each once."""

    complaint = ForeignKeyField(Complaint, backref="about", on_delete="CASCADE", index=False)
    kind = CharField(8)
    staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    branch = ForeignKeyField(Branch, null=True, backref="+", on_delete="RESTRICT", index=False)
    partner = ForeignKeyField(Partner, null=True, backref="+", on_delete="RESTRICT", index=False)
    added_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    added_at = UtcField()

    class Meta:
        table_name = "complaint_about"


for _one in (ComplaintAbout.staff, ComplaintAbout.branch, ComplaintAbout.partner):
    ComplaintAbout.add_index(
        ComplaintAbout.index(
            _one,
            ComplaintAbout.complaint,
            unique=True,
            name=f"complaint_about_{_one.name}",
            where=_one.is_null(False),
        )
    )
ComplaintAbout.add_index(ComplaintAbout.index(ComplaintAbout.complaint))


class ComplaintMark(Model):
    """The log of the statutory clocks: `start`, `extend` (to `days` in all), `stop`; of the complaint (`case`) or of
    the `review` that was asked. Append-only."""

    complaint = ForeignKeyField(Complaint, backref="marks", on_delete="CASCADE", index=False)
    clock = CharField(6, default="case")
    kind = CharField(6)
    at = UtcField()
    days = SmallIntegerField(null=True)
    cause = CharField(16)
    reason = CharField(500, default="")
    actor = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)

    class Meta:
        table_name = "complaint_mark"
        indexes = ((("complaint", "id"), False),)


@once("submission")
class ComplaintExtension(Model):
    """The upper level is asked for the last extension; one person asks, another of the upper level decides (CHECK)."""

    complaint = ForeignKeyField(Complaint, backref="extensions", on_delete="CASCADE", index=False)
    days = SmallIntegerField()
    reason = CharField(500)
    asked_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    asked_at = UtcField()
    approved = BooleanField(null=True)
    decided_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    decided_at = UtcField(null=True)
    words = CharField(500, default="")
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        table_name = "complaint_extension"


ComplaintExtension.add_index(
    ComplaintExtension.index(
        ComplaintExtension.complaint,
        unique=True,
        name="complaint_extension_open",
        where=ComplaintExtension.decided_at.is_null(),
    )
)
ComplaintExtension.add_index(ComplaintExtension.index(ComplaintExtension.complaint, ComplaintExtension.id))


class ComplaintWarning(Model):
    """Somebody was told that a clock ends soon: each `level` once for each last day (`cycle`: extensions so far)."""

    complaint = ForeignKeyField(Complaint, backref="warnings", on_delete="CASCADE", index=False)
    clock = CharField(6)
    cycle = SmallIntegerField()
    level = CharField(6)
    at = UtcField()

    class Meta:
        table_name = "complaint_warning"
        indexes = ((("complaint", "clock", "cycle", "level"), True),)


class ComplaintPaper(Model):
    """A paper of a complaint: `held` (we have it in the record), `asked` of the complainant, or `received` from him.
    What the bank holds is never asked for again."""

    complaint = ForeignKeyField(Complaint, backref="papers", on_delete="CASCADE", index=False)
    kind = CharField(16)
    state = CharField(8)
    words = CharField(200, default="")
    by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    received_at = UtcField(null=True)

    class Meta:
        table_name = "complaint_paper"
        indexes = ((("complaint", "kind"), True),)


@once("submission")
class ComplaintMeasure(Model):
    """What is done against the cause of a complaint, by whom and until when; on `look_on` its effect is looked at: how
    many complaints had that cause so many days before and after it was done (`n`: complaints of all causes)."""

    complaint = ForeignKeyField(Complaint, backref="measures", on_delete="CASCADE")
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    cause = CharField(24)
    what = CharField(500)
    owner = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    due = DateField()
    done_at = UtcField(null=True)
    done_words = CharField(500, default="")
    look_on = DateField(null=True)
    before_count = IntegerField(null=True)
    before_all = IntegerField(null=True)
    after_count = IntegerField(null=True)
    after_all = IntegerField(null=True)
    looked_at = UtcField(null=True)
    looked_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    verdict = CharField(8, default="")
    looked_words = CharField(500, default="")
    made_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
    made_at = UtcField()
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        table_name = "complaint_measure"
        indexes = ((("branch", "id"), False),)


_WAITS = ComplaintMeasure.looked_at.is_null()
ComplaintMeasure.add_index(
    ComplaintMeasure.index(
        ComplaintMeasure.owner, ComplaintMeasure.due, name="complaint_measure_of_staff", where=_WAITS
    )
)


class ComplaintClass(Model):
    """One class of an axis: `channel`, `business` and `cause` of the standard (JR/T 0169-2018), or `inner`, our own
    tree of causes. `parent` is the class of the same axis that it belongs to, `number` what the standard calls it,
    `standard` the standard's cause that an inner one belongs to. What is switched off stays with the complaints that
    have it."""

    axis = CharField(8)
    code = CharField(24)
    parent = CharField(24, default="")
    number = CharField(12, default="")
    standard = CharField(16, default="")
    position = SmallIntegerField(default=0)
    name_zh = CharField(40)
    name_en = CharField(60)
    active = BooleanField(default=True)
    version = IntegerField(default=1)

    class Meta:
        table_name = "complaint_class"
        indexes = ((("axis", "code"), True),)


Complaint.add_index(Complaint.index(Complaint.received_on, Complaint.id, name="complaint_received"))
_DECIDED = Complaint.decided_by.is_null(False)
Complaint.add_index(
    Complaint.index(Complaint.decided_by, Complaint.received_on, name="complaint_decided", where=_DECIDED)
)
