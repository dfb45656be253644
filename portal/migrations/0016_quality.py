"""Quality of records, duplicates and merges. Seats that come with a merged record may overlap those of the kept one."""

from peewee import (
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    SqliteDatabase,
)

from portal.database import JsonField, UtcField

OVERLAP = """
    SELECT 1 FROM seat s WHERE s.client_id = NEW.client_id AND s.kind = NEW.kind AND s.id <> NEW.id AND NEW.kind <> 'specialist'
      AND NEW.merged_from_id IS NULL AND s.merged_from_id IS NULL
      AND s.since < COALESCE(NEW.until, '9999-12-31') AND NEW.since < COALESCE(s.until, '9999-12-31')
      AND s.since < COALESCE(s.until, '9999-12-31') AND NEW.since < COALESCE(NEW.until, '9999-12-31')
"""
SQLITE = [
    statement
    for deed in ("insert", "update")
    for statement in (
        f"DROP TRIGGER seat_overlap_{deed}",
        f"CREATE TRIGGER seat_overlap_{deed} AFTER {deed.upper()} ON seat WHEN EXISTS ({OVERLAP}) "
        "BEGIN SELECT RAISE(ABORT, 'seat_overlap'); END",
    )
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION refuse_seat_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM client WHERE id = NEW.client_id FOR UPDATE;
      IF EXISTS ({OVERLAP}) THEN RAISE EXCEPTION 'seat_overlap' USING ERRCODE = 'exclusion_violation'; END IF;
      RETURN NEW;
    END $$""",
]


def up(migrator, db):
    class Known(Model):
        class Meta:
            database = db

    class Tier(Known):
        code = CharField(16, primary_key=True)

        class Meta:
            table_name = "tier"

    class Branch(Known):
        class Meta:
            table_name = "branch"

    class Account(Known):
        class Meta:
            table_name = "account"

    class Client(Known):
        class Meta:
            table_name = "client"

    def by(**options):
        return ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False, **options)

    class RequiredField(Known):
        kind = CharField(10)
        tier = ForeignKeyField(Tier, backref="+", on_delete="CASCADE", index=False)
        field = CharField(32)

        class Meta:
            table_name = "required_field"
            indexes = ((("kind", "field"), True),)

    class Finding(Known):
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
        branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
        code = CharField(24)
        field = CharField(32, default="")
        since = DateField()
        words = JsonField()

        class Meta:
            table_name = "finding"
            indexes = (
                (("client", "code", "field"), True),
                (("branch", "code", "client"), False),
                (("code", "client"), False),
            )

    class QualityFigure(Known):
        branch = ForeignKeyField(Branch, backref="+", on_delete="CASCADE", index=False)
        day = DateField()
        clients = IntegerField(default=0)
        points = IntegerField(default=0)
        complete = IntegerField(default=0)
        with_findings = IntegerField(default=0)

        class Meta:
            table_name = "quality_figure"
            indexes = ((("branch", "day"), True),)

    class QualityRound(Known):
        name = CharField(16, primary_key=True)
        day = DateField()
        after = IntegerField(default=0)
        finished_at = UtcField(null=True)

        class Meta:
            table_name = "quality_round"

    class DuplicatePair(Known):
        first = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
        second = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
        score = SmallIntegerField()
        reasons = JsonField()
        state = CharField(10, default="open")
        found_at = UtcField()
        decided_by = by()
        decided_at = UtcField(null=True)
        reason = CharField(200, default="")

        class Meta:
            table_name = "duplicate_pair"
            indexes = ((("first", "second"), True), (("state", "score", "id"), False))

    class ClientMerge(Known):
        kept = ForeignKeyField(Client, backref="+", on_delete="RESTRICT")
        gone = ForeignKeyField(Client, backref="+", on_delete="RESTRICT")
        state = CharField(10)
        choices = JsonField()
        kept_version = IntegerField()
        gone_version = IntegerField()
        reason = CharField(200, default="")
        proposed_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
        proposed_at = UtcField()
        decided_by = by()
        decided_at = UtcField(null=True)
        undone_by = by()
        undone_at = UtcField(null=True)
        words = CharField(200, default="")
        submission = CharField(36, null=True, unique=True)

        class Meta:
            table_name = "client_merge"
            indexes = ((("state", "id"), False),)

    class MergeStep(Known):
        merge = ForeignKeyField(ClientMerge, backref="+", on_delete="CASCADE")
        deed = CharField(8)
        table = CharField(48)
        column = CharField(48, default="")
        keys = JsonField()
        before = JsonField()
        after = JsonField()

        class Meta:
            table_name = "merge_step"

    db.create_tables(
        [RequiredField, Finding, QualityFigure, QualityRound, DuplicatePair, ClientMerge, MergeStep], safe=False
    )
    merged_from = ForeignKeyField(Client, Client.id, null=True, on_delete="SET NULL", index=False)
    migrator.migrate(
        migrator.add_column("seat", "merged_from_id", merged_from),
        migrator.add_index("client", ("birthday",)),
        migrator.add_index("client", ("completeness", "id")),
    )
    db.execute_sql("DROP INDEX client_merged_into_id")
    db.execute_sql("CREATE INDEX client_merged ON client (merged_into_id) WHERE merged_into_id IS NOT NULL")
    db.execute_sql("CREATE INDEX client_mobile_tail ON client (SUBSTR(mobile, 11))")
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
