"""The plan of an event in full: venues with rooms, programme, speakers, gifts, picture, checklist; what plans begin from.
No two events are in one room at one time, and nobody is at two: the database itself refuses it."""

import json

from peewee import (
    SQL,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    SqliteDatabase,
    TextField,
)

from portal.database import JsonField, UtcField

COLUMNS = (
    "event ADD COLUMN room_id INTEGER REFERENCES room (id) ON DELETE RESTRICT",
    "event ADD COLUMN aim VARCHAR(200) NOT NULL DEFAULT ''",
    "event ADD COLUMN expected VARCHAR(300) NOT NULL DEFAULT ''",
    "event ADD COLUMN programme TEXT NOT NULL DEFAULT ''",
    "event ADD COLUMN speakers TEXT NOT NULL DEFAULT ''",
    "event ADD COLUMN gifts TEXT NOT NULL DEFAULT ''",
    "event ADD COLUMN picture VARCHAR(64) NOT NULL DEFAULT ''",
    "event ADD COLUMN picture_words VARCHAR(120) NOT NULL DEFAULT ''",
    "event ADD COLUMN series_id INTEGER REFERENCES event (id) ON DELETE SET NULL",
    "event_change ADD COLUMN budget BIGINT NOT NULL DEFAULT 0",
)
INDEXES = (
    'CREATE INDEX "event_in_room" ON "event" ("room_id", "starts_at") WHERE "room_id" IS NOT NULL',
    'CREATE INDEX "event_of_series" ON "event" ("series_id") WHERE "series_id" IS NOT NULL',
    'CREATE INDEX "event_branch_id_starts_at_id" ON "event" ("branch_id", "starts_at", "id")',
    'CREATE INDEX "event_starts_at_id" ON "event" ("starts_at", "id")',
)
IN_ROOM = """
    SELECT 1 FROM event e WHERE e.room_id = NEW.room_id AND e.id <> NEW.id AND e.state <> 'cancelled'
      AND e.starts_at < NEW.ends_at AND NEW.starts_at < e.ends_at
"""
AT_TWO = """
    SELECT 1 FROM event_helper h JOIN event e ON e.id = h.event_id JOIN event o ON o.id = NEW.event_id
    WHERE h.staff_id = NEW.staff_id AND h.event_id <> NEW.event_id AND e.state <> 'cancelled' AND o.state <> 'cancelled'
      AND e.starts_at < o.ends_at AND o.starts_at < e.ends_at
"""
MOVED_ONTO = """
    SELECT 1 FROM event_helper m JOIN event_helper h ON h.staff_id = m.staff_id AND h.event_id <> m.event_id
    JOIN event e ON e.id = h.event_id WHERE m.event_id = NEW.id AND e.state <> 'cancelled'
      AND e.starts_at < NEW.ends_at AND NEW.starts_at < e.ends_at
"""
SQLITE = (
    *(
        f"CREATE TRIGGER event_room_{name} AFTER {deed} ON event WHEN NEW.room_id IS NOT NULL "
        f"AND NEW.state <> 'cancelled' AND EXISTS ({IN_ROOM}) BEGIN SELECT RAISE(ABORT, 'event_room'); END"
        for name, deed in (("insert", "INSERT"), ("update", "UPDATE OF room_id, starts_at, ends_at, state"))
    ),
    *(
        f"CREATE TRIGGER event_helper_{name} AFTER {deed} ON event_helper WHEN EXISTS ({AT_TWO}) "
        "BEGIN SELECT RAISE(ABORT, 'event_helper_taken'); END"
        for name, deed in (("insert", "INSERT"), ("update", "UPDATE"))
    ),
    "CREATE TRIGGER event_helper_moved AFTER UPDATE OF starts_at, ends_at, state ON event "
    f"WHEN NEW.state <> 'cancelled' AND EXISTS ({MOVED_ONTO}) BEGIN SELECT RAISE(ABORT, 'event_helper_taken'); END",
)
POSTGRESQL = (
    f"""CREATE FUNCTION refuse_event_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.room_id IS NULL OR NEW.state = 'cancelled' THEN RETURN NEW; END IF;
      PERFORM 1 FROM room WHERE id = NEW.room_id FOR UPDATE;
      IF EXISTS ({IN_ROOM}) THEN RAISE EXCEPTION 'event_room' USING ERRCODE = 'exclusion_violation'; END IF;
      RETURN NEW;
    END $$""",
    "CREATE TRIGGER event_room BEFORE INSERT OR UPDATE OF room_id, starts_at, ends_at, state ON event "
    "FOR EACH ROW EXECUTE FUNCTION refuse_event_room()",
    f"""CREATE FUNCTION refuse_event_helper() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM staff WHERE id = NEW.staff_id FOR NO KEY UPDATE;
      IF EXISTS ({AT_TWO}) THEN RAISE EXCEPTION 'event_helper_taken' USING ERRCODE = 'exclusion_violation'; END IF;
      RETURN NEW;
    END $$""",
    "CREATE TRIGGER event_helper_taken BEFORE INSERT OR UPDATE ON event_helper "
    "FOR EACH ROW EXECUTE FUNCTION refuse_event_helper()",
    f"""CREATE FUNCTION refuse_event_moved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.state = 'cancelled' THEN RETURN NEW; END IF;
      PERFORM 1 FROM staff WHERE id IN (SELECT staff_id FROM event_helper WHERE event_id = NEW.id)
        ORDER BY id FOR NO KEY UPDATE;
      IF EXISTS ({MOVED_ONTO}) THEN RAISE EXCEPTION 'event_helper_taken' USING ERRCODE = 'exclusion_violation'; END IF;
      RETURN NEW;
    END $$""",
    "CREATE TRIGGER event_moved BEFORE UPDATE OF starts_at, ends_at, state ON event "
    "FOR EACH ROW EXECUTE FUNCTION refuse_event_moved()",
)


def up(migrator, db):
    db.create_tables(_tables(db))
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE {column}")
    for statement in INDEXES:
        db.execute_sql(statement)
    _budgets(db)
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)


def _budgets(db):
    """What the plans would cost with the changes that wait."""
    found = db.execute_sql(
        "SELECT c.id, c.changes, e.budget FROM event_change c JOIN event e ON e.id = c.event_id"
    ).fetchall()
    mark = "?" if isinstance(db, SqliteDatabase) else "%s"
    for key, changes, budget in found:
        changed = (json.loads(changes) if isinstance(changes, str) else changes).get("budget")
        db.execute_sql(
            f"UPDATE event_change SET budget = {mark} WHERE id = {mark}",  # noqa: S608
            (int(changed[1]) if changed else budget, key),
        )


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Branch(Base):
        pass

    class Staff(Base):
        pass

    class Venue(Base):
        branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT")
        name = CharField(max_length=60)
        address = CharField(max_length=160, default="")
        map_url = CharField(max_length=300, default="")
        way = CharField(max_length=200, default="")
        closed_at = UtcField(null=True)
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True)

    class Room(Base):
        venue = ForeignKeyField(Venue, backref="+", on_delete="CASCADE", index=False)
        position = IntegerField(default=0)
        name = CharField(max_length=50)
        capacity = IntegerField()
        closed_at = UtcField(null=True)

        class Meta:
            indexes = ((("venue", "position"), False),)

    class EventKind(Base):
        code = CharField(max_length=16, primary_key=True)
        position = SmallIntegerField(default=0)
        capacity = SmallIntegerField(default=20)
        guests = SmallIntegerField(default=1)
        hours = SmallIntegerField(default=2)
        closes_days = SmallIntegerField(default=3)
        tiers = CharField(max_length=80, default="")
        programme = TextField(default="")
        budget_lines = TextField(default="")
        steps = TextField(default="")
        version = SmallIntegerField(default=1)

    class EventTemplate(Base):
        branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT")
        name = CharField(max_length=60)
        kind = CharField(max_length=16)
        plan = JsonField(default=dict)
        created_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        created_at = UtcField()
        submission = CharField(max_length=36, null=True)

    class Step(Base):
        matter = CharField(max_length=10)
        matter_id = IntegerField()
        position = SmallIntegerField(default=0)
        label = CharField(max_length=120)
        offset = SmallIntegerField(default=0)
        due_on = DateField()
        staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        state = CharField(max_length=6, default="open")
        done_at = UtcField(null=True)
        done_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        version = IntegerField(default=1)

        class Meta:
            indexes = ((("matter", "matter_id", "position"), False),)

    Step.add_index(Step.index(Step.staff, Step.due_on, Step.id, name="step_open", where=SQL("(state = 'open')")))
    for model in (Venue, EventTemplate):
        model.add_index(model.index(model.submission, unique=True, where=model.submission.is_null(False)))
    return [Venue, Room, EventKind, EventTemplate, Step]
