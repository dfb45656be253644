"""A client's ticket: with his sign-up, on his phone without a line, in the mail."""

from __future__ import annotations

import pytest

from portal.models import Event, Notice, SignUp, Ticket
from portal.rules.events.door import code_said
from portal.web.offline import FORGET, UNTIL
from tests.events.evenings import ticket, tonight
from tests.events.plans import event, seats
from tests.ground import people


def test_it_works(visit, coordinator, chengang, served):
    row = event(coordinator)
    me = visit(chengang)
    me.post(f"/me/events/{row.number}/sign-up", guests="1", guest_names="王秀兰")
    assert f"/me/events/{row.number}/ticket" in me.get(f"/me/events/{row.number}").links()
    page = me.get(f"/me/events/{row.number}/ticket")
    found = Ticket.get()
    assert code_said(found.code) in page.text and page.html.select_one("svg.qr path")
    assert "陈刚" not in page.text and "陈*" in page.text and not page.html.select("form")
    assert UNTIL in page.response.headers
    told = Notice.get(Notice.kind == "event.seats_kept")
    assert told.account_id == people.account_of(chengang).id and told.path == f"/me/events/{row.number}/ticket"


def test_each_sign_up_has_one_of_its_own(coordinator, chengang, wutao):
    row = event(coordinator)
    first, second = ticket(seats(row, chengang)), ticket(seats(row, wutao))
    assert first.token != second.token and first.code != second.code
    assert len(first.token) == 32 and len(first.code) == 8 and first.event_id == row.id
    codes = [Ticket.get(Ticket.sign_up == seats(row, people.client(f"c{n}", f"客人{n}"))).code for n in range(10)]
    assert len({*codes}) == 10 and all(set(code) <= set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for code in codes)


def test_seats_given_back_take_the_ticket_along(visit, coordinator, chengang):
    row = event(coordinator)
    me = visit(chengang)
    me.get(f"/me/events/{row.number}/ticket", status=404)
    me.post(f"/me/events/{row.number}/sign-up", guests="0")
    me.post(f"/me/events/{row.number}/cancel")
    me.get(f"/me/events/{row.number}/ticket", status=404)
    page = me.get(f"/me/events/{row.number}")
    assert page.response.headers[FORGET] == f"/me/events/{row.number}/ticket"
    me.post(f"/me/events/{row.number}/sign-up", guests="0")
    assert Ticket.select().count() == 2 and SignUp.select().count() == 2


@pytest.mark.one_engine
def test_whose_it_is_not(visit, coordinator, chengang, zhaolei):
    row = event(coordinator)
    seats(row, chengang)
    visit(zhaolei).get(f"/me/events/{row.number}/ticket", status=404)
    visit(coordinator).get(f"/me/events/{row.number}/ticket", status=403)


@pytest.mark.one_engine
def test_an_event_that_was_called_off_has_no_picture(visit, coordinator, chengang):
    row = event(coordinator)
    seats(row, chengang)
    Event.update(state="cancelled").execute()
    page = visit(chengang).get(f"/me/events/{row.number}/ticket")
    assert "called off" in page.text and not page.html.select("svg.qr path") and UNTIL not in page.response.headers


@pytest.mark.one_engine
def test_in_chinese(visit, coordinator, chengang):
    row = tonight(coordinator)
    seats(row, chengang, 1)
    assert visit(chengang, language="zh").get(f"/me/events/{row.number}/ticket").heading == "您的入场券"
