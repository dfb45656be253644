"""The audit trail, its seals and the traces of readings: append-only also for REPLACE and TRUNCATE; a seal says of
which trail it is and how it was made (those of before are plain hashes, from now on they are HMACs)."""

from peewee import SqliteDatabase

COLUMNS = [
    "ALTER TABLE audit_seal ADD COLUMN trail VARCHAR(8) NOT NULL DEFAULT 'audit'",
    "ALTER TABLE audit_seal ADD COLUMN method VARCHAR(8) NOT NULL DEFAULT 'sha256'",
    "CREATE UNIQUE INDEX audit_seal_trail_last ON audit_seal (trail, last)",
]
TABLES = ("audit_entry", "audit_seal", "record_access")
SQLITE = [
    *(
        f"CREATE TRIGGER record_access_no_{deed} BEFORE {deed.upper()} ON record_access "
        "BEGIN SELECT RAISE(ABORT, 'record_access is append-only'); END"
        for deed in ("update", "delete")
    ),
    *(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in TABLES
    ),
    "CREATE TRIGGER audit_seal_no_other BEFORE INSERT ON audit_seal "
    "WHEN EXISTS (SELECT 1 FROM audit_seal WHERE trail = NEW.trail AND last = NEW.last) "
    "BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END",
    "CREATE TRIGGER record_access_no_other BEFORE INSERT ON record_access WHEN NEW.kind = 'open' AND EXISTS "
    "(SELECT 1 FROM record_access WHERE kind = 'open' AND client_id = NEW.client_id AND account_id = NEW.account_id "
    "AND day = NEW.day AND sitting = NEW.sitting AND field = NEW.field) BEGIN SELECT RAISE(IGNORE); END",
]
POSTGRESQL = [
    "CREATE TRIGGER record_access_append_only BEFORE UPDATE OR DELETE ON record_access FOR EACH ROW "
    "EXECUTE FUNCTION refuse_change()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        "EXECUTE FUNCTION refuse_change()"
        for table in TABLES
    ),
]


def up(migrator, db):
    for index in db.get_indexes("audit_seal"):
        if index.unique and index.columns == ["last"]:
            db.execute_sql(f'DROP INDEX "{index.name}"')
    for statement in [*COLUMNS, *(SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL)]:
        db.execute_sql(statement)
