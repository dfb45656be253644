"""Staff sign a client up who phones, and give seats back."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from portal import database
from portal.actions.events import signing_up
from portal.ground import clock
from portal.ground.errors import Refused, SeatsTaken
from portal.models import AuditEntry, Event, Notice, PartyGuest, SignUp
from portal.rules.events.parties import Party
from tests.events.plans import event, fresh, seats
from tests.ground import people
from tests.ground.together import together


def sign_up(visitor, row, client, guests="0", status=200, **fields):
    number = client if isinstance(client, str) else client.number
    return visitor.post(
        f"/events/{row.number}/sign-up",
        status=status,
        referer=f"/events/{row.number}",
        client=number,
        guests=guests,
        **fields,
    )


def test_it_works(visit, coordinator, liufang):
    row = event(coordinator)
    page = sign_up(visit(coordinator), row, liufang, "1", guest_names="刘强")
    assert page.notice == "刘芳 is signed up."
    assert page.table("guests")[0][:4] == [f"刘芳 {liufang.number}", "Gold", "2", "刘强"]
    assert fresh(row).seats_taken == 2
    assert Notice.get(Notice.account == people.account_of(liufang)).kind == "event.signed_up_for_you"
    assert AuditEntry.select().where(AuditEntry.action == "event.signed_up").count() == 1


def test_a_party_is_changed(visit, coordinator, manager, liufang):
    row = event(coordinator)
    sign_up(visit(coordinator), row, liufang, "1", guest_names="刘强")
    at = f"/events/{row.number}/sign-ups/{SignUp.get().id}/guests"
    assert at in visit(coordinator).get(f"/events/{row.number}").links()
    page = visit(coordinator).post(at, guest_names="刘小强")
    assert page.notice == "The party of 刘芳 is kept." and page.table("guests")[0][3] == "刘小强"
    entry = AuditEntry.get(AuditEntry.action == "event.party_changed")
    assert entry.changes["guest_names"] == ["刘强", "刘小强"]
    assert "guest_names" in visit(coordinator).post(at, status=422, guest_names="甲\n乙").errors
    visit(manager).post(at, status=404, guest_names="别人")
    assert [guest.name for guest in PartyGuest.select()] == ["刘小强"]
    visit(coordinator).post(at, guests="0", guest_names="")
    assert fresh(row).seats_taken == 1 and PartyGuest.select().count() == 0


def test_a_manager_signs_up_his_own_clients(visit, coordinator, manager, served, liufang):
    row = event(coordinator)
    sign_up(visit(manager), row, served)
    page = sign_up(visit(manager), row, liufang, status=422)
    assert "no such client among those you may sign up" in page.errors["client"]


@pytest.mark.one_engine
def test_clients_of_another_branch_do_not_exist(visit, coordinator, zhaolei):
    row = event(coordinator)
    for number in (zhaolei.number, "C-9999999", "x", "'; DROP TABLE sign_up"):
        page = sign_up(visit(coordinator), row, number, status=422)
        assert "no such client" in page.errors["client"]
    assert SignUp.select().count() == 0


@pytest.mark.one_engine
def test_another_tier_is_not_invited(visit, coordinator, wutao):
    page = sign_up(visit(coordinator), event(coordinator), wutao, status=422)
    assert "for other tiers" in page.errors["client"]


@pytest.mark.one_engine
@pytest.mark.parametrize("guests", ["-1", "2", "x", "1.5", "1000000000000"])
def test_wrong_numbers_of_guests(visit, coordinator, liufang, guests):
    page = sign_up(visit(coordinator), event(coordinator), liufang, guests, status=422)
    assert "guests" in page.errors and SignUp.select().count() == 0


@pytest.mark.one_engine
def test_more_names_than_guests(visit, coordinator, liufang):
    page = sign_up(visit(coordinator), event(coordinator), liufang, "1", status=422, guest_names="刘强\n刘丽")
    assert "There are more names than guests." in page.errors["guest_names"]
    assert page.value("client") == liufang.number


def test_who_comes_after_the_last_seat_waits(visit, coordinator, chengang, liufang):
    row = event(coordinator, capacity=2)
    seats(row, chengang)
    page = sign_up(visit(coordinator), row, liufang, "1")
    assert page.notice == "刘芳 is on the waiting list."
    assert Notice.get(Notice.account == people.account_of(liufang)).kind == "event.waits_for_you"
    page = sign_up(visit(coordinator), row, liufang, status=409)
    assert "刘芳 is on the waiting list of this event already." in page.refusal
    assert fresh(row).seats_taken == 1


def test_one_sign_up_a_client(visit, coordinator, liufang):
    row = event(coordinator)
    sign_up(visit(coordinator), row, liufang)
    page = sign_up(visit(coordinator), row, liufang, status=409)
    assert "There are seats at this event for 刘芳 already." in page.refusal
    assert fresh(row).seats_taken == 1


def test_a_double_click_takes_one(visit, coordinator, liufang):
    row, same = event(coordinator), str(uuid.uuid4())
    browser = visit(coordinator)
    sign_up(browser, row, liufang, submission=same)
    sign_up(browser, row, liufang, submission=same)
    assert SignUp.select().count() == 1


def test_staff_may_after_the_last_day_but_not_once_it_began(visit, coordinator, liufang, chengang, at):
    row = event(coordinator)
    at(clock.local(row.starts_at - timedelta(days=1)).strftime("%Y-%m-%d %H:%M"))
    sign_up(visit(coordinator), row, liufang)
    at(clock.local(row.starts_at).strftime("%Y-%m-%d %H:%M"))
    page = sign_up(visit(coordinator), row, chengang, status=409)
    assert "over or has been cancelled" in page.refusal
    assert fresh(row).seats_taken == 1


def test_only_a_published_event(visit, coordinator, liufang):
    for state in ("draft", "submitted", "approved"):
        page = sign_up(visit(coordinator), event(coordinator, state), liufang, status=409)
        assert "is not open" in page.refusal
    assert SignUp.select().count() == 0


@pytest.mark.one_engine
def test_who_may_not(visit, coordinator, specialist, auditor, head_office, chengang, other_branch_admin):
    row = event(coordinator)
    for person in (specialist, auditor, head_office, chengang):
        sign_up(visit(person), row, chengang, status=403)
    sign_up(visit(other_branch_admin), row, chengang, status=404)


def test_giving_seats_back(visit, coordinator, liufang):
    row = event(coordinator)
    found = seats(row, liufang, 1)
    browser = visit(coordinator)
    path = f"/events/{row.number}/sign-ups/{found.id}/cancel"
    assert "Give 2 seats back?" in browser.get(path).text
    page = browser.post(path, referer=f"/events/{row.number}")
    assert page.notice == "The seats of 刘芳 are free again."
    assert fresh(row).seats_taken == 0
    assert Notice.get(Notice.account == people.account_of(liufang)).kind == "event.cancelled_for_you"
    assert "given back already" in browser.post(path, referer=f"/events/{row.number}").refusal
    sign_up(browser, row, liufang)


@pytest.mark.one_engine
def test_who_may_not_give_back(visit, coordinator, manager, liufang, other_branch_admin, auditor):
    row = event(coordinator)
    found = seats(row, liufang)
    path = f"/events/{row.number}/sign-ups/{found.id}/cancel"
    visit(manager).post(path, status=404)
    visit(other_branch_admin).post(path, status=404)
    visit(auditor).post(path, status=403)
    visit(coordinator).post(f"/events/{event(coordinator).number}/sign-ups/{found.id}/cancel", status=404)
    assert "Free the seats" not in visit(manager).get(f"/events/{row.number}").text
    assert fresh(row).seats_taken == 1


def test_sixteen_at_once_for_the_last_five_seats(app, coordinator):
    row = event(coordinator, capacity=12)
    for number in range(7):
        seats(row, people.client(f"early{number}", f"早到{number}"))
    crowd = [people.client(None, f"客户{number}") for number in range(16)]
    actor = people.actor(coordinator)
    found = together(app, *[lambda c=c: signing_up.sign_up(actor, Event.get_by_id(row.id), c, Party()) for c in crowd])
    assert sorted(type(one).__name__ for one in found) == ["SignUp"] * 5 + ["WaitingParty"] * 11
    assert fresh(row).seats_taken == 12
    assert SignUp.select().where(SignUp.event == row, SignUp.cancelled_at.is_null()).count() == 12


def test_the_database_itself_refuses_one_too_many(coordinator, chengang, liufang):
    from peewee import IntegrityError

    row = event(coordinator, capacity=1)
    seats(row, chengang)
    with pytest.raises(IntegrityError), database.write():
        seats(row, liufang)
    assert fresh(row).seats_taken == 1
    assert isinstance(SeatsTaken(), Refused)
