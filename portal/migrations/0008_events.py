"""Events and sign-ups."""

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

    class Tier(Model):
        code = CharField(primary_key=True, max_length=16)
        class Meta:
            database = db
            table_name = 'tier'

    class Event(Model):
        number = CharField(unique=True, max_length=16)
        branch = ForeignKeyField(Branch, on_delete='RESTRICT', index=False)
        kind = CharField(max_length=16)
        title = CharField(max_length=80)
        description = TextField(default='')
        venue = CharField(max_length=120)
        starts_at = UtcField()
        ends_at = UtcField()
        sign_up_until = UtcField()
        capacity = IntegerField()
        guests_per_client = SmallIntegerField(default=0)
        budget = BigIntegerField(default=0)
        state = CharField(max_length=10, default='draft')
        seats_taken = IntegerField(default=0)
        created_by = ForeignKeyField(Staff, on_delete='RESTRICT', index=False)
        approved_by = ForeignKeyField(Staff, null=True, on_delete='RESTRICT', index=False)
        returned_words = TextField(default='')
        cancelled_words = TextField(default='')
        created_at = UtcField()
        version = IntegerField(default=1)
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'event'
            indexes = ((('branch', 'state', 'starts_at'), False), (('state', 'starts_at'), False))
            constraints = [Check('seats_taken >= 0 AND seats_taken <= capacity')]
    db.create_tables([Event])

    class EventTier(Model):
        event = ForeignKeyField(Event, on_delete='CASCADE')
        tier = ForeignKeyField(Tier, on_delete='RESTRICT', index=False)
        class Meta:
            database = db
            table_name = 'event_tier'
            primary_key = CompositeKey('event', 'tier')
    db.create_tables([EventTier])

    class SignUp(Model):
        event = ForeignKeyField(Event, on_delete='RESTRICT', index=False)
        client = ForeignKeyField(Client, on_delete='RESTRICT')
        guests = SmallIntegerField(default=0)
        guest_names = TextField(default='')
        author = ForeignKeyField(Account, on_delete='RESTRICT', index=False)
        at = UtcField()
        cancelled_at = UtcField(null=True)
        cancelled_by = ForeignKeyField(Account, null=True, on_delete='RESTRICT', index=False)
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'sign_up'
            indexes = ((('event', 'client'), False),)
            constraints = [Check('guests >= 0')]
    db.create_tables([SignUp])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('sign_up'))
    migrator.migrate(migrator.drop_table('event_tier'))
    migrator.migrate(migrator.drop_table('event'))
