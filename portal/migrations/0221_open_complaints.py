"""Open complaints are few: whoever may read them finds their clients at once."""


def up(migrator, db):
    db.execute_sql(
        "CREATE INDEX request_open_complaint ON request (id) "
        "WHERE kind = 'complaint' AND status IN ('new', 'taken', 'waiting')"
    )
