"""A key of another system belongs to the branch that its file was brought in for: two branches may use the same ones.

Of which branch a row is says the journal of the imports; what is older belongs to the branch of its client.
"""

from peewee import SqliteDatabase

TABLES = {
    "client": "clients",
    "holding_account": "accounts",
    "account_right": "rights",
    "card": "cards",
    "loan": "loans",
    "service_contract": "services",
    "standing_order": "standing_orders",
    "transaction": "transactions",
    "contact": "contacts",
}
OF_ACCOUNT = ("standing_order", "transaction")
COLUMNS = ["source_branch", "source", "source_key"]


def up(migrator, db):
    for table, name in TABLES.items():
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN source_branch INTEGER NOT NULL DEFAULT 0')
        _from_the_journal(db, table, name)
        _from_the_client(db, table)
        _once(db, table)


def _from_the_journal(db, table, name):
    """Rows that an import added, and clients whom one gave its key, the later one last."""
    runs = db.execute_sql("SELECT id, branch_id FROM import_run WHERE branch_id IS NOT NULL ORDER BY id").fetchall()
    for run, branch in runs:
        written = (
            f"SELECT CAST(record AS BIGINT) FROM import_change WHERE run_id = {run} AND \"table\" = '{name}' "
            "AND (changes IS NULL OR changes LIKE '%\"source_key\"%')"
        ).replace("%", "%%" if not isinstance(db, SqliteDatabase) else "%")
        db.execute_sql(f"UPDATE \"{table}\" SET source_branch = {branch} WHERE source <> '' AND id IN ({written})")


def _from_the_client(db, table):
    db.execute_sql(f"UPDATE \"{table}\" SET source_branch = {_branch(table)} WHERE source <> '' AND source_branch = 0")


def _branch(table):
    if table == "client":
        return "branch_id"
    client = f'"{table}".client_id'
    if table in OF_ACCOUNT:
        client = f'(SELECT a.client_id FROM holding_account a WHERE a.id = "{table}".account_id)'
    return f"(SELECT c.branch_id FROM client c WHERE c.id = {client})"


def _once(db, table):
    for index in db.get_indexes(table):
        if index.unique and index.columns == ["source", "source_key"]:
            db.execute_sql(f'DROP INDEX "{index.name}"')
    names = ", ".join(COLUMNS)
    db.execute_sql(f'CREATE UNIQUE INDEX "{table}_{"_".join(COLUMNS)}" ON "{table}" ({names}) WHERE source_key IS NOT NULL')
