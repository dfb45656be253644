"""Limits that the database itself guards: one manager, one adviser, no overlap, seats, an append-only audit trail, search terms."""

from peewee import SqliteDatabase

INDEXES = [
    "CREATE UNIQUE INDEX seat_one_current ON seat (client_id, kind) WHERE until IS NULL AND kind <> 'specialist'",
    "CREATE UNIQUE INDEX seat_once_at_a_time ON seat (client_id, staff_id, kind) WHERE until IS NULL",
    "CREATE UNIQUE INDEX sign_up_once ON sign_up (event_id, client_id) WHERE cancelled_at IS NULL",
    "CREATE INDEX notice_unread ON notice (account_id) WHERE read_at IS NULL",
]

OVERLAP = """
    SELECT 1 FROM seat s WHERE s.client_id = NEW.client_id AND s.kind = NEW.kind AND s.id <> NEW.id AND NEW.kind <> 'specialist'
      AND s.since < COALESCE(NEW.until, '9999-12-31') AND NEW.since < COALESCE(s.until, '9999-12-31')
      AND s.since < COALESCE(s.until, '9999-12-31') AND NEW.since < COALESCE(NEW.until, '9999-12-31')
"""

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("audit_entry", "audit_seal")
        for deed in ("update", "delete")
    ),
    *(
        f"CREATE TRIGGER seat_overlap_{deed} AFTER {deed.upper()} ON seat WHEN EXISTS ({OVERLAP}) "
        "BEGIN SELECT RAISE(ABORT, 'seat_overlap'); END"
        for deed in ("insert", "update")
    ),
    "CREATE TRIGGER sign_up_takes AFTER INSERT ON sign_up WHEN NEW.cancelled_at IS NULL BEGIN "
    "UPDATE event SET seats_taken = seats_taken + 1 + NEW.guests WHERE id = NEW.event_id; END",
    "CREATE TRIGGER sign_up_moves AFTER UPDATE ON sign_up BEGIN "
    "UPDATE event SET seats_taken = seats_taken "
    "- CASE WHEN OLD.cancelled_at IS NULL THEN 1 + OLD.guests ELSE 0 END "
    "+ CASE WHEN NEW.cancelled_at IS NULL THEN 1 + NEW.guests ELSE 0 END WHERE id = NEW.event_id; END",
    "CREATE TRIGGER sign_up_leaves AFTER DELETE ON sign_up WHEN OLD.cancelled_at IS NULL BEGIN "
    "UPDATE event SET seats_taken = seats_taken - 1 - OLD.guests WHERE id = OLD.event_id; END",
    "CREATE VIRTUAL TABLE client_search USING fts5(terms, content='', detail=none, tokenize='unicode61')",
    "CREATE TRIGGER client_term_in AFTER INSERT ON client_term BEGIN "
    "INSERT INTO client_search(rowid, terms) VALUES (NEW.client_id, NEW.terms); END",
    "CREATE TRIGGER client_term_moves AFTER UPDATE ON client_term BEGIN "
    "INSERT INTO client_search(client_search, rowid, terms) VALUES ('delete', OLD.client_id, OLD.terms); "
    "INSERT INTO client_search(rowid, terms) VALUES (NEW.client_id, NEW.terms); END",
    "CREATE TRIGGER client_term_out AFTER DELETE ON client_term BEGIN "
    "INSERT INTO client_search(client_search, rowid, terms) VALUES ('delete', OLD.client_id, OLD.terms); END",
]

POSTGRESQL = [
    # the sort key is compared byte by byte, whatever the server's own order is
    'ALTER TABLE client ALTER COLUMN name_key TYPE varchar(160) COLLATE "C"',
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$",
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in ("audit_entry", "audit_seal")
    ),
    f"""CREATE FUNCTION refuse_seat_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM client WHERE id = NEW.client_id FOR UPDATE;
      IF EXISTS ({OVERLAP}) THEN RAISE EXCEPTION 'seat_overlap' USING ERRCODE = 'exclusion_violation'; END IF;
      RETURN NEW;
    END $$""",
    "CREATE TRIGGER seat_overlap BEFORE INSERT OR UPDATE ON seat FOR EACH ROW EXECUTE FUNCTION refuse_seat_overlap()",
    """CREATE FUNCTION count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE change integer := 0; this bigint;
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        this := OLD.event_id;
        IF OLD.cancelled_at IS NULL THEN change := change - 1 - OLD.guests; END IF;
      END IF;
      IF TG_OP <> 'DELETE' THEN
        this := NEW.event_id;
        IF NEW.cancelled_at IS NULL THEN change := change + 1 + NEW.guests; END IF;
      END IF;
      IF change <> 0 THEN UPDATE event SET seats_taken = seats_taken + change WHERE id = this; END IF;
      RETURN NULL;
    END $$""",
    "CREATE TRIGGER sign_up_seats AFTER INSERT OR UPDATE OR DELETE ON sign_up FOR EACH ROW EXECUTE FUNCTION count_seats()",
    "CREATE INDEX client_search ON client_term USING gin (string_to_array(terms, ' '))",
]


def up(migrator, db):
    for statement in INDEXES:
        db.execute_sql(statement)
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
