"""A request is addressed to a seat of its client or to the branch's queue; a person stands on it only where he took it or
was given it, and whoever has it today is derived. Absences, and what substitutes did.

What was filed to a manager and not begun is his seat's from now on. Who has the open ones is reckoned here as the rule
says; there are no absences yet.
"""

from datetime import date

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model

from portal.database import UtcField

DUE = "COALESCE(due_at, '9999-12-31 00:00:00')"
OPEN = "status IN ('new', 'taken', 'waiting')"
INDEXES = {
    "request_of_nobody": (f"branch_id, {DUE}, id, status, due_at", f"{OPEN} AND holder_id IS NULL"),
    "request_of_staff": ("holder_id, status, due_at", "holder_id IS NOT NULL"),
    "request_elsewhere": (
        "assignee_id, id",
        "assignee_id IS NOT NULL AND (holder_id IS NULL OR holder_id <> assignee_id)",
    ),
}
WORKING = ("manager", "adviser", "specialist", "coordinator", "branch_admin")


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Request(Model):
        class Meta:
            database = db
            table_name = "request"

    class Absence(Model):
        staff = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
        since = DateField()
        until = DateField(null=True)
        substitute = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT")
        reason = CharField(max_length=200)
        author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        created_at = UtcField()
        ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        returned_at = UtcField(null=True)
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            database = db
            table_name = "absence"
            indexes = ((("staff", "since"), False), (("until",), False))

    class DoneInName(Model):
        of = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        request = ForeignKeyField(Request, backref="+", on_delete="CASCADE")
        deed = CharField(max_length=16)
        at = UtcField()

        class Meta:
            database = db
            table_name = "done_in_name"
            indexes = ((("of", "at"), False),)

    person = {"field": Staff.id, "null": True, "on_delete": "RESTRICT", "index": False}
    migrator.migrate(
        migrator.add_column("request", "seat", CharField(max_length=8, default="queue")),
        migrator.add_column("request", "holder_id", ForeignKeyField(Staff, **person)),
        migrator.add_column("request", "held_for_id", ForeignKeyField(Staff, **person)),
    )
    db.create_tables([Absence, DoneInName])
    db.execute_sql(
        "UPDATE request SET seat = 'manager' WHERE EXISTS "
        "(SELECT 1 FROM client WHERE client.id = request.client_id AND client.manager_id IS NOT NULL)"
    )
    db.execute_sql("UPDATE request SET holder_id = assignee_id WHERE assignee_id IS NOT NULL")
    db.execute_sql(
        "UPDATE request SET assignee_id = NULL WHERE status = 'new' AND assignee_id = "
        "(SELECT manager_id FROM client WHERE client.id = request.client_id)"
    )
    _hand_out(db)
    for name in ("request_of_nobody", "request_of_staff"):
        db.execute_sql(f"DROP INDEX IF EXISTS {name}")
    for name, (columns, condition) in INDEXES.items():
        db.execute_sql(f"CREATE INDEX {name} ON request ({columns}) WHERE {condition}")


def _hand_out(db):
    """Who has each open request: whoever it was given to, the manager, the adviser, in this order, if he can."""
    today, roles = date.today().isoformat(), {}
    granted = f"""
        SELECT g.staff_id, g.role, b.path FROM role_grant g JOIN branch b ON b.id = g.branch_id
        JOIN staff s ON s.id = g.staff_id JOIN account a ON a.staff_id = s.id
        WHERE g.since <= '{today}' AND (g.until IS NULL OR g.until > '{today}') AND a.active
        AND (s.left_on IS NULL OR s.left_on > '{today}') AND (a.valid_until IS NULL OR a.valid_until >= '{today}')
    """  # noqa: S608 - a day of ours
    for staff, role, path in db.execute_sql(granted).fetchall():
        roles.setdefault(staff, []).append((role, path))

    def can(staff, wanted, place):
        unit = "/" + "/".join(place.strip("/").split("/")[:3]) + "/"
        return any(
            role in wanted and (place.startswith(path) or path.startswith(unit)) for role, path in roles.get(staff, ())
        )

    rows = db.execute_sql(
        "SELECT r.id, r.seat, r.assignee_id, c.manager_id, c.adviser_id, b.path, r.holder_id FROM request r "
        f"JOIN client c ON c.id = r.client_id JOIN branch b ON b.id = r.branch_id WHERE r.{OPEN}"
    ).fetchall()
    moved = {}
    for request, seat, assignee, manager, adviser, place, before in rows:
        wanted = [(assignee, WORKING)]
        if seat == "manager":
            wanted += [(manager, ("manager",)), (adviser, ("adviser",))]
        holder = next((staff for staff, needed in wanted if staff and can(staff, needed, place)), None)
        if holder != before:
            moved.setdefault(holder, []).append(str(request))
    for holder, ids in moved.items():
        for start in range(0, len(ids), 500):
            db.execute_sql(
                f"UPDATE request SET holder_id = {holder or 'NULL'} "  # noqa: S608 - numbers of our own
                f"WHERE id IN ({', '.join(ids[start : start + 500])})"
            )
