"""Services that staff enter: who entered and ended them, why, and whether it was a mistake."""

from peewee import BooleanField, CharField, ForeignKeyField, Model

from portal.database import UtcField


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    def somebody():
        return ForeignKeyField(Staff, Staff.id, null=True, on_delete="RESTRICT", index=False)

    columns = {
        "entered_by_id": somebody(),
        "entered_at": UtcField(null=True),
        "ended_by_id": somebody(),
        "ended_reason": CharField(max_length=200, default=""),
        "wrong": BooleanField(default=False),
        "submission": CharField(max_length=36, null=True),
    }
    migrator.migrate(
        *(migrator.add_column("service_contract", name, field) for name, field in columns.items()),
        migrator.add_index("service_contract", ("submission",), unique=True),
    )
