"""The bank's own settings, with the dates from which they hold; long work that the worker does for people."""

from peewee import BigIntegerField, CharField, DateField, ForeignKeyField, Model

from portal.database import JsonField, UtcField


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Setting(Model):
        name = CharField(max_length=48)
        value = JsonField()
        since = DateField()
        reason = CharField(max_length=200, default="")
        author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT")
        created_at = UtcField()

        class Meta:
            database = db
            table_name = "setting"
            indexes = ((("name", "since"), True),)

    class Task(Model):
        kind = CharField(max_length=32)
        state = CharField(max_length=10, default="queued")
        params = JsonField(default=dict)
        done = BigIntegerField(default=0)
        total = BigIntegerField(default=0)
        result = JsonField(default=dict)
        error = CharField(max_length=400, default="")
        account = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
        branch = ForeignKeyField(Branch, null=True, on_delete="RESTRICT")
        created_at = UtcField()
        started_at = UtcField(null=True)
        ended_at = UtcField(null=True)

        class Meta:
            database = db
            table_name = "task"
            indexes = ((("state", "id"), False), (("account", "id"), False))

    db.create_tables([Setting, Task])
