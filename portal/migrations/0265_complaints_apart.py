"""Who takes requests from a branch's queue reads no complaints there, so the index knows the kind; and the number of a
client's open requests, which everybody reads who sees the client, is without complaints."""


def up(migrator, db):
    db.execute_sql("DROP INDEX request_of_nobody")
    db.execute_sql(
        "CREATE INDEX request_of_nobody ON request (branch_id, COALESCE(due_at, '9999-12-31 00:00:00'), id, status, "
        "due_at, holder_id, kind) WHERE status IN ('new', 'taken', 'waiting') AND holder_id IS NULL"
    )
    open_ones = "r.client_id = client.id AND r.status IN ('new', 'taken', 'waiting')"
    db.execute_sql(
        f"UPDATE client SET open_requests = (SELECT COUNT(*) FROM request r WHERE {open_ones} "  # noqa: S608
        f"AND r.kind <> 'complaint') WHERE EXISTS (SELECT 1 FROM request r WHERE {open_ones} AND r.kind = 'complaint')"
    )
