"""A large import is written in steps: how far it has come stands on its row, and what is being taken back counts as writing."""

from portal.database import JsonField


def up(migrator, db):
    migrator.migrate(migrator.add_column("import_run", "position", JsonField(default=dict)))
    db.execute_sql("DROP INDEX import_run_one_writes")
    db.execute_sql(
        "CREATE UNIQUE INDEX import_run_one_writes ON import_run (branch_id) "
        "WHERE state IN ('loading', 'undoing', 'taking_back')"
    )
