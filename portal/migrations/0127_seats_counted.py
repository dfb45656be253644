"""Whom somebody serves, by kind of seat, is counted in an index alone: each seat of a branch was looked up for it."""


def up(migrator, db):
    db.execute_sql("DROP INDEX seat_staff_id_until_client_id")
    db.execute_sql("CREATE INDEX seat_staff_id_until_kind_client_id ON seat (staff_id, until, kind, client_id)")
