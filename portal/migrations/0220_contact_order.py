"""Whoever is due has a place in the order of what matters, on his row.

What stands here at first knows his tier and for how long he is due; the worker's first minute puts in what else counts.
"""

from datetime import date, timedelta

from peewee import SqliteDatabase

INDEXES = {"branch": "branch_id, ", "bank": "", "manager": "manager_id, ", "adviser": "adviser_id, "}
AHEAD = timedelta(days=11)
"""The end of this week or the next, at most."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE client ADD COLUMN contact_order INTEGER")
    mark = db.param
    if isinstance(db, SqliteDatabase):
        late = f"CAST(julianday({mark}) - julianday(next_contact_due) AS INTEGER)"
        days = "CAST(julianday(next_contact_due) - julianday('2000-01-01') AS INTEGER)"
    else:
        late, days = f"(CAST({mark} AS date) - next_contact_due)", "(next_contact_due - DATE '2000-01-01')"
    weight = (
        "20 * (SELECT tier.rank FROM tier WHERE tier.code = client.tier_id)"
        f" + CASE WHEN {late} > 30 THEN 30 WHEN {late} < 0 THEN 0 ELSE {late} END"
    )
    today = date.today()
    db.execute_sql(
        f"UPDATE client SET contact_order = ({weight}) * 100000 + 99999 - {days} WHERE next_contact_due <= {mark}",
        (*[str(today)] * 3, str(today + AHEAD)),
    )
    for whose, column in INDEXES.items():
        db.execute_sql(
            f"CREATE INDEX client_due_of_{whose} ON client ({column}contact_order, id) WHERE contact_order IS NOT NULL"
        )
