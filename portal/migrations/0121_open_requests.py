"""The queue walks the open requests of each part of a scope: by branch, of nobody, of a client, and those to answer."""

DUE = "COALESCE(due_at, '9999-12-31 00:00:00')"
OPEN = "status IN ('new', 'taken', 'waiting')"
FEW = {
    "request_open": (f"branch_id, {DUE}, id, status, due_at", OPEN),
    "request_of_nobody": (f"branch_id, {DUE}, id, status, due_at", f"{OPEN} AND assignee_id IS NULL"),
    "request_of_staff": ("assignee_id, status, due_at", "assignee_id IS NOT NULL"),
    "request_to_close": ("moved_at", "status = 'resolved'"),
    "request_open_of_client": ("client_id, id", OPEN),
    "request_ours_to_move": ("branch_id, moved_at, id", "status IN ('new', 'taken') AND NOT staff_moved"),
}
REPLACED = ("request_assignee_id_status_due_at", "request_branch_id_status_due_at", "request_status_due_at")


def up(migrator, db):
    db.execute_sql("CREATE INDEX request_branch_id_id ON request (branch_id, id)")
    for name in REPLACED:
        db.execute_sql(f"DROP INDEX {name}")
    for name, (columns, condition) in FEW.items():
        db.execute_sql(f"CREATE INDEX {name} ON request ({columns}) WHERE {condition}")
