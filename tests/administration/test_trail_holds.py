"""An attacker who writes to the database alone: each thing he may do to the trails, and that `portal check` says it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import peewee
import pytest

from portal import database
from portal.actions.shared.recording import audit
from portal.derived import faults, guards, seals
from portal.ground import clock
from portal.models import AuditEntry, AuditSeal, RecordAccess
from tests.conftest import MOMENT
from tests.ground import people

Sealed = Callable[[], list[str]]
TABLES = ("audit_entry", "audit_seal", "record_access")


@pytest.fixture
def check(app, manager, chengang):
    """Three times two entries and two readings, sealed each time; `check()` is what `portal check` says."""
    account = people.account_of(manager).id
    with app.app_context():
        for turn in range(3):
            clock.set_source(lambda turn=turn: MOMENT + timedelta(minutes=10 * turn))
            for number in range(2):
                audit(None, "account.sign_in_failed", username=f"nobody{number}")
                RecordAccess.create(
                    client=chengang.id, account=account, kind="open", day=clock.today(), at=clock.now(),
                    sitting=10 * turn + number,
                )  # fmt: skip
            clock.set_source(lambda turn=turn: MOMENT + timedelta(minutes=10 * turn + 5))
            assert seals.seal() == 4
        yield lambda: list(faults())


def around(*statements: str) -> None:
    """What somebody with the database's own password can do: switch the triggers off, write, switch them on."""
    real = database.database
    if database.engine() == "sqlite":
        triggers = real.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        triggers = [(name, sql) for name, sql in triggers if name.startswith(TABLES)]
        for name, _sql in triggers:
            real.execute_sql(f"DROP TRIGGER {name}")
    else:
        for table in TABLES:
            real.execute_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in statements:
        real.execute_sql(statement)
    if database.engine() == "sqlite":
        for _name, sql in triggers:
            real.execute_sql(sql)
    else:
        for table in TABLES:
            real.execute_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_it_works(check):
    assert check() == []
    assert {row.method for row in AuditSeal.select()} == {"hmac"} and AuditSeal.select().count() == 6


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("DELETE FROM audit_seal WHERE id = (SELECT MAX(id) FROM audit_seal)", "1 seals are gone that the log"),
        ("DELETE FROM audit_seal WHERE id = 3", "does not follow the one before"),
        ("DELETE FROM audit_seal", "6 seals are gone that the log of seals names: 1–6"),
        ("DELETE FROM record_access WHERE id = (SELECT MAX(id) FROM record_access)", "reading seal 6: entries"),
        ("DELETE FROM record_access", "reading seal 2: entries"),
        ("UPDATE record_access SET account_id = (SELECT MAX(id) FROM account) WHERE id = 1", "reading seal 2: entries"),
        ("UPDATE audit_entry SET actor_name = 'x' WHERE id = 3", "audit seal 3: entries 3–4 were changed"),
        ("UPDATE audit_seal SET at = '2026-01-01 00:00:00' WHERE id = 1", "audit seal 1: entries 1–2 were changed"),
        ("UPDATE audit_seal SET method = 'sha256' WHERE id = 3", "audit seal 3: made without the key"),
    ],
)  # fmt: skip
def test_what_was_changed_behind_the_triggers(check, deed, says):
    around(deed)
    assert [line for line in check() if says in line], check()


ENTRY = (
    "INSERT INTO audit_entry (id, at, actor_name, action, subject_type, words, changes, ip, request_id) "
    "VALUES ({id}, '2026-11-24 02:00:00', '', 'account.signed_in', '', '{{}}', '{{}}', '', '')"
)


@pytest.mark.parametrize(
    ("number", "says"),
    [(-5, "audit seal 1: entries"), (0, "audit seal 1: entries"), (900, ("ids are missing", "beyond its sequence"))],
)
def test_an_entry_with_an_id_that_nothing_gave_out(check, number, says):
    database.database.execute_sql(ENTRY.format(id=number))
    assert [line for line in check() if any(one in line for one in ([says] if isinstance(says, str) else says))]


def test_a_chain_rewritten_with_the_old_functions(check):
    """He knows how seals were made before the key, and makes the whole chain anew over what he changed."""
    around("UPDATE audit_entry SET actor_name = 'x' WHERE id = 3", "DELETE FROM audit_seal WHERE trail = 'audit'")
    previous = seals.GENESIS
    for first in (1, 3, 5):
        rows = list(AuditEntry.select().where(AuditEntry.id.between(first, first + 1)).order_by(AuditEntry.id))
        lines = [seals.line_of(seals.TRAILS["audit"].values(row)) for row in rows]
        digest = hashlib.sha256(b"".join([previous.encode(), *lines])).hexdigest()
        AuditSeal.create(
            first=first, last=first + 1, count=2, previous=previous, digest=digest, at=clock.now(), method="sha256"
        )
        previous = digest
    lines = check()
    assert any("log of seals" in line for line in lines), lines


def test_a_chain_rewritten_with_a_key_of_his_own(app, check, monkeypatch):
    """He runs the portal's own sealing on another machine, with another key, and puts the rows back."""
    around("UPDATE audit_entry SET actor_name = 'x' WHERE id = 3", "DELETE FROM audit_seal")
    keys = app.config["DATA_KEY"]
    monkeypatch.setattr(keys, "_seal", "f" * 64)
    seals.seal()
    monkeypatch.setattr(keys, "_seal", "")
    lines = check()
    assert any("were changed" in line for line in lines) and any("log of seals" in line for line in lines)


def test_the_log_of_seals_taken_away(app, check):
    app.config["DATA_KEY"].seal_log.unlink()
    assert any("the log of seals is gone" in line for line in check())


def test_lines_taken_out_of_the_log(app, check):
    path = app.config["DATA_KEY"].seal_log
    lines = path.read_text().splitlines(keepends=True)
    assert path.stat().st_mode & 0o777 == 0o600 and len(lines) == 6
    path.write_text("".join(lines[:2] + lines[3:]))
    assert any("1 lines too few stand in the log of seals" in line for line in check())


def test_triggers_missing_switched_off_or_empty(check):
    real = database.database
    if database.engine() == "sqlite":
        real.execute_sql("DROP TRIGGER record_access_no_delete")
        real.execute_sql("DROP TRIGGER audit_entry_no_update")
        real.execute_sql("CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT 1; END")
        names = ("record_access_no_delete is missing", "audit_entry_no_update is another one")
    else:
        real.execute_sql("ALTER TABLE record_access DISABLE TRIGGER record_access_append_only")
        real.execute_sql(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
        )
        names = ("record_access_append_only is missing or switched off", "refuse_change is another one")
    lines = check()
    assert all(any(name in line for line in lines) for name in names), lines


def test_every_trigger_is_looked_for(app):
    """A trigger that a migration adds belongs in the list."""
    if database.engine() == "sqlite":
        assert set(guards._in_sqlite()) == guards.SQLITE.keys() | guards.SQLITE_OTHERS
    else:
        assert set(guards._in_postgresql()) == guards.POSTGRESQL.keys() | guards.POSTGRESQL_OTHERS


@pytest.mark.parametrize("recursive", [0, 1])
def test_replace_does_not_pass_the_triggers(check, recursive):
    """INSERT OR REPLACE fires no delete trigger unless the connection asks for it, and his does not."""
    if database.engine() == "postgresql":
        for table in TABLES:
            with pytest.raises(peewee.DatabaseError), database.write():
                database.database.execute_sql(f"TRUNCATE {table}")
        return
    real = database.database
    assert real.execute_sql("PRAGMA recursive_triggers").fetchone() == (1,)
    real.execute_sql(f"PRAGMA recursive_triggers = {recursive}")
    for table, values in (("audit_entry", "id, at, actor_name, action, subject_type, words, changes, ip, request_id"),
                          ("audit_seal", '"trail", "method", "first", "last", "count", "previous", "digest", "at"')):  # fmt: skip
        with pytest.raises(peewee.DatabaseError):
            real.execute_sql(f"INSERT OR REPLACE INTO {table} ({values}) SELECT {values} FROM {table} WHERE id = 1")
    columns = "client_id, account_id, kind, field, reason, day, sitting, at"
    other = columns.replace("reason", "'x'")
    real.execute_sql(f"INSERT OR REPLACE INTO record_access ({columns}) SELECT {other} FROM record_access")
    real.execute_sql("PRAGMA recursive_triggers = 1")
    assert check() == []


def test_a_trace_cannot_be_changed_or_deleted(check):
    for deed in ("UPDATE record_access SET kind = 'x'", "DELETE FROM record_access"):
        with pytest.raises(peewee.DatabaseError), database.write():
            database.database.execute_sql(deed)


def test_seals_of_before_stay_good(app):
    """A chain of plain hashes from before the key is proved as it was, and the next seal stands on it."""
    with app.app_context():
        audit(None, "account.sign_in_failed", username="nobody")
        entry = AuditEntry.get()
        line = seals.line_of(seals.TRAILS["audit"].values(entry))
        digest = hashlib.sha256(seals.GENESIS.encode() + line).hexdigest()
        AuditSeal.create(first=entry.id, last=entry.id, count=1, previous=seals.GENESIS, digest=digest, at=clock.now())
        audit(None, "account.sign_in_failed", username="nobody")
        clock.set_source(lambda: MOMENT + timedelta(minutes=5))
        assert seals.seal() == 1 and list(faults()) == []
        assert [row.method for row in AuditSeal.select().order_by(AuditSeal.id)] == ["sha256", "hmac"]
        around("UPDATE audit_entry SET actor_name = 'x' WHERE id = 1")
        assert any("audit seal 1" in line for line in faults())


def test_the_worker_goes_on_while_others_write(app, check):
    audit(None, "account.sign_in_failed", username="nobody")
    clock.set_source(lambda: MOMENT + timedelta(minutes=50))
    assert seals.seal() == 1 and check() == []


def test_syslog_by_setting(app, check, monkeypatch):
    from portal.derived import seal_log

    sent: list[str] = []
    monkeypatch.setattr(seal_log.SysLogHandler, "emit", lambda self, record: sent.append(record.getMessage()))
    monkeypatch.setattr(app.config["SETTINGS"], "seal_syslog", "127.0.0.1:9")
    audit(None, "account.sign_in_failed", username="nobody")
    clock.set_source(lambda: MOMENT + timedelta(minutes=50))
    seals.seal()
    assert len(sent) == 1 and sent[0].startswith("portal seal 2026-11-24T02:50:00+00:00 audit 7 7 7 1 ")
