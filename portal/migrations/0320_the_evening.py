"""The evening of an event: a ticket for each party, what happens at the door, name cards, and the lucky draw."""

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

from portal.database import JsonField, UtcField

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
KEPT = ("prize", "draw_ticket", "draw_call")
"""Tables to which rows are only ever added."""
SAID = (
    "event_id",
    *("sign_up_id", "nonce", "said_at", "at", "device", "door", "way", "result", "asked", "heads"),
    *("offline", "let_in", "remark", "shown", "staff_id", "conflict"),
)
"""What of a scan never changes: all but who settled a conflict."""
FIXED = """OLD.list_text <> NEW.list_text OR OLD.list_hash <> NEW.list_hash OR OLD.tickets <> NEW.tickets
    OR OLD.event_id <> NEW.event_id OR OLD.position <> NEW.position OR OLD.everybody <> NEW.everybody
    OR (OLD.commitment <> '' AND (OLD.commitment <> NEW.commitment OR OLD.secret <> NEW.secret))
    OR (OLD.digits <> '' AND (OLD.digits <> NEW.digits OR OLD.revealed <> NEW.revealed OR OLD.seed <> NEW.seed
        OR OLD.ranking <> NEW.ranking))
    OR (NEW.digits <> '' AND NEW.commitment = '')
    OR OLD.state IN ('done', 'void')"""


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    db.create_tables(_tables(db))
    for statement in SQLITE if sqlite else POSTGRESQL:
        db.execute_sql(statement)
    for table in KEPT:
        _only_added(db, table, sqlite)


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

    class Ticket(Base):
        sign_up = ForeignKeyField(SignUp, unique=True, backref="+", on_delete="CASCADE")
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE", index=False)
        token = CharField(max_length=32, unique=True)
        code = CharField(max_length=8)

        class Meta:
            indexes = ((("code", "event"), True),)

    class CheckIn(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="RESTRICT", index=False)
        sign_up = ForeignKeyField(SignUp, null=True, backref="+", on_delete="RESTRICT")
        nonce = CharField(max_length=36, unique=True)
        said_at = UtcField()
        at = UtcField()
        device = CharField(max_length=36, default="")
        door = CharField(max_length=24, default="")
        way = CharField(max_length=6, default="code")
        result = CharField(max_length=8)
        asked = SmallIntegerField(default=0)
        heads = SmallIntegerField(default=0)
        offline = BooleanField(default=False)
        let_in = BooleanField(default=False)
        remark = CharField(max_length=120, default="")
        shown = CharField(max_length=48, default="")
        staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        conflict = BooleanField(default=False)
        settled_at = UtcField(null=True)
        settled_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        settled_words = CharField(max_length=200, default="")

        class Meta:
            constraints = [Check("conflict OR settled_at IS NULL")]
            indexes = ((("event", "id"), False),)

    class CardRun(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="CASCADE")
        staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()
        anew = BooleanField(default=False)
        submission = CharField(max_length=36, null=True)

    class NameCard(Base):
        run = ForeignKeyField(CardRun, backref="+", on_delete="CASCADE")
        sign_up = ForeignKeyField(SignUp, backref="+", on_delete="CASCADE", index=False)
        position = SmallIntegerField()
        name = CharField(max_length=60)
        fresh = BooleanField(default=True)

    class Draw(Base):
        event = ForeignKeyField(Event, backref="+", on_delete="RESTRICT", index=False)
        position = SmallIntegerField()
        state = CharField(max_length=9, default="listed")
        everybody = BooleanField(default=False)
        tickets = IntegerField()
        list_text = TextField()
        list_hash = CharField(max_length=64)
        secret = CharField(max_length=240, default="")
        commitment = CharField(max_length=64, default="")
        digits = CharField(max_length=24, default="")
        revealed = CharField(max_length=64, default="")
        seed = CharField(max_length=64, default="")
        ranking = JsonField(default=list)
        made_by = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        made_at = UtcField()
        committed_at = UtcField(null=True)
        drawn_at = UtcField(null=True)
        ended_at = UtcField(null=True)
        ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        void_words = CharField(max_length=200, default="")
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True)

        class Meta:
            constraints = [Check("tickets > 0")]
            indexes = ((("event", "position"), True),)

    class Prize(Base):
        draw = ForeignKeyField(Draw, backref="+", on_delete="RESTRICT", index=False)
        position = SmallIntegerField()
        label = CharField(max_length=60)
        count = SmallIntegerField()

        class Meta:
            constraints = [Check("count > 0")]
            indexes = ((("draw", "position"), True),)

    class DrawTicket(Base):
        draw = ForeignKeyField(Draw, backref="+", on_delete="RESTRICT", index=False)
        number = SmallIntegerField()
        sign_up = ForeignKeyField(SignUp, backref="+", on_delete="RESTRICT")

        class Meta:
            indexes = ((("draw", "number"), True), (("draw", "sign_up"), True))

    class DrawCall(Base):
        draw = ForeignKeyField(Draw, backref="+", on_delete="RESTRICT", index=False)
        place = SmallIntegerField()
        number = SmallIntegerField()
        prize = ForeignKeyField(Prize, null=True, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()
        staff = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)

        class Meta:
            indexes = ((("draw", "place"), True), (("draw", "number"), True))

    truth = "1" if isinstance(db, SqliteDatabase) else "true"
    is_open = SQL(f"(conflict = {truth} AND settled_at IS NULL)")
    CheckIn.add_index(CheckIn.index(CheckIn.event, CheckIn.id, name="check_in_open", where=is_open))
    fresh = SQL(f"(fresh = {truth})")
    card = NameCard
    card.add_index(card.index(card.sign_up, card.position, card.name, unique=True, name="name_card_first", where=fresh))
    runs = SQL("(state IN ('listed', 'committed', 'drawn'))")
    Draw.add_index(Draw.index(Draw.event, unique=True, name="draw_one_runs", where=runs))
    for model in (CardRun, Draw):
        model.add_index(model.index(model.submission, unique=True, where=model.submission.is_null(False)))
    return [Ticket, CheckIn, CardRun, NameCard, Draw, Prize, DrawTicket, DrawCall]


_LETTER = f"substr('{ALPHABET}', 1 + (random() & 31), 1)"
_TICKET = f"hex(randomblob(16)), {' || '.join([_LETTER] * 8)}"
SQLITE = (
    f"INSERT INTO ticket (sign_up_id, event_id, token, code) SELECT id, event_id, {_TICKET} FROM sign_up ORDER BY id",
    "CREATE TRIGGER sign_up_ticket AFTER INSERT ON sign_up BEGIN "
    f"INSERT INTO ticket (sign_up_id, event_id, token, code) VALUES (NEW.id, NEW.event_id, {_TICKET}); END",
    "CREATE TRIGGER check_in_counts AFTER INSERT ON check_in WHEN NEW.heads <> 0 BEGIN "
    "UPDATE sign_up SET heads = heads + NEW.heads WHERE id = NEW.sign_up_id; END",
    f"CREATE TRIGGER check_in_kept BEFORE UPDATE OF {', '.join(SAID)} ON check_in "
    "BEGIN SELECT RAISE(ABORT, 'check_in is append-only'); END",
    "CREATE TRIGGER check_in_stays BEFORE DELETE ON check_in "
    "BEGIN SELECT RAISE(ABORT, 'check_in is append-only'); END",
    f"CREATE TRIGGER draw_fixed BEFORE UPDATE ON draw WHEN {FIXED} "
    "BEGIN SELECT RAISE(ABORT, 'draw is append-only'); END",
    "CREATE TRIGGER draw_stays BEFORE DELETE ON draw BEGIN SELECT RAISE(ABORT, 'draw is append-only'); END",
)

_BYTES = (0, 1, 2, 3, 4, 5, 10, 11)
"""Of a random UUID: the others hold its version."""
_CODE = " || ".join(f"substr('{ALPHABET}', 1 + (get_byte(drawn, {at}) & 31), 1)" for at in _BYTES)
POSTGRESQL = (
    f"""CREATE FUNCTION give_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE drawn bytea := uuid_send(gen_random_uuid());
    BEGIN
      INSERT INTO ticket (sign_up_id, event_id, token, code)
      VALUES (NEW.id, NEW.event_id, upper(replace(gen_random_uuid()::text, '-', '')), {_CODE});
      RETURN NULL;
    END $$""",
    f"""INSERT INTO ticket (sign_up_id, event_id, token, code)
    SELECT id, event_id, upper(replace(gen_random_uuid()::text, '-', '')), {_CODE}
    FROM (SELECT id, event_id, uuid_send(gen_random_uuid()) AS drawn FROM sign_up OFFSET 0) AS found ORDER BY id""",
    "CREATE TRIGGER sign_up_ticket AFTER INSERT ON sign_up FOR EACH ROW EXECUTE FUNCTION give_ticket()",
    """CREATE FUNCTION count_heads() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE sign_up SET heads = heads + NEW.heads WHERE id = NEW.sign_up_id;
      RETURN NULL;
    END $$""",
    "CREATE TRIGGER check_in_counts AFTER INSERT ON check_in FOR EACH ROW WHEN (NEW.heads <> 0) "
    "EXECUTE FUNCTION count_heads()",
    f"CREATE TRIGGER check_in_kept BEFORE UPDATE OF {', '.join(SAID)} ON check_in "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER check_in_stays BEFORE DELETE ON check_in FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    f"CREATE TRIGGER draw_fixed BEFORE UPDATE ON draw FOR EACH ROW WHEN ({FIXED}) EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER draw_stays BEFORE DELETE ON draw FOR EACH ROW EXECUTE FUNCTION refuse_change()",
)


def _only_added(db, table, sqlite):
    if not sqlite:
        db.execute_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for deed in ("update", "delete"):
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    db.execute_sql(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
