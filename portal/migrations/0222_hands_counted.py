"""How many clients each colleague has in hand, by kind of seat and tier: kept by triggers, whoever writes.

Managers and advisers are counted by the client's row, which follows their seats; specialists by the seats that are held.
On SQLite the one row changes, on PostgreSQL a statement leaves what it changed as a row of its own (`part`), as for
`tier_count` (0118).
"""

from peewee import *
from peewee import SqliteDatabase

KINDS = ("manager", "adviser")


def add(staff, seat, tier, sign, when):
    """Text of SQLite: the row is there, and changes by one."""
    here = f"staff_id = {staff} AND seat = '{seat}' AND tier = {tier} AND part = 0"
    made = (
        f"INSERT INTO hand_count (staff_id, seat, tier, part, clients) SELECT {staff}, '{seat}', {tier}, 0, 0 "
        f"WHERE {when} AND NOT EXISTS (SELECT 1 FROM hand_count WHERE {here}); "
    )
    return (made if sign == "+" else "") + f"UPDATE hand_count SET clients = clients {sign} 1 WHERE {here} AND {when}; "


def of_client(row, sign):
    return "".join(
        add(f"{row}.{kind}_id", kind, f"{row}.tier_id", sign, f"{row}.{kind}_id IS NOT NULL") for kind in KINDS
    )


def of_seat(row, sign):
    return add(f"{row}.staff_id", "specialist", "''", sign, f"{row}.kind = 'specialist' AND {row}.until IS NULL")


CLIENT_MOVES = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in ("tier_id", "manager_id", "adviser_id"))
SEAT_MOVES = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in ("staff_id", "kind", "until"))
SQLITE = [
    f"CREATE TRIGGER client_hands_in AFTER INSERT ON client BEGIN {of_client('NEW', '+')} END",
    f"CREATE TRIGGER client_hands_out AFTER DELETE ON client BEGIN {of_client('OLD', '-')} END",
    "CREATE TRIGGER client_hands_move AFTER UPDATE OF tier_id, manager_id, adviser_id ON client "
    f"WHEN {CLIENT_MOVES} BEGIN {of_client('OLD', '-')}{of_client('NEW', '+')} END",
    f"CREATE TRIGGER seat_hands_in AFTER INSERT ON seat BEGIN {of_seat('NEW', '+')} END",
    f"CREATE TRIGGER seat_hands_out AFTER DELETE ON seat BEGIN {of_seat('OLD', '-')} END",
    "CREATE TRIGGER seat_hands_move AFTER UPDATE OF staff_id, kind, until ON seat "
    f"WHEN {SEAT_MOVES} BEGIN {of_seat('OLD', '-')}{of_seat('NEW', '+')} END",
]


def rows_of(table, rows, sign):
    if table == "seat":
        return (
            f"SELECT staff_id, 'specialist' AS seat, '' AS tier, {sign}1 AS n FROM {rows} "
            "WHERE kind = 'specialist' AND until IS NULL"
        )
    return " UNION ALL ".join(
        f"SELECT {kind}_id AS staff_id, '{kind}' AS seat, tier_id AS tier, {sign}1 AS n FROM {rows} "
        f"WHERE {kind}_id IS NOT NULL"
        for kind in KINDS
    )


def postgresql(table):
    plus, minus = rows_of(table, "added", ""), rows_of(table, "taken", "-")
    seen = {
        "insert": ("NEW TABLE AS added", plus),
        "delete": ("OLD TABLE AS taken", minus),
        "update": ("NEW TABLE AS added OLD TABLE AS taken", f"{plus} UNION ALL {minus}"),
    }
    for deed, (tables, rows) in seen.items():
        yield f"""CREATE FUNCTION {table}_{deed}_hands() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO hand_count (staff_id, seat, tier, part, clients)
            SELECT staff_id, seat, tier, nextval('hand_count_id_seq'), SUM(n) FROM ({rows}) AS rows
            GROUP BY staff_id, seat, tier HAVING SUM(n) <> 0;
          RETURN NULL;
        END $$"""
        yield (
            f"CREATE TRIGGER {table}_{deed}_hands AFTER {deed.upper()} ON {table} REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_{deed}_hands()"
        )


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class HandCount(Model):
        staff = ForeignKeyField(Staff, on_delete="CASCADE", index=False)
        seat = CharField(max_length=12)
        tier = CharField(max_length=16, default="")
        part = BigIntegerField(default=0)
        clients = BigIntegerField(default=0)

        class Meta:
            database = db
            table_name = "hand_count"
            indexes = ((("staff", "seat", "tier", "part"), True),)

    db.create_tables([HandCount])
    for rows in (rows_of("client", "client", ""), rows_of("seat", "seat", "")):
        db.execute_sql(
            "INSERT INTO hand_count (staff_id, seat, tier, part, clients) SELECT staff_id, seat, tier, 0, SUM(n) "
            f"FROM ({rows}) AS rows GROUP BY staff_id, seat, tier"
        )
    sqlite = isinstance(db, SqliteDatabase)
    for statement in SQLITE if sqlite else [*postgresql("client"), *postgresql("seat")]:
        db.execute_sql(statement)
