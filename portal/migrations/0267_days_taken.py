"""How many days a complaint took stands on its record, and nothing deletes a complaint or its files."""

from peewee import SmallIntegerField, SqliteDatabase

KEPT = "SELECT 1 FROM complaint c WHERE c.request_id = OLD.request_id"


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    migrator.migrate(migrator.add_column("complaint", "taken", SmallIntegerField(null=True)))
    ended = "ended_at IS NOT NULL"
    if sqlite:
        days = "CAST(julianday(date(ended_at, '+8 hours')) - julianday(received_on) AS INTEGER)"
    else:
        days = "(ended_at + INTERVAL '8 hours')::date - received_on"
    db.execute_sql(f"UPDATE complaint SET taken = {days} WHERE {ended}")  # noqa: S608
    _keep(db, sqlite)


def _keep(db, sqlite):
    if sqlite:
        db.execute_sql(
            "CREATE TRIGGER complaint_kept BEFORE DELETE ON complaint "
            "BEGIN SELECT RAISE(ABORT, 'complaints are kept'); END"
        )
        db.execute_sql(
            f"CREATE TRIGGER complaint_file_kept BEFORE DELETE ON attachment WHEN EXISTS ({KEPT}) "
            "BEGIN SELECT RAISE(ABORT, 'files of complaints are kept'); END"
        )
        return
    db.execute_sql(
        "CREATE FUNCTION keep_complaints() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'complaints are kept'; END $$"
    )
    db.execute_sql(
        f"CREATE FUNCTION keep_files_of_complaints() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ({KEPT}) "
        "THEN RAISE EXCEPTION 'files of complaints are kept'; END IF; RETURN OLD; END $$"
    )
    for name, table, function in (
        ("complaint_kept", "complaint", "keep_complaints"),
        ("complaint_file_kept", "attachment", "keep_files_of_complaints"),
    ):
        db.execute_sql(
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
