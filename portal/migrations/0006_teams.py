"""Seats of the 1+1+N team, contacts."""

from peewee import *
from portal.database import UtcField

def up(migrator, db):
    class Client(Model):
        class Meta:
            database = db
            table_name = 'client'

    class Staff(Model):
        class Meta:
            database = db
            table_name = 'staff'

    class Contact(Model):
        client = ForeignKeyField(Client, on_delete='RESTRICT', index=False)
        staff = ForeignKeyField(Staff, on_delete='RESTRICT')
        channel = CharField(max_length=10)
        happened_at = UtcField()
        summary = TextField()
        next_due = DateField(null=True)
        created_at = UtcField()
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'contact'
            indexes = ((('client', 'happened_at'), False),)
    db.create_tables([Contact])

    class Seat(Model):
        client = ForeignKeyField(Client, on_delete='RESTRICT', index=False)
        kind = CharField(max_length=12)
        staff = ForeignKeyField(Staff, on_delete='RESTRICT', index=False)
        since = DateField()
        until = DateField(null=True)
        reason = CharField(max_length=200)
        author = ForeignKeyField(Staff, null=True, on_delete='RESTRICT', index=False)
        ended_reason = CharField(max_length=200, default='')
        ended_by = ForeignKeyField(Staff, null=True, on_delete='RESTRICT', index=False)
        created_at = UtcField()
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'seat'
            indexes = ((('client', 'kind', 'since'), False), (('staff', 'until', 'client'), False))
    db.create_tables([Seat])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('seat'))
    migrator.migrate(migrator.drop_table('contact'))
