"""Whose clients are asked for, by whoever keeps in touch or is due: one index says both."""


def up(migrator, db):
    for column in ("manager_id", "adviser_id"):  # (column, next_contact_due, id) begins with the same column
        db.execute_sql(f"DROP INDEX client_{column}")
