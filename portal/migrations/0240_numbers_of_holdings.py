"""An account, a card, a loan or a contract that comes again is found by its number."""

TABLES = ("holding_account", "card", "loan", "service_contract")


def up(migrator, db):
    for table in TABLES:
        db.execute_sql(f'CREATE INDEX "{table}_number" ON "{table}" ("number")')
