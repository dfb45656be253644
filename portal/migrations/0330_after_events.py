"""What came of an event: thanks, what guests said, what was spent with receipts, the result."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
)

from portal.database import UtcField

ONCE = ("event_feedback", "expense")


def up(migrator, db):
    db.create_tables(_tables(db))
    db.execute_sql("CREATE INDEX follow_up_cause_ref_client_id ON follow_up (cause, ref, client_id)")
    for table in ONCE:
        db.execute_sql(
            f'CREATE UNIQUE INDEX "{table}_submission" ON "{table}" ("submission") WHERE "submission" IS NOT NULL'
        )


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Account(Base):
        pass

    class BudgetLine(Base):
        pass

    class Client(Base):
        pass

    class Event(Base):
        pass

    class Staff(Base):
        pass

    def person(null=True):
        return ForeignKeyField(Staff, null=null, backref="+", on_delete="RESTRICT", index=False)

    class EventThanks(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
        asked = BooleanField(default=False)
        at = UtcField()

        class Meta:
            table_name = "event_thanks"
            indexes = ((("event", "client"), True),)

    class Feedback(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
        score = SmallIntegerField()
        good = CharField(max_length=500, default="")
        wish = CharField(max_length=500, default="")
        account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()
        submission = CharField(max_length=36, null=True)

        class Meta:
            table_name = "event_feedback"
            indexes = ((("event", "client"), True),)

    class Expense(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="RESTRICT")
        line = ForeignKeyField(BudgetLine, null=True, backref="+", on_delete="SET NULL", index=False)
        amount = BigIntegerField()
        on = DateField()
        words = CharField(max_length=120)
        token = CharField(max_length=32, unique=True)
        name = CharField(max_length=120, default="")
        content_type = CharField(max_length=80, default="")
        size = IntegerField(default=0)
        storage_name = CharField(max_length=64, default="")
        author = person(null=False)
        at = UtcField()
        struck_at = UtcField(null=True)
        struck_by = person()
        struck_reason = CharField(max_length=200, default="")
        submission = CharField(max_length=36, null=True)

    class EventResult(Base):
        event = ForeignKeyField(Event, unique=True, backref="+", on_delete="CASCADE")
        went = CharField(max_length=2000, default="")
        follows = CharField(max_length=2000, default="")
        returned = CharField(max_length=500, default="")
        completed_at = UtcField(null=True)
        completed_by = person()
        closed_at = UtcField(null=True)
        closed_by = person()
        version = IntegerField(default=1)

    return [EventThanks, Feedback, Expense, EventResult]
