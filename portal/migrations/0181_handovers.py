"""Clients are handed over: who, why, from when, and a line for each seat that passes."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, Model, TextField

from portal.database import UtcField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db

    class Staff(Base):
        pass

    class Branch(Base):
        pass

    class Client(Base):
        pass

    class Contact(Base):
        pass

    class Seat(Base):
        pass

    person = {"null": True, "backref": "+", "on_delete": "RESTRICT", "index": False}

    class Handover(Base):
        number = CharField(max_length=16, unique=True)
        staff = ForeignKeyField(Staff, on_delete="RESTRICT")
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
        cause = CharField(max_length=16)
        begins = DateField()
        credit_from = DateField()
        seen_from = DateField(null=True)
        state = CharField(max_length=10, default="preparing")
        reason = CharField(max_length=200, default="")
        author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        created_at = UtcField()
        checked_by = ForeignKeyField(Staff, **person)
        checked_at = UtcField(null=True)
        passed_at = UtcField(null=True)
        witness = ForeignKeyField(Staff, **person)
        signed_at = UtcField(null=True)
        cancelled_by = ForeignKeyField(Staff, **person)
        cancelled_at = UtcField(null=True)
        cancelled_words = CharField(max_length=200, default="")
        back_of = ForeignKeyField("self", **person)
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True)

        class Meta:
            indexes = ((("state", "begins"), False), (("branch", "state"), False))

    class HandoverSeat(Base):
        handover = ForeignKeyField(Handover, on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, on_delete="RESTRICT")
        seat = ForeignKeyField(Seat, on_delete="RESTRICT", index=False)
        kind = CharField(max_length=12)
        receiver = ForeignKeyField(Staff, **person)
        runner_up = ForeignKeyField(Staff, **person)
        term = CharField(max_length=10, default="")
        open_reason = CharField(max_length=10, default="")
        must_know = TextField(default="")
        running = BooleanField(default=True)
        outcome = CharField(max_length=10, default="")
        called_at = UtcField(null=True)
        called_by = ForeignKeyField(Staff, **person)
        contact = ForeignKeyField(Contact, null=True, backref="+", on_delete="SET NULL", index=False)
        excused = CharField(max_length=200, default="")

        class Meta:
            table_name = "handover_seat"
            indexes = ((("handover", "id"), False), (("receiver", "handover"), False))

    db.create_tables([Handover, HandoverSeat])
    for statement in (
        "CREATE UNIQUE INDEX handover_submission ON handover (submission) WHERE submission IS NOT NULL",
        "CREATE UNIQUE INDEX handover_one_runs ON handover (staff_id) WHERE state IN ('preparing', 'checked')",
        "CREATE UNIQUE INDEX handover_seat_once ON handover_seat (seat_id) WHERE running",
    ):
        db.execute_sql(statement)
