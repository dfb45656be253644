"""Signatures: texts word for word, who signed them, each step, what was drawn; a benefit may ask for one."""

from peewee import SQL, CharField, DateField, ForeignKeyField, IntegerField, Model, SqliteDatabase, TextField

from portal.database import UtcField

KEPT = ("signed_text", "signature_event")
"""Tables to which rows are only ever added."""


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    truth = "SMALLINT NOT NULL DEFAULT 0" if sqlite else "BOOLEAN NOT NULL DEFAULT FALSE"
    db.execute_sql(f"ALTER TABLE benefit_version ADD COLUMN terms_signed {truth}")
    db.create_tables(_tables(db))
    for table in KEPT:
        _only_added(db, table, sqlite)


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Client(Base):
        pass

    class Account(Base):
        pass

    class SignedText(Base):
        digest = CharField(max_length=64, unique=True)
        content = TextField()
        at = UtcField()

    class Signature(Base):
        token = CharField(max_length=43, unique=True)
        client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
        kind = CharField(max_length=16)
        about = CharField(max_length=40)
        text = ForeignKeyField(SignedText, backref="+", on_delete="RESTRICT", index=False)
        state = CharField(max_length=9, default="waiting")
        path = CharField(max_length=160)
        own_path = CharField(max_length=160)
        asked_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        asked_at = UtcField()
        until = DateField(null=True)
        signed_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        signer = CharField(max_length=120, default="")
        position = CharField(max_length=32, default="")
        way = CharField(max_length=5, default="")
        language = CharField(max_length=2, default="")
        picture_digest = CharField(max_length=64, default="")
        ip = CharField(max_length=45, default="")
        sitting = IntegerField(default=0)
        signed_in_at = UtcField(null=True)
        proof = CharField(max_length=64, default="")
        ended_at = UtcField(null=True)
        reason = CharField(max_length=200, default="")
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("client", "id"), False),)

    class SignatureEvent(Base):
        signature = ForeignKeyField(Signature, backref="+", on_delete="RESTRICT", index=False)
        kind = CharField(max_length=9)
        account = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()
        ip = CharField(max_length=45, default="")
        sitting = IntegerField(default=0)
        digest = CharField(max_length=64, default="")
        detail = CharField(max_length=200, default="")
        submission = CharField(max_length=36, null=True)

        class Meta:
            indexes = ((("signature", "id"), False),)

    class SignaturePicture(Base):
        signature = ForeignKeyField(Signature, unique=True, backref="+", on_delete="RESTRICT")
        sealed = TextField()

    row, waits = Signature, SQL("(state = 'waiting')")
    row.add_index(row.index(row.client, row.kind, row.about, unique=True, name="signature_waiting", where=waits))
    row.add_index(row.index(row.until, row.id, name="signature_ends", where=waits))
    event = SignatureEvent
    event.add_index(event.index(event.submission, unique=True, where=event.submission.is_null(False)))
    return [SignedText, Signature, SignatureEvent, SignaturePicture]


def _only_added(db, table, sqlite):
    if not sqlite:
        db.execute_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for deed in ("update", "delete"):
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    db.execute_sql(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
