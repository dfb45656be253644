"""Parties by name: guests with what the kind of event asks, heads that are here; lines of the budget; who helps."""

from peewee import SQL, BigIntegerField, BooleanField, CharField, ForeignKeyField, Model, SmallIntegerField

COLUMNS = (
    "way VARCHAR(8) NOT NULL DEFAULT ''",
    "comes VARCHAR(60) NOT NULL DEFAULT ''",
    "heads SMALLINT NOT NULL DEFAULT 0 CHECK (heads >= 0 AND heads <= guests + 1)",
    "diet VARCHAR(60) NOT NULL DEFAULT ''",
    "plate VARCHAR(12) NOT NULL DEFAULT ''",
    "handicap VARCHAR(8) NOT NULL DEFAULT ''",
)


def up(migrator, db):
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE sign_up ADD COLUMN {column}")
    db.create_tables(_tables(db))


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Staff(Base):
        pass

    class Event(Base):
        pass

    class SignUp(Base):
        pass

    class PartyGuest(Base):
        sign_up = ForeignKeyField(SignUp, backref="+", on_delete="CASCADE", index=False)
        position = SmallIntegerField(default=0)
        name = CharField(max_length=60)
        relation = CharField(max_length=12, default="")
        age = SmallIntegerField(null=True)
        diet = CharField(max_length=60, default="")
        plate = CharField(max_length=12, default="")
        handicap = CharField(max_length=8, default="")
        photo_yes = BooleanField(default=False)

        class Meta:
            indexes = ((("sign_up", "position"), False),)

    class BudgetLine(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        position = SmallIntegerField(default=0)
        label = CharField(max_length=60)
        planned = BigIntegerField(default=0)

        class Meta:
            indexes = ((("event", "position"), False),)

    class EventHelper(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT")
        duty = CharField(max_length=6, default="help")

        class Meta:
            indexes = ((("event", "staff"), True),)

    charge = SQL("(duty = 'charge')")
    EventHelper.add_index(EventHelper.index(EventHelper.event, unique=True, name="event_in_charge", where=charge))
    return [PartyGuest, BudgetLine, EventHelper]
