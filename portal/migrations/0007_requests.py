"""Requests, their threads, clocks and files."""

from peewee import *
from portal.database import UtcField

def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = 'account'

    class Branch(Model):
        class Meta:
            database = db
            table_name = 'branch'

    class Client(Model):
        class Meta:
            database = db
            table_name = 'client'

    class Staff(Model):
        class Meta:
            database = db
            table_name = 'staff'

    class RequestCategory(Model):
        code = CharField(primary_key=True, max_length=16)
        position = SmallIntegerField(default=0)
        icon = CharField(max_length=32)
        name_zh = CharField(max_length=32)
        name_en = CharField(max_length=48)
        minutes = IntegerField()
        active = BooleanField(default=True)
        class Meta:
            database = db
            table_name = 'request_category'
    db.create_tables([RequestCategory])

    class Request(Model):
        number = CharField(unique=True, max_length=16)
        client = ForeignKeyField(Client, on_delete='RESTRICT', index=False)
        branch = ForeignKeyField(Branch, on_delete='RESTRICT', index=False)
        kind = CharField(max_length=12)
        category = ForeignKeyField(RequestCategory, on_delete='RESTRICT', index=False)
        subject = CharField(max_length=120)
        details = TextField()
        status = CharField(max_length=10, default='new')
        filed_by = ForeignKeyField(Account, on_delete='RESTRICT', index=False)
        filed_for = BooleanField(default=False)
        filed_at = UtcField()
        assignee = ForeignKeyField(Staff, null=True, on_delete='RESTRICT', index=False)
        minutes = IntegerField()
        due_at = UtcField(null=True)
        cycle = SmallIntegerField(default=1)
        moved_at = UtcField()
        staff_moved = BooleanField(default=False)
        files = SmallIntegerField(default=0)
        answer = TextField(default='')
        root_cause = CharField(max_length=200, default='')
        resolved_at = UtcField(null=True)
        resolved_late = BooleanField(null=True)
        closed_at = UtcField(null=True)
        score = SmallIntegerField(null=True)
        comment = TextField(default='')
        rated_at = UtcField(null=True)
        version = IntegerField(default=1)
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'request'
            indexes = ((('client', 'id'), False), (('assignee', 'status', 'due_at'), False), (('branch', 'status', 'due_at'), False), (('status', 'due_at'), False))
    db.create_tables([Request])

    class RequestEntry(Model):
        request = ForeignKeyField(Request, on_delete='CASCADE', index=False)
        kind = CharField(max_length=6)
        author = ForeignKeyField(Account, null=True, on_delete='RESTRICT', index=False)
        body = TextField(default='')
        at = UtcField()
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'request_entry'
            indexes = ((('request', 'id'), False),)
    db.create_tables([RequestEntry])

    class Attachment(Model):
        token = CharField(unique=True, max_length=36)
        request = ForeignKeyField(Request, on_delete='CASCADE')
        entry = ForeignKeyField(RequestEntry, null=True, on_delete='CASCADE', index=False)
        internal = BooleanField(default=False)
        name = CharField(max_length=120)
        content_type = CharField(max_length=80)
        size = IntegerField()
        storage_name = CharField(max_length=64)
        uploaded_by = ForeignKeyField(Account, on_delete='RESTRICT', index=False)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'attachment'
    db.create_tables([Attachment])

    class ClockMark(Model):
        request = ForeignKeyField(Request, on_delete='CASCADE', index=False)
        cycle = SmallIntegerField(default=1)
        kind = CharField(max_length=6)
        at = UtcField()
        cause = CharField(max_length=24)
        actor = ForeignKeyField(Account, null=True, on_delete='RESTRICT', index=False)
        class Meta:
            database = db
            table_name = 'clock_mark'
            indexes = ((('request', 'id'), False),)
    db.create_tables([ClockMark])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('clock_mark'))
    migrator.migrate(migrator.drop_table('attachment'))
    migrator.migrate(migrator.drop_table('request_entry'))
    migrator.migrate(migrator.drop_table('request'))
    migrator.migrate(migrator.drop_table('request_category'))
