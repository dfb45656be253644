"""Levels are head office's own: each row knows its version, and the form that made it."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE tier ADD COLUMN version INTEGER NOT NULL DEFAULT 1")
    db.execute_sql("ALTER TABLE tier ADD COLUMN submission VARCHAR(36)")
    db.execute_sql("CREATE UNIQUE INDEX tier_submission ON tier (submission)")
