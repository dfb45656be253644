"""Those with a birthday on one day lie in the order of AUM: a list of the next days walks each day by itself."""


def up(migrator, db):
    db.execute_sql("DROP INDEX client_branch_id_next_birthday_id")
    db.execute_sql("CREATE INDEX client_birthday_by_aum ON client (branch_id, next_birthday, aum, id) WHERE next_birthday IS NOT NULL")
