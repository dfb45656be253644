"""The waiting list: a party is one, its places are offered, held or taken; groups have places of their own. Guests stand
by name in rows of their own, no longer in one text."""

from peewee import (
    SQL,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    SqliteDatabase,
    TextField,
)

from portal.database import UtcField

EVENT = (
    "waiting_order VARCHAR(8) NOT NULL DEFAULT 'tier'",
    "seats_promised INTEGER NOT NULL DEFAULT 0",
    "kept_back INTEGER NOT NULL DEFAULT 0 CHECK (kept_back >= 0 AND seats_promised >= 0 "
    "AND seats_taken + seats_promised + kept_back <= capacity)",
    "most_children INTEGER",
    "children_taken INTEGER NOT NULL DEFAULT 0",
    "children_promised INTEGER NOT NULL DEFAULT 0 CHECK (children_taken >= 0 AND children_promised >= 0 "
    "AND (most_children IS NULL OR children_taken + children_promised <= most_children))",
    "most_cars INTEGER",
    "cars_taken INTEGER NOT NULL DEFAULT 0",
    "cars_promised INTEGER NOT NULL DEFAULT 0 CHECK (cars_taken >= 0 AND cars_promised >= 0 "
    "AND (most_cars IS NULL OR cars_taken + cars_promised <= most_cars))",
)
SIGN_UP = (
    "children SMALLINT NOT NULL DEFAULT 0 CHECK (children >= 0 AND children <= guests)",
    "cars SMALLINT NOT NULL DEFAULT 0 CHECK (cars >= 0 AND cars <= guests + 1)",
)
PLACES = ("seats", "children", "cars")
OF_SIGN_UP = {"seats": "1 + {0}.guests", "children": "{0}.children", "cars": "{0}.cars"}
OF_PARTY = {"seats": "1 + {0}.guests", "children": "{0}.children", "cars": "{0}.cars"}


def taken(row, place):
    return f"CASE WHEN {row}.cancelled_at IS NULL THEN {OF_SIGN_UP[place].format(row)} ELSE 0 END"


def promised(row, place):
    """Of a party that waits what is held for it, of one with an offer all it needs."""
    return (
        f"CASE {row}.state WHEN 'offered' THEN {OF_PARTY[place].format(row)} "
        f"WHEN 'waiting' THEN {row}.held_{place} ELSE 0 END"
    )


KINDS = {"sign_up": ("taken", taken), "waiting_party": ("promised", promised)}
OLD = {"sign_up": ("sign_up_takes", "sign_up_moves", "sign_up_leaves")}
NAMES = {
    "sign_up": OLD["sign_up"],
    "waiting_party": ("waiting_party_takes", "waiting_party_moves", "waiting_party_leaves"),
}


def sqlite(table):
    column, amount = KINDS[table]
    insert, update, delete = NAMES[table]
    plus = ", ".join(f"{place}_{column} = {place}_{column} + {amount('NEW', place)}" for place in PLACES)
    minus = ", ".join(f"{place}_{column} = {place}_{column} - {amount('OLD', place)}" for place in PLACES)
    both = ", ".join(
        f"{place}_{column} = {place}_{column} - {amount('OLD', place)} + {amount('NEW', place)}" for place in PLACES
    )
    moves = " OR ".join(f"{amount('OLD', place)} <> {amount('NEW', place)}" for place in PLACES)
    yield (
        f"CREATE TRIGGER {insert} AFTER INSERT ON {table} BEGIN "
        f"UPDATE event SET {plus} WHERE id = NEW.event_id; END"
    )
    yield (
        f"CREATE TRIGGER {update} AFTER UPDATE ON {table} WHEN {moves} BEGIN "
        f"UPDATE event SET {both} WHERE id = NEW.event_id; END"
    )
    yield (
        f"CREATE TRIGGER {delete} AFTER DELETE ON {table} BEGIN "
        f"UPDATE event SET {minus} WHERE id = OLD.event_id; END"
    )


def postgresql(table, function):
    column, amount = KINDS[table]
    less = "\n".join(f"{place} := {place} - {amount('OLD', place)};" for place in PLACES)
    more = "\n".join(f"{place} := {place} + {amount('NEW', place)};" for place in PLACES)
    sets = ", ".join(f"{place}_{column} = {place}_{column} + {place}" for place in PLACES)
    return f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE seats integer := 0; children integer := 0; cars integer := 0; this bigint;
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        this := OLD.event_id;
        {less}
      END IF;
      IF TG_OP <> 'DELETE' THEN
        this := NEW.event_id;
        {more}
      END IF;
      IF seats <> 0 OR children <> 0 OR cars <> 0 THEN
        UPDATE event SET {sets} WHERE id = this;
      END IF;
      RETURN NULL;
    END $$"""


def up(migrator, db):
    for table, columns in (("event", EVENT), ("sign_up", SIGN_UP)):
        for column in columns:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    db.create_tables([_table(db)])
    if isinstance(db, SqliteDatabase):
        for name in OLD["sign_up"]:
            db.execute_sql(f"DROP TRIGGER {name}")
        for table in KINDS:
            for trigger in sqlite(table):
                db.execute_sql(trigger)
    else:
        db.execute_sql(postgresql("sign_up", "count_seats"))
        db.execute_sql(postgresql("waiting_party", "count_promised"))
        db.execute_sql(
            "CREATE TRIGGER waiting_party_seats AFTER INSERT OR UPDATE OR DELETE ON waiting_party "
            "FOR EACH ROW EXECUTE FUNCTION count_promised()"
        )
    _name_guests(db)
    db.execute_sql("ALTER TABLE sign_up DROP COLUMN guest_names")


def _name_guests(db):
    mark = db.param
    rows = db.execute_sql("SELECT id, guest_names FROM sign_up WHERE guest_names <> ''").fetchall()
    for key, text in rows:
        for position, name in enumerate(line.strip() for line in text.splitlines() if line.strip()):
            db.execute_sql(
                "INSERT INTO party_guest (sign_up_id, position, name, relation, diet, plate, handicap, photo_yes) "
                f"VALUES ({mark}, {mark}, {mark}, '', '', '', '', {mark})",
                (key, position, name[:60], False),
            )


def _table(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Event(Base):
        pass

    class Client(Base):
        pass

    class Account(Base):
        pass

    class WaitingParty(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="RESTRICT", index=False)
        client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT")
        state = CharField(max_length=8, default="waiting")
        turn = IntegerField()
        behind = BooleanField(default=False)
        guests = SmallIntegerField(default=0)
        children = SmallIntegerField(default=0)
        cars = SmallIntegerField(default=0)
        held_seats = SmallIntegerField(default=0)
        held_children = SmallIntegerField(default=0)
        held_cars = SmallIntegerField(default=0)
        skips = SmallIntegerField(default=0)
        lapses = SmallIntegerField(default=0)
        details = TextField(default="{}")
        author = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
        arrived_at = UtcField()
        offered_at = UtcField(null=True)
        offer_until = UtcField(null=True)
        called_at = UtcField(null=True)
        ended_at = UtcField(null=True)
        submission = CharField(max_length=36, null=True)
        version = IntegerField(default=1)

        class Meta:
            constraints = [
                Check("guests >= 0 AND children >= 0 AND children <= guests AND cars >= 0 AND cars <= guests + 1"),
                Check("held_seats >= 0 AND held_children >= 0 AND held_cars >= 0 AND held_seats <= guests + 1"),
            ]
            indexes = ((("event", "state", "turn"), False), (("state", "offer_until"), False))

    open_ = SQL("(state IN ('waiting', 'offered'))")
    WaitingParty.add_index(
        WaitingParty.index(
            WaitingParty.event, WaitingParty.client, unique=True, name="waiting_party_once", where=open_
        )
    )
    WaitingParty.add_index(
        WaitingParty.index(WaitingParty.submission, unique=True, where=WaitingParty.submission.is_null(False))
    )
    return WaitingParty
