"""The worker keeps the next birthday in step; so does saving."""

from __future__ import annotations

import importlib
from datetime import date

from playhouse.migrate import SchemaMigrator

from portal.database import database, write
from portal.derived import faults
from portal.derived.birthdays import move_birthdays
from portal.models import Client
from portal.rules.clients.birthdays import Lunar
from tests.clients.test_edit import edit
from tests.ground import people
from tests.ground.plans import indexes, plans_of


def test_it_works(at, served):
    Client.update(next_birthday=None).where(Client.id == served.id).execute()
    lunar = people.client(None, "过农历的", birthday=date(1971, 10, 3), birthday_lunar=True)
    assert move_birthdays() == 1 and move_birthdays() == 0
    assert Client.get_by_id(served.id).next_birthday == date(2027, 5, 6)
    at("2027-05-06 09:00")
    assert move_birthdays() == 0
    at("2027-09-16 00:05")
    assert move_birthdays() == 2
    assert Client.get_by_id(lunar.id).next_birthday == date(2028, 10, 3) and list(faults()) == []


def test_saving_reckons_it_anew(visit, manager, served):
    edit(visit(manager), served, birthday="1996-02-29")
    assert Client.get_by_id(served.id).next_birthday == date(2027, 3, 1)
    edit(visit(manager), served, birthday="")
    assert Client.get_by_id(served.id).next_birthday is None


def test_the_check_names_a_wrong_one(served):
    Client.update(next_birthday=date(2027, 1, 1)).where(Client.id == served.id).execute()
    assert list(faults()) == [f"client {served.number}: the next birthday is not 2027-01-01"]


def test_more_than_one_batch(app, monkeypatch):
    monkeypatch.setattr("portal.derived.birthdays.AT_ONCE", 2)
    for n in range(5):
        people.client(None, f"客户{n}", next_birthday=date(2026, 11, 1))
    assert move_birthdays() == 5


def test_what_is_due_is_found_by_an_index(served, statements):
    """The worker asks every minute: with nothing due it must cost nothing, also among a million."""
    with statements() as seen:
        assert move_birthdays() == 0
    for plan in plans_of(seen, '"client"'):
        assert indexes(plan) == {"client_next_birthday_birthday"}, plan


def test_the_lunar_day_is_kept_as_it_is_said(visit, manager, served):
    """What is typed stays the solar day of birth and a tick."""
    browser = visit(manager)
    edit(browser, served, birthday="1976-10-01", birthday_lunar="1")
    row = Client.get_by_id(served.id)
    assert row.lunar == Lunar(8, 8, True, 1976) and row.next_birthday == date(2027, 9, 8)
    assert "kept on day 8 of leap lunar month 8" in browser.get(f"/clients/{served.number}/profile").text
    edit(browser, served, birthday="1976-10-01", birthday_lunar=None)
    row = Client.get_by_id(served.id)
    assert row.lunar is None and row.next_birthday == date(2027, 10, 1) and list(faults()) == []


def test_the_check_names_a_lunar_day_that_is_not_the_day_of_birth(served):
    lunar = people.client(None, "过农历的", birthday=date(1978, 9, 17), birthday_lunar=True)
    assert lunar.lunar == Lunar(8, 15, False, 1978) and list(faults()) == []
    Client.update(lunar_day=16).where(Client.id == lunar.id).execute()
    assert list(faults()) == [f"client {lunar.number}: the lunar birthday is not that of the day of birth"]


def test_a_lunar_birthday_without_a_year_moves_too(at, app):
    known = {"birthday": None, "birthday_lunar": True, "lunar_month": 8, "lunar_day": 15}
    row = people.client(None, "只知月日", **known, next_birthday=date(2026, 9, 25))
    assert move_birthdays() == 1 and Client.get_by_id(row.id).next_birthday == date(2027, 9, 15)
    assert list(faults()) == []


def test_a_database_in_use_gets_its_lunar_birthdays(app, served):
    """Rows from before the columns: filled by the migration, the next birthday with them; merged ones have none."""
    rows = [
        people.client(None, f"客户{n}", birthday=day, birthday_lunar=True)
        for n, day in enumerate((date(1978, 9, 17), date(1978, 9, 17), date(1976, 10, 1)))
    ]
    Client.update(merged_into=served.id, next_birthday=None).where(Client.id == rows[1].id).execute()
    Client.update(next_birthday=date(2027, 9, 16)).where(Client.id == rows[0].id).execute()
    with write():
        for name in ("year", "month", "day", "leap"):
            database.execute_sql(f"ALTER TABLE client DROP COLUMN lunar_{name}")
        migration = importlib.import_module("portal.migrations.0125_lunar_birthdays")
        migration.up(SchemaMigrator.from_database(database.obj), database.obj)
    first, merged, leap = (Client.get_by_id(row.id) for row in rows)
    assert first.lunar == merged.lunar == Lunar(8, 15, False, 1978) and leap.lunar == Lunar(8, 8, True, 1976)
    assert (first.next_birthday, merged.next_birthday) == (date(2027, 9, 15), None)
    assert Client.get_by_id(served.id).lunar is None
    assert [line for line in faults() if "birthday" in line] == []
