"""What stood before the look for deals is no news to it."""


def up(migrator, db):
    db.execute_sql("UPDATE holding_account SET noted = TRUE, noted_balance = balance")
    for table in ("card", "loan", "service_contract"):
        db.execute_sql(f"UPDATE {table} SET noted = TRUE")
