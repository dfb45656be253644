"""Notices and the audit trail."""

from peewee import *
from portal.database import JsonField
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

    class AuditEntry(Model):
        at = UtcField()
        actor = ForeignKeyField(Account, null=True, on_delete='RESTRICT', index=False)
        actor_name = CharField(max_length=64, default='')
        action = CharField(max_length=40)
        subject_type = CharField(max_length=24)
        subject_id = BigIntegerField(null=True)
        branch = ForeignKeyField(Branch, null=True, on_delete='RESTRICT', index=False)
        words = JsonField(default=dict)
        changes = JsonField(default=dict)
        ip = CharField(max_length=45, default='')
        request_id = CharField(max_length=36, default='')
        class Meta:
            database = db
            table_name = 'audit_entry'
            indexes = ((('branch', 'id'), False), (('actor', 'id'), False), (('subject_type', 'subject_id', 'id'), False), (('action', 'id'), False))
    db.create_tables([AuditEntry])

    class AuditSeal(Model):
        first = BigIntegerField()
        last = BigIntegerField(unique=True)
        count = IntegerField()
        previous = CharField(max_length=64)
        digest = CharField(max_length=64)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'audit_seal'
    db.create_tables([AuditSeal])

    class Notice(Model):
        account = ForeignKeyField(Account, on_delete='CASCADE', index=False)
        kind = CharField(max_length=32)
        words = JsonField(default=dict)
        path = CharField(max_length=160, default='')
        at = UtcField()
        read_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'notice'
            indexes = ((('account', 'id'), False),)
    db.create_tables([Notice])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('notice'))
    migrator.migrate(migrator.drop_table('audit_seal'))
    migrator.migrate(migrator.drop_table('audit_entry'))
