"""What a newcomer must know is written by two: a stale save is seen."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE handover_seat ADD COLUMN version INTEGER NOT NULL DEFAULT 1")
