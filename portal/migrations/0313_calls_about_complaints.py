"""A contact about a complaint counts in no plan: when a client was last reached follows from the others alone.

The next day follows with the night, which brings the dates of all who have a plan (derived/contacts.py).
"""

from portal.database import engine

DAY = {"sqlite": "date(k.happened_at, '+8 hours')", "postgresql": "(k.happened_at + INTERVAL '8 hours')::date"}


def up(migrator, db):
    db.execute_sql(
        f"UPDATE client SET last_contact = (SELECT MAX({DAY[engine()]}) FROM contact k WHERE k.client_id = client.id "  # noqa: S608
        "AND k.outcome = 'reached' AND k.complaint_id IS NULL) WHERE merged_into_id IS NULL "
        "AND id IN (SELECT client_id FROM contact WHERE complaint_id IS NOT NULL)"
    )
