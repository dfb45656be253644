"""Introductions of clients to each other: what each may be known by, one open matter of a pair, both yes."""

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField, Model

from portal.database import JsonField, UtcField

PARTIAL = (
    'UNIQUE INDEX "introduction_submission" ON "introduction" ("submission") WHERE "submission" IS NOT NULL',
    """UNIQUE INDEX "introduction_one_open" ON "introduction" ("low_id", "high_id") WHERE "state" = 'open'""",
    """INDEX "introduction_runs" ON "introduction" ("until") WHERE "state" = 'open'""",
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Account(Base):
        pass

    class Client(Base):
        pass

    class Event(Base):
        pass

    class Staff(Base):
        pass

    class MeetingCard(Base):
        client = ForeignKeyField(Client, unique=True, backref="+", on_delete="CASCADE")
        token = CharField(max_length=32, unique=True)
        willing = BooleanField(default=False)
        before = JsonField(default=list)
        after = JsonField(default=list)
        words = CharField(max_length=120, default="")
        industry = CharField(max_length=1, default="")
        industries = JsonField(default=list)
        interests = CharField(max_length=200, default="")
        updated_at = UtcField()
        version = IntegerField(default=1)

    class Introduction(Base):
        token = CharField(max_length=32, unique=True)
        low = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
        high = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
        asker = ForeignKeyField(Client, null=True, backref="+", on_delete="CASCADE", index=False)
        proposer = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        event = ForeignKeyField(Event, null=True, backref="+", on_delete="SET NULL")
        words = CharField(max_length=300, default="")
        low_answer = CharField(max_length=3, default="")
        high_answer = CharField(max_length=3, default="")
        state = CharField(max_length=8, default="open")
        account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()
        until = UtcField()
        agreed_at = UtcField(null=True)
        ended_at = UtcField(null=True)
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True)

        class Meta:
            constraints = [Check("low_id < high_id")]
            indexes = ((("low", "state", "id"), False), (("high", "state", "id"), False))

    db.create_tables([MeetingCard, Introduction])
    for one in PARTIAL:
        db.execute_sql(f"CREATE {one}")
