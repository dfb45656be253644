"""How a client wants to be addressed."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE client ADD COLUMN address_as VARCHAR(32) NOT NULL DEFAULT ''")
