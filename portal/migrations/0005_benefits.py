"""The catalogue of benefits and its ledger."""

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

    class Tier(Model):
        code = CharField(primary_key=True, max_length=16)
        class Meta:
            database = db
            table_name = 'tier'

    class Benefit(Model):
        code = CharField(primary_key=True, max_length=24)
        position = SmallIntegerField(default=0)
        icon = CharField(max_length=32)
        name_zh = CharField(max_length=48)
        name_en = CharField(max_length=80)
        words_zh = CharField(max_length=240, default='')
        words_en = CharField(max_length=360, default='')
        unit = CharField(max_length=12, default='time')
        days_ahead = SmallIntegerField(default=0)
        guest_allowed = BooleanField(default=False)
        class Meta:
            database = db
            table_name = 'benefit'
    db.create_tables([Benefit])

    class Allowance(Model):
        tier = ForeignKeyField(Tier, on_delete='CASCADE')
        benefit = ForeignKeyField(Benefit, on_delete='CASCADE')
        yearly = IntegerField()
        class Meta:
            database = db
            table_name = 'allowance'
            primary_key = CompositeKey('tier', 'benefit')
    db.create_tables([Allowance])

    class BenefitUse(Model):
        client = ForeignKeyField(Client, on_delete='RESTRICT')
        benefit = ForeignKeyField(Benefit, on_delete='RESTRICT')
        used_on = DateField()
        quantity = SmallIntegerField(default=1)
        guest_name = CharField(max_length=64, default='')
        recorded_by = ForeignKeyField(Staff, null=True, on_delete='RESTRICT')
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'benefit_use'
            indexes = ((('client', 'used_on'), False),)
    db.create_tables([BenefitUse])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('benefit_use'))
    migrator.migrate(migrator.drop_table('allowance'))
    migrator.migrate(migrator.drop_table('benefit'))
