"""A seat's dates are corrected afterwards: what stood before is kept, append-only. Changes of teams by month."""

from peewee import CharField, DateField, ForeignKeyField, Model, SqliteDatabase

from portal.database import UtcField

TABLE = "seat_correction"
SQLITE = [
    *(
        f"CREATE TRIGGER {TABLE}_no_{deed} BEFORE {deed.upper()} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        for deed in ("update", "delete")
    ),
    f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END",
]
POSTGRESQL = [
    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
]


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Seat(Model):
        class Meta:
            database = db
            table_name = "seat"

    class SeatCorrection(Model):
        seat = ForeignKeyField(Seat, on_delete="RESTRICT")
        since_before = DateField()
        until_before = DateField(null=True)
        since_after = DateField()
        until_after = DateField(null=True)
        reason = CharField(max_length=200)
        author = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
        at = UtcField()

        class Meta:
            database = db
            table_name = TABLE

    db.create_tables([SeatCorrection])
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
    db.execute_sql("CREATE INDEX seat_since ON seat (since)")
    db.execute_sql("CREATE INDEX seat_until ON seat (until)")
