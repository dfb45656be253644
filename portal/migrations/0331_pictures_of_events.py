"""Pictures of events: sent together, released, hidden by whoever does not want to be seen."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, Model

from portal.database import UtcField


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

    class PhotoBatch(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE")
        account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
        count = IntegerField(default=0)
        at = UtcField()
        submission = CharField(max_length=36, null=True)

    class EventPhoto(Base):
        batch = ForeignKeyField(PhotoBatch, backref="+", on_delete="CASCADE")
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        token = CharField(max_length=32, unique=True)
        content_type = CharField(max_length=80)
        size = IntegerField()
        storage_name = CharField(max_length=64)
        small_name = CharField(max_length=64)
        state = CharField(max_length=8, default="waits")
        children = BooleanField(default=False)
        decided_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        decided_at = UtcField(null=True)
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("event", "state", "id"), False),)

    class PhotoObjection(Base):
        photo = ForeignKeyField(EventPhoto, backref="+", on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
        account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()

        class Meta:
            indexes = ((("photo", "client"), True),)

    db.create_tables([PhotoBatch, EventPhoto, PhotoObjection])
    db.execute_sql(
        'CREATE UNIQUE INDEX "photo_batch_submission" ON "photo_batch" ("submission") WHERE "submission" IS NOT NULL'
    )
