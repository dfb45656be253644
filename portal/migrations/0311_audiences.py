"""Whom an event invites beside the tiers, in which waves, what they answered; who was reminded."""

from peewee import (
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from portal.database import UtcField


def up(migrator, db):
    db.execute_sql("ALTER TABLE event ADD COLUMN by_invitation BOOLEAN NOT NULL DEFAULT FALSE")
    db.execute_sql("ALTER TABLE sign_up ADD COLUMN reminded SMALLINT NOT NULL DEFAULT 0")
    db.create_tables(_tables(db))


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Event(Base):
        pass

    class Client(Base):
        pass

    class Staff(Base):
        pass

    class SavedFilter(Base):
        pass

    class EventAudience(Base):
        event = ForeignKeyField(Event, primary_key=True, backref="+", on_delete="CASCADE")
        classes = TextField(default="[]")
        tags = TextField(default="[]")
        saved_filter = ForeignKeyField(SavedFilter, null=True, backref="+", on_delete="SET NULL", index=False)
        waves = TextField(default="{}")
        version = IntegerField(default=1)

    class EventPick(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
        author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()

        class Meta:
            primary_key = CompositeKey("event", "client")

    class Invitation(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
        visible_from = UtcField()
        told_at = UtcField(null=True)
        answer = CharField(max_length=5, default="")
        answered_at = UtcField(null=True)
        by_hand = BooleanField(default=False)

        class Meta:
            indexes = ((("event", "client"), True), (("told_at", "visible_from"), False))

    return [EventAudience, EventPick, Invitation]
