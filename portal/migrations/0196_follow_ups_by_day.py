"""Follow-up calls by the day by which they are made, for the figures of a month."""


def up(migrator, db):
    db.execute_sql("CREATE INDEX follow_up_by_day ON follow_up (due, client_id, done_at, done_by_id, holder_id)")
