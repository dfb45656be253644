"""From which browsers somebody signed in: strangers do not slow him there. What was counted until now was counted
otherwise, and is forgotten."""

from peewee import CharField, ForeignKeyField, Model

from portal.database import UtcField


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class KnownDevice(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE", index=False)
        device_hash = CharField(max_length=64)
        seen_at = UtcField()

        class Meta:
            database = db
            table_name = "known_device"
            indexes = ((("account", "device_hash"), True),)

    db.create_tables([KnownDevice])
    db.execute_sql("DELETE FROM sign_in_failure")
