"""Logins, devices, one-time codes."""

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

    class Account(Model):
        username = CharField(unique=True, max_length=64)
        password_hash = CharField(null=True, max_length=200)
        staff = ForeignKeyField(Staff, unique=True, null=True, on_delete='RESTRICT')
        client = ForeignKeyField(Client, null=True, on_delete='RESTRICT')
        person_name = CharField(max_length=64, default='')
        authority = CharField(max_length=32, default='')
        mobile = CharField(unique=True, null=True, max_length=20)
        language = CharField(max_length=2, default='')
        theme = CharField(max_length=8, default='auto')
        active = BooleanField(default=True)
        is_demo = BooleanField(default=False)
        demo_position = IntegerField(default=0)
        demo_zh = CharField(max_length=160, default='')
        demo_en = CharField(max_length=240, default='')
        password_changed_at = UtcField(null=True)
        created_at = UtcField()
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'account'
    db.create_tables([Account])

    class ActivationCode(Model):
        account = ForeignKeyField(Account, on_delete='CASCADE')
        code_hash = CharField(unique=True, max_length=64)
        issued_by = ForeignKeyField(Account, null=True, on_delete='RESTRICT')
        created_at = UtcField()
        expires_at = UtcField()
        used_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'activation_code'
    db.create_tables([ActivationCode])

    class SignIn(Model):
        token_hash = CharField(unique=True, max_length=64)
        account = ForeignKeyField(Account, on_delete='CASCADE')
        device = CharField(max_length=160, default='')
        ip = CharField(max_length=45, default='')
        created_at = UtcField()
        last_seen_at = UtcField()
        ended_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'sign_in'
            indexes = ((('account', 'ended_at'), False),)
    db.create_tables([SignIn])

    class SignInFailure(Model):
        subject = CharField(primary_key=True, max_length=64)
        failures = IntegerField(default=0)
        failed_at = UtcField()
        class Meta:
            database = db
            table_name = 'sign_in_failure'
    db.create_tables([SignInFailure])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('sign_in_failure'))
    migrator.migrate(migrator.drop_table('sign_in'))
    migrator.migrate(migrator.drop_table('activation_code'))
    migrator.migrate(migrator.drop_table('account'))
