"""Who belongs to whom: relations between clients, and with people outside the client base."""

from peewee import CharField, DateField, ForeignKeyField, Model, SqliteDatabase

from portal.database import UtcField

INDEXES = [
    "CREATE UNIQUE INDEX relation_once ON relation (kind, first_id, second_id) WHERE until IS NULL",
    "CREATE UNIQUE INDEX relation_once_outside_second ON relation (kind, first_id, outside) WHERE until IS NULL AND second_id IS NULL",
    "CREATE UNIQUE INDEX relation_once_outside_first ON relation (kind, second_id, outside) WHERE until IS NULL AND first_id IS NULL",
    "CREATE UNIQUE INDEX relation_one_introducer ON relation (second_id) WHERE until IS NULL AND kind = 'introducer'",
]

SECOND_SPOUSE = """
    SELECT 1 FROM relation r WHERE NEW.kind = 'spouse' AND NEW.until IS NULL AND r.kind = 'spouse' AND r.until IS NULL AND r.id <> NEW.id
      AND (r.first_id IN (NEW.first_id, NEW.second_id) OR r.second_id IN (NEW.first_id, NEW.second_id))
"""

SQLITE = [
    f"CREATE TRIGGER relation_spouse_{deed} AFTER {deed.upper()} ON relation WHEN EXISTS ({SECOND_SPOUSE}) "
    "BEGIN SELECT RAISE(ABORT, 'second_spouse'); END"
    for deed in ("insert", "update")
]

POSTGRESQL = [
    f"""CREATE FUNCTION refuse_second_spouse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.kind = 'spouse' AND NEW.until IS NULL THEN
        PERFORM 1 FROM client WHERE id IN (NEW.first_id, NEW.second_id) ORDER BY id FOR UPDATE;
        IF EXISTS ({SECOND_SPOUSE}) THEN RAISE EXCEPTION 'second_spouse' USING ERRCODE = 'exclusion_violation'; END IF;
      END IF;
      RETURN NEW;
    END $$""",
    "CREATE TRIGGER relation_spouse BEFORE INSERT OR UPDATE ON relation FOR EACH ROW EXECUTE FUNCTION refuse_second_spouse()",
]

INTRODUCED = """INSERT INTO relation (first_id, second_id, outside, kind, note, ended_reason, created_at)
    SELECT c.referrer_id, c.id, '', 'introducer', '', '', c.created_at FROM client c WHERE c.referrer_id IS NOT NULL"""


def up(migrator, db):
    class Client(Model):
        class Meta:
            database = db
            table_name = "client"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Relation(Model):
        first = ForeignKeyField(Client, null=True, backref="+", on_delete="RESTRICT", index=False)
        second = ForeignKeyField(Client, null=True, backref="+", on_delete="RESTRICT", index=False)
        outside = CharField(max_length=64, default="")
        kind = CharField(max_length=12)
        since = DateField(null=True)
        until = DateField(null=True)
        note = CharField(max_length=200, default="")
        author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        ended_reason = CharField(max_length=200, default="")
        created_at = UtcField()
        submission = CharField(unique=True, null=True, max_length=36)

        class Meta:
            database = db
            table_name = "relation"
            indexes = ((("first", "kind", "id"), False), (("second", "kind", "id"), False))

    db.create_tables([Relation])
    for statement in [*INDEXES, *(SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL), INTRODUCED]:
        db.execute_sql(statement)
