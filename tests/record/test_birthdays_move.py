"""The worker keeps the next birthday in step; so does saving."""

from __future__ import annotations

from datetime import date

from portal.derived.birthdays import move_birthdays
from portal.derived.proofs import faults
from portal.models import Client
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
