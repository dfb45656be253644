"""A change of an approved event waits for its own approval; of a plan it is kept who last changed a figure."""

from peewee import CharField, ForeignKeyField, Model, TextField

from portal.database import JsonField, UtcField


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Event(Model):
        class Meta:
            database = db
            table_name = "event"

    class EventChange(Model):
        event = ForeignKeyField(Event, on_delete="CASCADE")
        state = CharField(max_length=10, default="waits")
        changes = JsonField(default=dict)
        applied = JsonField(default=list)
        authors = JsonField(default=list)
        written_by = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
        at = UtcField()
        reason = TextField(default="")
        decided_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        decided_at = UtcField(null=True)
        words = TextField(default="")

        class Meta:
            database = db
            table_name = "event_change"

    EventChange.add_index(
        EventChange.index(
            EventChange.event, unique=True, name="event_change_one_waits", where=EventChange.state == "waits"
        )
    )
    db.create_tables([EventChange])
    migrator.migrate(
        migrator.add_column(
            "event", "changed_by_id", ForeignKeyField(Staff, Staff.id, null=True, on_delete="RESTRICT", index=False)
        )
    )
