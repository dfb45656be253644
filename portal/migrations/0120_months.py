"""The months of a client are found by the unique index on client and month; one on the client alone repeats it."""


def up(migrator, db):
    db.execute_sql("DROP INDEX IF EXISTS monthlyaum_client_id")
