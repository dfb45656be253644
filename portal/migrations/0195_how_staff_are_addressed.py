"""How a client addresses a colleague (李女士): m, f, or nothing where it is not on record."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE staff ADD COLUMN gender VARCHAR(1) NOT NULL DEFAULT ''")
