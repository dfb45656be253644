"""In whose name a substitute wrote in a thread: beside what was done in somebody's name, also on the entry."""

from peewee import ForeignKeyField, Model


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db

    person = {"null": True, "field": Staff.id, "backref": "+", "on_delete": "RESTRICT", "index": False}
    migrator.migrate(migrator.add_column("request_entry", "in_name_of_id", ForeignKeyField(Staff, **person)))
