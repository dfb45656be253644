"""Nobody rewrites the trail: the database refuses, and the seals show what was done around it."""

from __future__ import annotations

from datetime import timedelta

import peewee
import pytest

from portal import database
from portal.actions.shared.recording import audit
from portal.derived import seal_log, seals
from portal.derived.seals import seal
from portal.ground import clock
from portal.models import AuditEntry, AuditSeal
from tests.conftest import MOMENT


@pytest.fixture(autouse=True)
def at_work(app):
    """The keys of the seals are those of an application at work."""
    with app.app_context():
        yield


def fill(count: int) -> None:
    for number in range(count):
        audit(None, "account.sign_in_failed", username=f"nobody{number}")


def later(seconds: int) -> None:
    clock.set_source(lambda: MOMENT + timedelta(seconds=seconds))


def test_it_works(app):
    fill(3)
    later(60)
    assert seal() == 3
    assert list(seals.faults()) == []
    fill(2)
    later(120)
    assert seal() == 2
    first, second = AuditSeal.select().order_by(AuditSeal.id)
    assert second.previous == first.digest and (second.first, second.count) == (first.last + 1, 2)
    assert seal() == 0


def test_an_entry_cannot_be_changed(app):
    fill(1)
    with pytest.raises(peewee.DatabaseError), database.write():
        AuditEntry.update(actor_name="somebody else").execute()
    assert AuditEntry.get().actor_name == ""


def test_an_entry_cannot_be_deleted(app):
    fill(1)
    with pytest.raises(peewee.DatabaseError), database.write():
        AuditEntry.delete().execute()
    assert AuditEntry.select().count() == 1


def test_the_last_seconds_wait(app):
    fill(1)
    assert seal() == 0
    later(60)
    assert seal() == 1


def test_who_goes_around_the_trigger_is_found(app):
    fill(3)
    later(60)
    seal()
    around(
        "UPDATE audit_entry SET actor_name = 'somebody else' WHERE id = (SELECT MIN(id) FROM audit_entry)",
    )
    assert any("were changed" in line for line in seals.faults())


def test_a_missing_entry_is_found(app):
    fill(3)
    later(60)
    seal()
    around("DELETE FROM audit_entry WHERE id = (SELECT MAX(id) FROM audit_entry)")
    assert any("were changed" in line for line in seals.faults())


def test_a_new_chain_over_the_old_is_found(app):
    fill(2)
    later(60)
    seal()
    fill(2)
    later(120)
    seal()
    first = AuditSeal.select().order_by(AuditSeal.id).get()
    around(f"UPDATE audit_seal SET digest = '{'f' * 64}' WHERE id = {first.id}")
    lines = list(seals.faults())
    assert any("does not follow" in line for line in lines)
    assert len(lines) == 2
    assert list(seal_log.faults()) == [f"seal {first.id}: another one than the log of seals names"]


def around(statement: str) -> None:
    """What somebody with the database's own password could do: switch the triggers off, write, switch them on."""
    real = database.database
    if database.engine() == "sqlite":
        triggers = real.execute_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
        ).fetchall()
        for name, _sql in triggers:
            real.execute_sql(f"DROP TRIGGER {name}")
        real.execute_sql(statement)
        for _name, sql in triggers:
            real.execute_sql(sql)
    else:
        for table in ("audit_entry", "audit_seal"):
            real.execute_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        real.execute_sql(statement)
        for table in ("audit_entry", "audit_seal"):
            real.execute_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
