"""Who has held seats for how long (rotation)."""


def up(migrator, db):
    db.execute_sql("CREATE INDEX seat_held_since ON seat (staff_id, since) WHERE until IS NULL")
