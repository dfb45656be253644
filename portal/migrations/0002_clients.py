"""Tiers and the client record."""

from peewee import *
from portal.database import UtcField

def up(migrator, db):
    class Branch(Model):
        class Meta:
            database = db
            table_name = 'branch'

    class Staff(Model):
        class Meta:
            database = db
            table_name = 'staff'

    class Tier(Model):
        code = CharField(primary_key=True, max_length=16)
        rank = SmallIntegerField(unique=True)
        name_zh = CharField(max_length=32)
        name_en = CharField(max_length=32)
        words_zh = CharField(max_length=160, default='')
        words_en = CharField(max_length=240, default='')
        threshold = BigIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'tier'
    db.create_tables([Tier])

    class Client(Model):
        number = CharField(unique=True, max_length=9)
        kind = CharField(max_length=10)
        name = CharField(max_length=120)
        name_latin = CharField(max_length=120, default='')
        name_key = CharField(max_length=160)
        branch = ForeignKeyField(Branch, on_delete='RESTRICT', index=False)
        status = CharField(max_length=10, default='active')
        gender = CharField(max_length=1, default='')
        birthday = DateField(null=True)
        birthday_lunar = BooleanField(default=False)
        document_kind = CharField(max_length=16, default='')
        document_encrypted = TextField(default='')
        document_hmac = CharField(null=True, max_length=64)
        document_masked = CharField(max_length=32, default='')
        mobile = CharField(max_length=20, default='')
        email = CharField(max_length=120, default='')
        wechat = CharField(max_length=64, default='')
        address = CharField(max_length=200, default='')
        district = CharField(max_length=64, default='')
        employer = CharField(max_length=120, default='')
        plant = CharField(max_length=64, default='')
        post = CharField(max_length=64, default='')
        hobbies = CharField(max_length=200, default='')
        preferred_channel = CharField(max_length=10, default='')
        preferred_times = CharField(max_length=80, default='')
        do_not_call = BooleanField(default=False)
        legal_representative = CharField(max_length=64, default='')
        industry = CharField(max_length=64, default='')
        is_liability = BooleanField(default=False)
        is_asset = BooleanField(default=False)
        is_intermediary = BooleanField(default=False)
        tier = ForeignKeyField(Tier, default='standard', on_delete='RESTRICT', index=False)
        tier_since = DateField(null=True)
        aum = BigIntegerField(default=0)
        aum_average = BigIntegerField(default=0)
        aum_month = DateField(null=True)
        aum_before = BigIntegerField(default=0)
        manager = ForeignKeyField(Staff, null=True, on_delete='RESTRICT')
        adviser = ForeignKeyField(Staff, null=True, on_delete='RESTRICT')
        specialists = SmallIntegerField(default=0)
        last_contact = DateField(null=True)
        next_contact_due = DateField()
        open_requests = IntegerField(default=0)
        source = CharField(max_length=16, default='')
        source_key = CharField(null=True, max_length=40)
        created_at = UtcField()
        version = IntegerField(default=1)
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'client'
            indexes = ((('branch', 'next_contact_due', 'id'), False), (('branch', 'aum', 'id'), False), (('branch', 'name_key', 'id'), False), (('branch', 'id'), False), (('next_contact_due', 'id'), False), (('aum', 'id'), False), (('name_key', 'id'), False), (('tier', 'branch'), False), (('district', 'branch'), False), (('source', 'source_key'), True), (('document_hmac',), False), (('mobile',), False))
    db.create_tables([Client])

    class ClientTerm(Model):
        client = ForeignKeyField(Client, primary_key=True, on_delete='CASCADE')
        terms = TextField()
        class Meta:
            database = db
            table_name = 'client_term'
    db.create_tables([ClientTerm])

    class District(Model):
        name = CharField(primary_key=True, max_length=64)
        region = CharField(max_length=64, default='')
        position = SmallIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'district'
    db.create_tables([District])

    class MonthlyAum(Model):
        month = DateField()
        amount = BigIntegerField()
        client = ForeignKeyField(Client, on_delete='CASCADE')
        class Meta:
            database = db
            table_name = 'monthly_aum'
            indexes = ((('client', 'month'), True),)
    db.create_tables([MonthlyAum])

    class Sequence(Model):
        name = CharField(primary_key=True, max_length=32)
        value = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'sequence'
    db.create_tables([Sequence])

    class TierChange(Model):
        tier = ForeignKeyField(Tier, on_delete='RESTRICT')
        since = DateField()
        reason = CharField(max_length=200, default='')
        author = ForeignKeyField(Staff, null=True, on_delete='RESTRICT')
        created_at = UtcField()
        client = ForeignKeyField(Client, on_delete='CASCADE')
        class Meta:
            database = db
            table_name = 'tier_change'
    db.create_tables([TierChange])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('tier_change'))
    migrator.migrate(migrator.drop_table('sequence'))
    migrator.migrate(migrator.drop_table('monthly_aum'))
    migrator.migrate(migrator.drop_table('district'))
    migrator.migrate(migrator.drop_table('client_term'))
    migrator.migrate(migrator.drop_table('client'))
    migrator.migrate(migrator.drop_table('tier'))
