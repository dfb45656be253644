"""Accounts, rights, cards, loans, standing orders, transactions."""

from peewee import *

def up(migrator, db):
    class Client(Model):
        class Meta:
            database = db
            table_name = 'client'

    class HoldingAccount(Model):
        client = ForeignKeyField(Client, on_delete='RESTRICT', index=False)
        number = CharField(max_length=32)
        product = CharField(max_length=12)
        name = CharField(max_length=80, default='')
        statement = CharField(max_length=24, default='')
        opened_on = DateField()
        closed_on = DateField(null=True)
        matures_on = DateField(null=True)
        balance = BigIntegerField(null=True)
        balance_on = DateField(null=True)
        source = CharField(max_length=16, default='')
        source_key = CharField(null=True, max_length=40)
        class Meta:
            database = db
            table_name = 'holding_account'
            indexes = ((('client', 'product'), False), (('source', 'source_key'), True))
    db.create_tables([HoldingAccount])

    class AccountRight(Model):
        account = ForeignKeyField(HoldingAccount, on_delete='CASCADE', index=False)
        client = ForeignKeyField(Client, on_delete='RESTRICT')
        kind = CharField(max_length=12)
        source = CharField(max_length=16, default='')
        source_key = CharField(null=True, max_length=40)
        class Meta:
            database = db
            table_name = 'account_right'
            indexes = ((('account', 'client'), True), (('source', 'source_key'), True))
    db.create_tables([AccountRight])

    class Card(Model):
        client = ForeignKeyField(Client, on_delete='RESTRICT')
        account = ForeignKeyField(HoldingAccount, on_delete='CASCADE')
        number = CharField(max_length=20, default='')
        kind = CharField(max_length=16)
        issued_on = DateField()
        status = CharField(max_length=10, default='active')
        source = CharField(max_length=16, default='')
        source_key = CharField(null=True, max_length=40)
        class Meta:
            database = db
            table_name = 'card'
            indexes = ((('source', 'source_key'), True),)
    db.create_tables([Card])

    class ImportRun(Model):
        format = CharField(max_length=24)
        branch_code = CharField(max_length=16)
        started_at = DateField()
        seconds = SmallIntegerField(default=0)
        summary = CharField(max_length=4000, default='')
        class Meta:
            database = db
            table_name = 'import_run'
    db.create_tables([ImportRun])

    class Loan(Model):
        client = ForeignKeyField(Client, on_delete='RESTRICT')
        account = ForeignKeyField(HoldingAccount, null=True, on_delete='RESTRICT')
        number = CharField(max_length=24, default='')
        name = CharField(max_length=80, default='')
        started_on = DateField()
        months = SmallIntegerField()
        amount = BigIntegerField()
        monthly = BigIntegerField()
        status = CharField(max_length=10)
        source = CharField(max_length=16, default='')
        source_key = CharField(null=True, max_length=40)
        class Meta:
            database = db
            table_name = 'loan'
            indexes = ((('source', 'source_key'), True),)
    db.create_tables([Loan])

    class StandingOrder(Model):
        account = ForeignKeyField(HoldingAccount, on_delete='CASCADE')
        bank_to = CharField(max_length=24)
        account_to = CharField(max_length=32)
        amount = BigIntegerField()
        purpose = CharField(max_length=16, default='')
        source = CharField(max_length=16, default='')
        source_key = CharField(null=True, max_length=40)
        class Meta:
            database = db
            table_name = 'standing_order'
            indexes = ((('source', 'source_key'), True),)
    db.create_tables([StandingOrder])

    class Transaction(Model):
        account = ForeignKeyField(HoldingAccount, on_delete='CASCADE', index=False)
        happened_on = DateField()
        direction = CharField(max_length=6)
        operation = CharField(max_length=24, default='')
        purpose = CharField(max_length=16, default='')
        amount = BigIntegerField()
        balance = BigIntegerField()
        other_bank = CharField(max_length=24, default='')
        other_account = CharField(max_length=32, default='')
        source = CharField(max_length=16, default='')
        source_key = CharField(null=True, max_length=40)
        class Meta:
            database = db
            table_name = 'transaction'
            indexes = ((('account', 'happened_on', 'id'), False), (('source', 'source_key'), True))
    db.create_tables([Transaction])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('transaction'))
    migrator.migrate(migrator.drop_table('standing_order'))
    migrator.migrate(migrator.drop_table('loan'))
    migrator.migrate(migrator.drop_table('import_run'))
    migrator.migrate(migrator.drop_table('card'))
    migrator.migrate(migrator.drop_table('account_right'))
    migrator.migrate(migrator.drop_table('holding_account'))
