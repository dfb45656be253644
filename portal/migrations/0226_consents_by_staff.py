"""What a client agreed to or refused by phone, in the branch or on paper, and the evidence of it."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE consent ADD COLUMN channel VARCHAR(8) NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE consent ADD COLUMN said_on DATE")
    db.execute_sql("ALTER TABLE consent ADD COLUMN evidence VARCHAR(200) NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE consent ADD COLUMN submission VARCHAR(36)")
    db.execute_sql('CREATE UNIQUE INDEX "consent_submission" ON "consent" ("submission") WHERE "submission" IS NOT NULL')
