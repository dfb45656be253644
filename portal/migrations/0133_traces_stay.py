"""Who looked at a record: once a sitting, never changed and never taken away.

A trace stays when the record it speaks of goes (an import that is taken back) or is merged into another, so it names the
client without being tied to it.
"""

from peewee import SqliteDatabase

COLUMNS = "id, client_id, account_id, kind, field, reason, day, at"

SQLITE = [
    """CREATE TABLE record_access_new (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL, kind VARCHAR(8) NOT NULL, field VARCHAR(24) NOT NULL, reason VARCHAR(200) NOT NULL,
    day DATE NOT NULL, at DATETIME NOT NULL, sitting INTEGER NOT NULL,
    FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT)""",
    f"INSERT INTO record_access_new ({COLUMNS}, sitting) SELECT {COLUMNS}, 0 FROM record_access",
    "DROP TABLE record_access",
    "ALTER TABLE record_access_new RENAME TO record_access",
    "CREATE INDEX record_access_client_id_id ON record_access (client_id, id)",
    "CREATE INDEX record_access_account_id_kind_at ON record_access (account_id, kind, at)",
]
POSTGRESQL = [
    "ALTER TABLE record_access DROP CONSTRAINT record_access_client_id_fkey",
    "ALTER TABLE record_access ADD COLUMN sitting integer NOT NULL DEFAULT 0",
    "ALTER TABLE record_access ALTER COLUMN sitting DROP DEFAULT",
    "DROP INDEX record_opened",
]
ONCE = (
    "CREATE UNIQUE INDEX record_opened ON record_access (client_id, account_id, day, sitting, field) "
    "WHERE kind = 'open'"
)


def up(migrator, db):
    for statement in [*(SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL), ONCE]:
        db.execute_sql(statement)
