"""The triggers that guard the tables are there, switched on, and say what they said when they were made."""

from __future__ import annotations

from collections.abc import Iterator

from portal.database import database, engine

TRAILS = (
    *("audit_entry", "audit_seal", "record_access", "seat_correction", "entry", "consent"),
    *("desk_showing", "settlement_line", "partner_price", "complaint_mark", "signed_text", "signature_event"),
    *("prize", "draw_ticket", "draw_call"),
)

SQLITE: dict[str, str] = {
    **{
        f"{table}_no_{deed}": f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in TRAILS
        for deed in ("update", "delete")
    },
    **{
        f"{table}_no_replace": f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in TRAILS
    },
}
"""The append-only ones, word for word (the migrations made them): one of the same name that does nothing is none."""

SQLITE_OTHERS = frozenset(
    [
        "audit_seal_no_other",
        "record_access_no_other",
        "check_in_counts",
        "check_in_kept",
        "check_in_stays",
        "client_counted_grows",
        "client_counted_in",
        "client_counted_moves",
        "client_counted_out",
        "client_hands_in",
        "client_hands_move",
        "client_hands_out",
        "client_term_in",
        "client_term_moves",
        "client_term_out",
        "complaint_file_kept",
        "complaint_kept",
        "draw_fixed",
        "draw_stays",
        "relation_spouse_insert",
        "relation_spouse_update",
        "seat_hands_in",
        "seat_hands_move",
        "seat_hands_out",
        "event_helper_insert",
        "event_helper_moved",
        "event_helper_update",
        "event_room_insert",
        "event_room_update",
        "seat_overlap_insert",
        "seat_overlap_update",
        "sign_up_leaves",
        "sign_up_moves",
        "sign_up_takes",
        "sign_up_ticket",
        "waiting_party_leaves",
        "waiting_party_moves",
        "waiting_party_takes",
    ]
)
POSTGRESQL: dict[str, str] = {
    **{
        f"{table}_append_only": f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE ON public.{table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in TRAILS
    },
    **{
        f"{table}_no_truncate": f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON public.{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in TRAILS
    },
}
POSTGRESQL_OTHERS = frozenset(
    [
        "check_in_counts",
        "check_in_kept",
        "check_in_stays",
        "client_delete_counted",
        "client_delete_hands",
        "client_insert_counted",
        "client_insert_hands",
        "client_update_counted",
        "client_update_hands",
        "complaint_file_kept",
        "complaint_kept",
        "draw_fixed",
        "draw_stays",
        "relation_spouse",
        "seat_delete_hands",
        "seat_insert_hands",
        "event_helper_taken",
        "event_moved",
        "event_room",
        "seat_overlap",
        "seat_update_hands",
        "sign_up_seats",
        "sign_up_ticket",
        "waiting_party_seats",
    ]
)
REFUSES = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END"


def faults() -> Iterator[str]:
    """A line for each trigger that is missing, switched off or another one."""
    found = _in_sqlite() if engine() == "sqlite" else _in_postgresql()
    words, others = (SQLITE, SQLITE_OTHERS) if engine() == "sqlite" else (POSTGRESQL, POSTGRESQL_OTHERS)
    for name in sorted(words.keys() | others):
        if name not in found:
            yield f"trigger {name} is missing or switched off"
        elif name in words and found[name] != words[name]:
            yield f"trigger {name} is another one than the portal's"
    if engine() == "postgresql":
        body = database.execute_sql("SELECT prosrc FROM pg_proc WHERE proname = 'refuse_change'").fetchall()
        if [row[0].strip() for row in body] != [REFUSES]:
            yield "function refuse_change is another one than the portal's"


def _in_sqlite() -> dict[str, str]:
    return dict(database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())


def _in_postgresql() -> dict[str, str]:
    """Those that are switched on for everybody but a replica."""
    sql = (
        "SELECT tgname, replace(pg_get_triggerdef(t.oid), n.nspname || '.', 'public.') FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND n.nspname = current_schema()"
    )
    return dict(database.execute_sql(sql).fetchall())
