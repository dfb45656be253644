"""What clients agreed to or refused, append-only."""

from peewee import BooleanField, CharField, ForeignKeyField, Model, SqliteDatabase

from portal.database import UtcField

TABLE = "consent"
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
    class Client(Model):
        class Meta:
            database = db
            table_name = "client"

    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Consent(Model):
        client = ForeignKeyField(Client, on_delete="RESTRICT", index=False)
        kind = CharField(max_length=12)
        given = BooleanField()
        version = CharField(max_length=12)
        account = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
        at = UtcField()

        class Meta:
            database = db
            table_name = TABLE
            indexes = ((("client", "kind", "id"), False),)

    db.create_tables([Consent])
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
