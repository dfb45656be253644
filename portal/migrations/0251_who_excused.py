"""Who excused a call of a handover: he is no witness of it."""

from peewee import ForeignKeyField, Model


def up(migrator, db):
    Staff = type("Staff", (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": "staff"})})
    column = ForeignKeyField(Staff, field=Staff.id, null=True, on_delete="RESTRICT", index=False)
    migrator.migrate(migrator.add_column("handover_seat", "excused_by_id", column))
