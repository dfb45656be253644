"""Why a manager serves more than the limit; which languages a colleague speaks; whom somebody manages, by level."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE seat ADD COLUMN beyond VARCHAR(200) NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE staff ADD COLUMN languages VARCHAR(80) NOT NULL DEFAULT ''")
    db.execute_sql("CREATE INDEX client_manager_id_tier_id ON client (manager_id, tier_id)")
