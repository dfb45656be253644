"""Who stands in for a colleague finds his clients, his due contacts and his calls, with both names, and records them;
afterwards no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.actions import follow_ups
from portal.ground import clock
from portal.models import Absence, Contact, RoleGrant
from portal.reads.contacts.due import due_for
from portal.reads.follow_ups.open import Wanted, calls
from tests.contacts.moving import moved
from tests.contacts.test_follow_ups import bought
from tests.contacts.test_record import record
from tests.ground import people

TODAY = date(2026, 11, 24)


def away(who, substitute, **values):
    since = {"since": TODAY, "until": TODAY + timedelta(days=5), **values}
    return Absence.create(staff=who.id, substitute=substitute and substitute.id, reason="年休假", author=who.id, created_at=clock.now(), **since)  # fmt: skip


def due(person) -> list[tuple[str, str]]:
    return [(one.name, one.instead_of) for one in due_for(people.actor(person), "mine").lines]


@pytest.fixture
def late(served):
    moved(served, next_contact_due=TODAY, mobile="+8613812345678")
    return served


def test_it_works(visit, late, adviser, manager, second_manager, at):
    visit(second_manager).get(f"/clients/{late.number}/contacts/new", status=404)
    away(adviser, second_manager)
    bought(late)
    follow_ups.make()
    assert due(second_manager) == [("陈刚", "李娜")] and due(manager) == []
    (call,) = calls(people.actor(second_manager), Wanted())
    assert (call.who, call.instead_of) == ("钱峰", "李娜")
    page = visit(second_manager).get("/contacts")
    assert "钱峰 for 李娜" in page.section("today") and "钱峰 for 李娜" in page.section("follow-ups")
    home = visit(second_manager).get("/home").text
    assert "Get in touch with 陈刚" in home and "for 李娜" in home and "Follow-up call to 陈刚" in home
    assert record(visit(second_manager), late).notice == "The contact is on record."
    assert Contact.get().staff_id == second_manager.id
    at("2026-11-29 10:00")
    visit(second_manager).get(f"/clients/{late.number}/contacts/new", status=404)
    assert due(second_manager) == []


def test_through_a_chain_to_the_first_present(visit, late, adviser, manager, second_manager):
    away(adviser, second_manager)
    away(second_manager, manager)
    assert due(manager) == [("陈刚", "")]  # his own client besides
    assert {*people.actor(manager).stands_for} == {second_manager.id, adviser.id}
    assert people.actor(second_manager).stands_for == ()


def test_nobody_of_another_branch_gets_in(visit, late, adviser, other_manager):
    away(adviser, other_manager)
    visit(other_manager).get(f"/clients/{late.number}", status=404)
    visit(other_manager).get(f"/clients/{late.number}/contacts/new", status=404)
    assert due(other_manager) == []


@pytest.mark.parametrize("how", ["away", "role", "left"])
def test_whose_adviser_cannot_is_the_managers(late, adviser, manager, how):
    if how == "away":
        away(adviser, None)
    elif how == "role":
        RoleGrant.update(until=TODAY).where(RoleGrant.staff == adviser.id).execute()
    else:
        adviser.left_on = TODAY
        adviser.save()
    assert due(manager) == [("陈刚", "")]


def test_a_specialist_stands_in_for_a_specialist(visit, late, specialist, second_manager):
    away(specialist, second_manager)
    assert visit(second_manager).get(f"/clients/{late.number}").heading.startswith("陈刚")
    assert due(second_manager) == []
