"""A branch's queue of requests is counted in an index alone; calls that somebody made are found by him."""


def up(migrator, db):
    db.execute_sql("DROP INDEX request_of_nobody")
    db.execute_sql(
        "CREATE INDEX request_of_nobody ON request (branch_id, COALESCE(due_at, '9999-12-31 00:00:00'), id, status, "
        "due_at, holder_id) WHERE status IN ('new', 'taken', 'waiting') AND holder_id IS NULL"
    )
    db.execute_sql("CREATE INDEX follow_up_made_by ON follow_up (done_by_id, done_at, id) WHERE done_at IS NOT NULL")
