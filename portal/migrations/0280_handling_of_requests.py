"""What is done around a request: parts asked of others, forwarding, links, levels of its clock, approved phrases; whom
praise is for; when the client was asked how it was. Praise has no moment by which it is late."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

from portal.database import UtcField

OPEN = "status IN ('new', 'taken', 'waiting')"
DUE = "COALESCE(due_at, '9999-12-31 00:00:00')"
WIDER = {
    "request_open": (f"branch_id, {DUE}, id, status, due_at, holder_id, kind, category_id", OPEN),
    "request_of_nobody": (
        f"branch_id, {DUE}, id, status, due_at, holder_id, kind, category_id",
        f"{OPEN} AND holder_id IS NULL",
    ),
    "request_of_staff": ("holder_id, status, due_at, kind, category_id", "holder_id IS NOT NULL"),
}
FEW = {
    "request_level_at": ("level_at", "level_at IS NOT NULL"),
    "request_invited": ("invited_at", "status = 'resolved' AND invited_at IS NOT NULL"),
    "request_rated": ("branch_id, rated_at, score, category_id, holder_id, kind", "rated_at IS NOT NULL"),
}
PARTIAL = (
    'UNIQUE INDEX "reply_phrase_submission" ON "reply_phrase" ("submission") WHERE "submission" IS NOT NULL',
    'UNIQUE INDEX "subtask_submission" ON "subtask" ("submission") WHERE "submission" IS NOT NULL',
    'UNIQUE INDEX "forward_submission" ON "forward" ("submission") WHERE "submission" IS NOT NULL',
    'UNIQUE INDEX "request_link_submission" ON "request_link" ("submission") WHERE "submission" IS NOT NULL',
    """INDEX "subtask_open_at" ON "subtask" ("branch_id", "due_at", "id") WHERE "state" = 'open'""",
    """INDEX "subtask_open_of" ON "subtask" ("staff_id", "due_at", "id")
       WHERE "state" = 'open' AND "staff_id" IS NOT NULL""",
    'UNIQUE INDEX "request_link_stands" ON "request_link" ("first_id", "second_id") WHERE "ended_at" IS NULL',
    """UNIQUE INDEX "request_is_duplicate" ON "request_link" ("first_id")
       WHERE "kind" = 'duplicate' AND "ended_at" IS NULL""",
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Branch(Base):
        pass

    class Staff(Base):
        pass

    class RequestCategory(Base):
        code = CharField(16, primary_key=True)

    class Request(Base):
        pass

    def person(null=True):
        return ForeignKeyField(Staff, null=null, backref="+", on_delete="RESTRICT", index=False)

    def place():
        return ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)

    class ReplyPhrase(Base):
        title_zh = CharField(40)
        title_en = CharField(60)
        body_zh = TextField()
        body_en = TextField()
        category = ForeignKeyField(RequestCategory, null=True, backref="+", on_delete="RESTRICT", index=False)
        position = SmallIntegerField(default=0)
        active = BooleanField(default=True)
        author = person()
        changed_at = UtcField()
        version = IntegerField(default=1)
        submission = CharField(36, null=True)

    class Subtask(Base):
        request = ForeignKeyField(Request, backref="+", on_delete="CASCADE")
        what = CharField(120)
        details = TextField(default="")
        branch = place()
        post = CharField(32, default="")
        staff = person()
        due_at = UtcField()
        holds = BooleanField(default=True)
        asked_by = person(null=False)
        asked_at = UtcField()
        state = CharField(10, default="open")
        result = TextField(default="")
        done_by = person()
        done_at = UtcField(null=True)
        version = IntegerField(default=1)
        submission = CharField(36, null=True)

    class Forward(Base):
        request = ForeignKeyField(Request, backref="+", on_delete="CASCADE")
        from_branch = place()
        to_branch = place()
        reason = CharField(200)
        consent_channel = CharField(8)
        consent_on = DateField()
        author = person(null=False)
        at = UtcField()
        submission = CharField(36, null=True)

    class RequestLink(Base):
        first = ForeignKeyField(Request, backref="+", on_delete="CASCADE")
        second = ForeignKeyField(Request, backref="+", on_delete="CASCADE")
        kind = CharField(10)
        status_before = CharField(10, default="")
        due_before = UtcField(null=True)
        author = person(null=False)
        at = UtcField()
        ended_by = person()
        ended_at = UtcField(null=True)
        submission = CharField(36, null=True)

    class Escalation(Base):
        request = ForeignKeyField(Request, backref="+", on_delete="CASCADE", index=False)
        clock = CharField(12, default="answer")
        level = SmallIntegerField()
        cycle = SmallIntegerField()
        at = UtcField()

        class Meta:
            indexes = ((("request", "clock", "level", "cycle"), True),)

    db.create_tables([ReplyPhrase, Subtask, Forward, RequestLink, Escalation])
    for index in PARTIAL:
        db.execute_sql(f"CREATE {index}")
    praised = {"null": True, "field": Staff.id, "backref": "+", "on_delete": "RESTRICT", "index": False}
    migrator.migrate(
        migrator.add_column("request", "praised_id", ForeignKeyField(Staff, **praised)),
        migrator.add_column("request", "told_due", UtcField(null=True)),
        migrator.add_column("request", "level", SmallIntegerField(default=0)),
        migrator.add_column("request", "level_at", UtcField(null=True)),
        migrator.add_column("request", "invited_at", UtcField(null=True)),
        migrator.add_column("request", "reminded_at", UtcField(null=True)),
    )
    db.execute_sql("UPDATE request SET due_at = NULL WHERE kind = 'praise'")
    db.execute_sql("UPDATE request SET resolved_late = FALSE WHERE kind = 'praise' AND resolved_late IS NOT NULL")
    # the worker reckons the levels of each when its moment comes
    db.execute_sql(f"UPDATE request SET level_at = due_at WHERE {OPEN} AND due_at IS NOT NULL AND kind <> 'complaint'")  # noqa: S608
    for name, (columns, condition) in WIDER.items():
        db.execute_sql(f"DROP INDEX {name}")
        db.execute_sql(f"CREATE INDEX {name} ON request ({columns}) WHERE {condition}")
    for name, (columns, condition) in FEW.items():
        db.execute_sql(f"CREATE INDEX {name} ON request ({columns}) WHERE {condition}")
