"""Complaints by regulation: a record beside the request, clocks of calendar days, whom they are about, measures.

A complainant may be no client: then, and only then, a request has no client.
"""

from datetime import UTC, datetime, time, timedelta, timezone

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    SqliteDatabase,
    TextField,
)

from portal.database import JsonField, UtcField

BANK = timezone(timedelta(hours=8))
POLICY = {"plain": 15, "complex": 30, "most": 60, "ask": 30, "answer": 30}
WHOM = "client_id IS NOT NULL OR kind = 'complaint'"
STATES = {"new": "received", "taken": "accepted", "waiting": "accepted", "withdrawn": "withdrawn"}
ONE_OF = (
    "(staff_id IS NOT NULL AND branch_id IS NULL AND partner_id IS NULL)"
    " OR (staff_id IS NULL AND branch_id IS NOT NULL AND partner_id IS NULL)"
    " OR (staff_id IS NULL AND branch_id IS NULL AND partner_id IS NOT NULL)"
)
FOUR_EYES = "decided_by_id IS NULL OR decided_by_id <> asked_by_id"


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    _request_of_nobody(migrator, db, sqlite)
    tables = _tables(db)
    db.create_tables(tables)
    _only_added(db, "complaint_mark", sqlite)
    _earlier_ones(db, {table.__name__: table for table in tables})


def _request_of_nobody(migrator, db, sqlite):
    """A request without a client is a complaint of somebody who is none."""
    if sqlite:
        without = lambda _name, column: column.replace(" NOT NULL", "") + f" CHECK ({WHOM})"  # noqa: E731
        migrator.migrate(migrator._update_column("request", "client_id", without))
        return
    db.execute_sql("ALTER TABLE request ALTER COLUMN client_id DROP NOT NULL")
    db.execute_sql(f"ALTER TABLE request ADD CONSTRAINT request_of_whom CHECK ({WHOM})")


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Request(Base):
        pass

    class Attachment(Base):
        pass

    class Account(Base):
        pass

    class Staff(Base):
        pass

    class Branch(Base):
        pass

    class Partner(Base):
        pass

    class ComplaintGround(Base):
        code = CharField(16, primary_key=True)
        position = SmallIntegerField(default=0)
        name_zh = CharField(80)
        name_en = CharField(120)
        active = BooleanField(default=True)

        class Meta:
            table_name = "complaint_ground"

    class ComplaintWay(Base):
        code = CharField(12, primary_key=True)
        position = SmallIntegerField(default=0)
        name_zh = CharField(40)
        name_en = CharField(60)
        detail_zh = CharField(200, default="")
        detail_en = CharField(300, default="")
        active = BooleanField(default=True)

        class Meta:
            table_name = "complaint_way"

    class Complaint(Base):
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

    Complaint.add_index(
        Complaint.index(
            Complaint.last_day, Complaint.id, name="complaint_running", where=Complaint.last_day.is_null(False)
        )
    )
    Complaint.add_index(
        Complaint.index(Complaint.contact, name="complaint_contact", where=Complaint.contact != SQL("''"))
    )
    Complaint.add_index(Complaint.index(Complaint.repeat_of, where=Complaint.repeat_of.is_null(False)))

    class ComplaintPerson(Base):
        complaint = ForeignKeyField(Complaint, backref="people", on_delete="CASCADE", index=False)
        position = SmallIntegerField()
        name = CharField(64)
        contact = CharField(120, default="")
        speaks = BooleanField(default=False)

        class Meta:
            table_name = "complaint_person"
            indexes = ((("complaint", "position"), True),)

    class ComplaintAbout(Base):
        complaint = ForeignKeyField(Complaint, backref="about", on_delete="CASCADE", index=False)
        kind = CharField(8)
        staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        branch = ForeignKeyField(Branch, null=True, backref="+", on_delete="RESTRICT", index=False)
        partner = ForeignKeyField(Partner, null=True, backref="+", on_delete="RESTRICT", index=False)
        added_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        added_at = UtcField()

        class Meta:
            table_name = "complaint_about"
            constraints = [Check(ONE_OF)]

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

    class ComplaintMark(Base):
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

    class ComplaintExtension(Base):
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
            constraints = [Check(FOUR_EYES)]

    ComplaintExtension.add_index(
        ComplaintExtension.index(
            ComplaintExtension.complaint,
            unique=True,
            name="complaint_extension_open",
            where=ComplaintExtension.decided_at.is_null(),
        )
    )
    ComplaintExtension.add_index(ComplaintExtension.index(ComplaintExtension.complaint, ComplaintExtension.id))

    class ComplaintWarning(Base):
        complaint = ForeignKeyField(Complaint, backref="warnings", on_delete="CASCADE", index=False)
        clock = CharField(6)
        cycle = SmallIntegerField()
        level = CharField(6)
        at = UtcField()

        class Meta:
            table_name = "complaint_warning"
            indexes = ((("complaint", "clock", "cycle", "level"), True),)

    class ComplaintPaper(Base):
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

    class ComplaintMeasure(Base):
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

    for table in (ComplaintExtension, ComplaintMeasure):
        table.add_index(table.index(table.submission, unique=True, where=table.submission.is_null(False)))
    return [
        *(ComplaintGround, ComplaintWay, Complaint, ComplaintPerson, ComplaintAbout, ComplaintMark),
        *(ComplaintExtension, ComplaintWarning, ComplaintPaper, ComplaintMeasure),
    ]


def _only_added(db, table, sqlite):
    if not sqlite:
        db.execute_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for deed in ("update", "delete"):
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    db.execute_sql(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _earlier_ones(db, tables):
    """Complaints from before get their records, with the days of the regulation; open ones are due by them."""
    mark = "?" if isinstance(db, SqliteDatabase) else "%s"
    found = db.execute_sql(
        "SELECT id, branch_id, status, filed_at, filed_for, answer, COALESCE(resolved_at, closed_at, moved_at) "
        "FROM request WHERE kind = 'complaint' ORDER BY id"
    ).fetchall()
    for key, branch, status, filed, filed_for, answer, moved in found:
        at, ended = _moment(filed), None if status in ("new", "taken", "waiting") else _moment(moved)
        received = at.astimezone(BANK).date()
        last = received + timedelta(days=POLICY["plain"])
        timely = None if ended is None else ended.astimezone(BANK).date() <= last
        row = tables["Complaint"].create(
            request=key,
            branch=branch,
            received_on=received,
            channel="phone" if filed_for else "portal",
            state=STATES.get(status, "decided"),
            policy=POLICY,
            last_day=None if ended else last,
            accepted_at=None if status in ("new", "withdrawn") else at,
            ended_at=ended,
            decision=answer if status in ("resolved", "closed") else "",
            told_at=ended if status in ("resolved", "closed") else None,
            timely=timely,
        )
        marks = [("start", at, POLICY["plain"], "received")]
        marks += [("stop", ended, None, row.state)] if ended else []
        for kind, moment, days, cause in marks:
            tables["ComplaintMark"].create(complaint=row, kind=kind, at=moment, days=days, cause=cause)
        due = None if ended else datetime.combine(last, time(23, 59, 59), BANK).astimezone(UTC).replace(tzinfo=None)
        late = None if ended is None else not timely
        db.execute_sql(
            f"UPDATE request SET due_at = {mark}, resolved_late = {mark} WHERE id = {mark}",  # noqa: S608
            (due, late, key),
        )


def _moment(value):
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC)
