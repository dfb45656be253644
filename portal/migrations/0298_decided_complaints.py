"""Whoever decided a complaint that was right is reminded of the measure against its cause."""


def up(migrator, db):
    db.execute_sql(
        "CREATE INDEX complaint_decided ON complaint (decided_by_id, received_on) WHERE decided_by_id IS NOT NULL"
    )
