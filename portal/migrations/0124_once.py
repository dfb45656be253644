"""Most rows carry no key of another system and no mark of a form; they need not stand in the indexes that keep these single."""

from peewee import SqliteDatabase

FROM_ELSEWHERE = "account_right card client contact holding_account loan service_contract standing_order transaction"
FROM_A_FORM = """client client_merge contact event export import_run list_entry list_proposal outside_holding product relation request
    request_entry role_grant saved_filter seat service_contract sign_up staff suggestion_answer tag tier tier_grant tier_list tier_rules"""


def up(migrator, db):
    for table in FROM_ELSEWHERE.split():
        once(db, table, ["source", "source_key"])
    for table in FROM_A_FORM.split():
        once(db, table, ["submission"])
    once(db, "account", ["client_id", "submission"])


def once(db, table, columns):
    for index in db.get_indexes(table):
        if index.unique and index.columns == columns:
            if not isinstance(db, SqliteDatabase):
                db.execute_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{index.name}"')
            db.execute_sql(f'DROP INDEX IF EXISTS "{index.name}"')
    names, last = ", ".join(f'"{column}"' for column in columns), columns[-1]
    db.execute_sql(f'CREATE UNIQUE INDEX "{table}_{"_".join(columns)}" ON "{table}" ({names}) WHERE "{last}" IS NOT NULL')
