"""A contact says whether it reached the client; personal contact plans, postponements, and what follows from a contact."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, Model, SmallIntegerField

from portal.database import UtcField


def up(migrator, db):
    class Client(Model):
        class Meta:
            database = db
            table_name = "client"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Contact(Model):
        class Meta:
            database = db
            table_name = "contact"

    class ContactPlan(Model):
        client = ForeignKeyField(Client, unique=True, on_delete="CASCADE")
        wished = SmallIntegerField(null=True)
        latest = SmallIntegerField(null=True)
        keeper = CharField(max_length=8, default="adviser")
        channel = CharField(max_length=10, default="")
        times = CharField(max_length=80, default="")
        topics = CharField(max_length=400, default="")
        occasions = CharField(max_length=400, default="")
        stopped = CharField(max_length=8, default="")
        stopped_until = DateField(null=True)
        updated_at = UtcField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "contact_plan"

    class Postponement(Model):
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        staff = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
        until = DateField()
        reason = CharField(max_length=12)
        at = UtcField()
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            database = db
            table_name = "postponement"
            indexes = ((("client", "at"), False),)

    class NextStep(Model):
        contact = ForeignKeyField(Contact, on_delete="CASCADE")
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        staff = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
        what = CharField(max_length=200)
        due = DateField()
        told = BooleanField(default=False)
        created_at = UtcField()
        done_at = UtcField(null=True)
        done_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)

        class Meta:
            database = db
            table_name = "next_step"
            indexes = ((("client", "due"), False), (("staff", "due"), False))

    migrator.migrate(
        migrator.add_column("contact", "outcome", CharField(max_length=12, default="reached")),
        migrator.add_column("contact", "confidential", BooleanField(default=False)),
        migrator.add_index("client", ("manager_id", "next_contact_due", "id")),
        migrator.add_index("client", ("adviser_id", "next_contact_due", "id")),
    )
    db.create_tables([ContactPlan, Postponement, NextStep])
