"""One index finds both the birthdays that have passed and those that were never reckoned."""


def up(migrator, db):
    db.execute_sql("DROP INDEX client_birthday_unknown")
    migrator.migrate(
        migrator.drop_index("client", "client_next_birthday_id"),
        migrator.add_index("client", ("next_birthday", "birthday")),
    )
