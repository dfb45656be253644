"""Calls after a handover and the record of an approved name are lines of a checklist, as those of events are.

What was on the seats of handovers and on the names moves over as it is: days, people, reasons, contacts. A call had no
day of its own before; it is given the one that it would have had: ten working days after the handover's own.
"""

from datetime import date, datetime

from portal.database import engine
from portal.rules.shared.workdays import add_working_days

CALL_DAYS = 10
SEAT_COLUMNS = ("called_at", "called_by_id", "contact_id", "excused", "excused_by_id")
NAME_COLUMNS = ("days", "due_on", "completed_at", "completed_by_id")
ASKED = "l.outcome IN ('passed', 'there') OR l.called_at IS NOT NULL OR l.excused <> ''"


def up(migrator, db):
    legacy = {"legacy": True} if engine() == "sqlite" else {}
    db.execute_sql("ALTER TABLE step ADD COLUMN words VARCHAR(200) NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE step ADD COLUMN contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL")
    _calls(db)
    _records(db)
    db.execute_sql("DROP INDEX IF EXISTS listname_state_due_on_id")
    db.execute_sql("DROP INDEX IF EXISTS list_name_state_due_on_id")
    for table, columns in (("handover_seat", SEAT_COLUMNS), ("list_name", NAME_COLUMNS)):
        for name in columns:
            # a column with a key cannot be dropped in SQLite: the table is built anew (legacy)
            migrator.migrate(migrator.drop_column(table, name, **legacy))
    for statement in (
        "CREATE INDEX step_due ON step (matter, due_on, id) WHERE (state = 'open')",
        "CREATE UNIQUE INDEX step_one ON step (matter, matter_id) WHERE (matter IN ('handover', 'name'))",
    ):
        db.execute_sql(statement)


def _calls(db):
    rows = db.execute_sql(
        "SELECT l.id, h.begins, l.called_at, l.called_by_id, l.excused, l.excused_by_id, l.contact_id "  # noqa: S608
        f"FROM handover_seat l JOIN handover h ON h.id = l.handover_id WHERE {ASKED} ORDER BY l.id"
    ).fetchall()
    for line, begins, called_at, called_by, excused, excused_by, contact in rows:
        state = "done" if called_at else "ended" if excused else "open"
        due = add_working_days(_day(begins), CALL_DAYS)
        _put(db, "handover", line, CALL_DAYS, due, state, called_at, called_by or excused_by, excused, contact)


def _records(db):
    rows = db.execute_sql(
        "SELECT id, days, due_on, completed_at, completed_by_id FROM list_name WHERE due_on IS NOT NULL ORDER BY id"
    ).fetchall()
    for name, days, due, at, by in rows:
        _put(db, "name", name, days, due, "done" if at else "open", at, by, "", None)


def _put(db, matter, ident, offset, due, state, at, by, words, contact):
    marks = ", ".join([db.param] * 11)
    db.execute_sql(
        'INSERT INTO step (matter, matter_id, position, label, "offset", due_on, state, done_at, done_by_id, words, '  # noqa: S608
        f"contact_id, version) VALUES ({marks}, 1)",
        (matter, ident, 0, "", offset, due, state, at, by, words, contact),
    )


def _day(value):
    return value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(str(value)[:10])
