"""How many clients stand in each tier of each branch, and their AUM: kept by triggers, whoever writes a client's row.

SQLite has one writer, so its triggers change the one row of a branch and tier. PostgreSQL has many: there a statement
adds what it changed as a row of its own (`part`), nobody waits for anybody, and the worker folds these rows together.
"""

from peewee import *
from peewee import SqliteDatabase

HERE = "branch_id = {row}.branch_id AND tier_id = {row}.tier_id"
ADD = (
    "INSERT INTO tier_count (branch_id, tier_id, part, clients, aum) SELECT NEW.branch_id, NEW.tier_id, 0, 0, 0 "
    f"WHERE NEW.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM tier_count WHERE {HERE.format(row='NEW')}); "
    f"UPDATE tier_count SET clients = clients + 1, aum = aum + NEW.aum WHERE {HERE.format(row='NEW')} AND NEW.merged_into_id IS NULL; "
)
TAKE = f"UPDATE tier_count SET clients = clients - 1, aum = aum - OLD.aum WHERE {HERE.format(row='OLD')} AND OLD.merged_into_id IS NULL; "
SAME = "NEW.branch_id = OLD.branch_id AND NEW.tier_id = OLD.tier_id AND NEW.merged_into_id IS OLD.merged_into_id"
SQLITE = [
    f"CREATE TRIGGER client_counted_in AFTER INSERT ON client BEGIN {ADD} END",
    f"CREATE TRIGGER client_counted_out AFTER DELETE ON client BEGIN {TAKE} END",
    f"CREATE TRIGGER client_counted_moves AFTER UPDATE OF branch_id, tier_id, merged_into_id ON client WHEN NOT ({SAME}) BEGIN {TAKE}{ADD} END",
    f"CREATE TRIGGER client_counted_grows AFTER UPDATE OF aum ON client WHEN {SAME} AND NEW.aum <> OLD.aum AND NEW.merged_into_id IS NULL BEGIN "
    f"UPDATE tier_count SET aum = aum + NEW.aum - OLD.aum WHERE {HERE.format(row='NEW')}; END",
]

PLUS = "SELECT branch_id, tier_id, 1 AS n, aum AS fen FROM added WHERE merged_into_id IS NULL"
MINUS = "SELECT branch_id, tier_id, -1 AS n, -aum AS fen FROM taken WHERE merged_into_id IS NULL"


def function(deed, rows):
    return f"""CREATE FUNCTION client_{deed}_counted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO tier_count (branch_id, tier_id, part, clients, aum)
        SELECT branch_id, tier_id, nextval('tier_count_id_seq'), SUM(n), SUM(fen) FROM ({rows}) AS rows
        GROUP BY branch_id, tier_id HAVING SUM(n) <> 0 OR SUM(fen) <> 0;
      RETURN NULL;
    END $$"""


def trigger(deed, seen):
    return (
        f"CREATE TRIGGER client_{deed}_counted AFTER {deed.upper()} ON client REFERENCING {seen} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION client_{deed}_counted()"
    )


POSTGRESQL = [
    function("insert", PLUS),
    function("delete", MINUS),
    function("update", f"{PLUS} UNION ALL {MINUS}"),
    trigger("insert", "NEW TABLE AS added"),
    trigger("delete", "OLD TABLE AS taken"),
    trigger("update", "NEW TABLE AS added OLD TABLE AS taken"),
]


def up(migrator, db):
    class Branch(Model):
        class Meta:
            database = db
            table_name = 'branch'

    class Tier(Model):
        code = CharField(primary_key=True, max_length=16)
        class Meta:
            database = db
            table_name = 'tier'

    class TierCount(Model):
        branch = ForeignKeyField(Branch, on_delete='CASCADE', index=False)
        tier = ForeignKeyField(Tier, on_delete='CASCADE', index=False)
        part = BigIntegerField(default=0)
        clients = BigIntegerField(default=0)
        aum = BigIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'tier_count'
            indexes = ((('branch', 'tier', 'part'), True),)
    db.create_tables([TierCount])
    db.execute_sql(
        "INSERT INTO tier_count (branch_id, tier_id, part, clients, aum) SELECT branch_id, tier_id, 0, COUNT(*), SUM(aum) "
        "FROM client WHERE merged_into_id IS NULL GROUP BY branch_id, tier_id"
    )
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
