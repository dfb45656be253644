"""Head office edits the grounds and the ways of complaints: each row has a version."""


def up(migrator, db):
    for table in ("complaint_ground", "complaint_way"):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN version INTEGER NOT NULL DEFAULT 1")
