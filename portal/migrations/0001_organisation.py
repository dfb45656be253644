"""The branch tree, staff, role grants."""

from peewee import *
from portal.database import UtcField

def up(migrator, db):
    class Branch(Model):
        parent = ForeignKeyField('self', null=True, on_delete='RESTRICT')
        kind = CharField(max_length=16)
        code = CharField(unique=True, max_length=16)
        name_zh = CharField(max_length=64)
        name_en = CharField(max_length=96)
        path = CharField(unique=True, max_length=200)
        address = CharField(max_length=160, default='')
        phone = CharField(max_length=32, default='')
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'branch'
    db.create_tables([Branch])

    class Post(Model):
        code = CharField(primary_key=True, max_length=32)
        name_zh = CharField(max_length=32)
        name_en = CharField(max_length=64)
        position = SmallIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'post'
    db.create_tables([Post])

    class Staff(Model):
        name = CharField(max_length=64)
        branch = ForeignKeyField(Branch, on_delete='RESTRICT')
        post = ForeignKeyField(Post, on_delete='RESTRICT')
        mobile = CharField(max_length=20, default='')
        desk_phone = CharField(max_length=20, default='')
        email = CharField(max_length=120, default='')
        introduction_zh = CharField(max_length=200, default='')
        introduction_en = CharField(max_length=300, default='')
        left_on = DateField(null=True)
        version = IntegerField(default=1)
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'staff'
    db.create_tables([Staff])

    class RoleGrant(Model):
        staff = ForeignKeyField(Staff, on_delete='RESTRICT')
        role = CharField(max_length=16)
        branch = ForeignKeyField(Branch, on_delete='RESTRICT')
        since = DateField()
        until = DateField(null=True)
        reason = TextField(default='')
        granted_by = ForeignKeyField(Staff, null=True, on_delete='RESTRICT')
        ended_by = ForeignKeyField(Staff, null=True, on_delete='RESTRICT')
        created_at = UtcField()
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'role_grant'
            indexes = ((('role', 'branch'), False),)
    db.create_tables([RoleGrant])

    class WorkerSign(Model):
        name = CharField(primary_key=True, max_length=32)
        seen_at = UtcField()
        class Meta:
            database = db
            table_name = 'worker_sign'
    db.create_tables([WorkerSign])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('worker_sign'))
    migrator.migrate(migrator.drop_table('role_grant'))
    migrator.migrate(migrator.drop_table('staff'))
    migrator.migrate(migrator.drop_table('post'))
    migrator.migrate(migrator.drop_table('branch'))
