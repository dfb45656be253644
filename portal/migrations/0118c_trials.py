"""Whom other rules would move: kept for some days where the bank is too big to ask while a page waits."""

from peewee import *


def up(migrator, db):
    class Task(Model):
        class Meta:
            database = db
            table_name = 'task'

    class Client(Model):
        class Meta:
            database = db
            table_name = 'client'

    class TrialMover(Model):
        task = ForeignKeyField(Task, on_delete='CASCADE', index=False)
        client = ForeignKeyField(Client, on_delete='CASCADE')
        branch = IntegerField()
        kind = CharField(max_length=10)
        average = BigIntegerField()
        own = SmallIntegerField()
        goes = SmallIntegerField()
        class Meta:
            database = db
            table_name = 'trial_mover'
            indexes = ((('task', 'kind', 'client'), False), (('task', 'kind', 'branch', 'client'), False))
    db.create_tables([TrialMover])
