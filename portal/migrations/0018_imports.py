"""Imports in steps: a run from its file to its report, the staging ground, the journal of what it wrote."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model, SmallIntegerField

from portal.database import JsonField, UtcField


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    columns = {
        "state": CharField(max_length=12, default="done"),
        "origin": CharField(max_length=8, default="command"),
        "branch_id": ForeignKeyField(Branch, Branch.id, null=True, on_delete="RESTRICT", index=False),
        "author_id": ForeignKeyField(Account, Account.id, null=True, on_delete="RESTRICT", index=False),
        "author_name": CharField(max_length=64, default=""),
        "created_at": UtcField(null=True),
        "finished_at": UtcField(null=True),
        "mode": CharField(max_length=4, default=""),
        "digest": CharField(max_length=64, default=""),
        "parts": JsonField(default=list),
        "options": JsonField(default=dict),
        "counts": JsonField(default=list),
        "faults": JsonField(default=list),
        "rows_total": IntegerField(default=0),
        "task": IntegerField(null=True),
        "version": IntegerField(default=1),
        "submission": CharField(max_length=36, null=True),
    }
    migrator.migrate(
        *(migrator.add_column("import_run", name, field) for name, field in columns.items()),
        migrator.add_index("import_run", ("branch_id", "id")),
        migrator.add_index("import_run", ("branch_id", "digest")),
        migrator.add_index("import_run", ("submission",), unique=True),
    )
    db.execute_sql(
        "CREATE UNIQUE INDEX import_run_one_writes ON import_run (branch_id) WHERE state IN ('loading', 'undoing')"
    )
    db.execute_sql(
        "UPDATE import_run SET branch_id = (SELECT b.id FROM branch b WHERE b.code = import_run.branch_code)"
    )

    class ImportRun(Model):
        class Meta:
            database = db
            table_name = "import_run"

    class ImportRow(Model):
        run = ForeignKeyField(ImportRun, on_delete="CASCADE", index=False)
        sheet = SmallIntegerField()
        line = IntegerField()
        outcome = CharField(max_length=10)
        cells = JsonField()
        faults = JsonField(null=True)
        changes = JsonField(null=True)
        candidate = BigIntegerField(null=True)
        decision = CharField(max_length=8, default="")

        class Meta:
            database = db
            table_name = "import_row"
            indexes = ((("run", "sheet", "line"), True), (("run", "sheet", "outcome", "line"), False))

    class ImportChange(Model):
        run = ForeignKeyField(ImportRun, on_delete="CASCADE", index=False)
        table = CharField(max_length=16)
        record = CharField(max_length=64)
        sheet = SmallIntegerField()
        line = IntegerField()
        changes = JsonField(null=True)

        class Meta:
            database = db
            table_name = "import_change"
            indexes = ((("run", "table", "id"), False),)

    class ImportMapping(Model):
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
        signature = CharField(max_length=64)
        table = CharField(max_length=16)
        words = JsonField(default=dict)
        author = ForeignKeyField(Account, null=True, on_delete="RESTRICT", index=False)
        created_at = UtcField()

        class Meta:
            database = db
            table_name = "import_mapping"
            indexes = ((("branch", "signature"), True),)

    db.create_tables([ImportRow, ImportChange, ImportMapping])
    migrator.migrate(
        migrator.add_column("contact", "source", CharField(max_length=16, default="")),
        migrator.add_column("contact", "source_key", CharField(max_length=40, null=True)),
        migrator.add_index("contact", ("source", "source_key"), unique=True),
    )
