"""A client takes seats at an event, brings guests, gives them back; the last seat is never sold twice."""

from __future__ import annotations

import pytest

from portal import database
from portal.actions.events import signing_up
from portal.ground import clock
from portal.models import AuditEntry, Event, EventTier, Notice, SignUp
from portal.rules.events.parties import Party, named
from tests.ground import people
from tests.ground.together import together


@pytest.fixture
def salon(app, branch_admin, coordinator):
    now = clock.now()
    event = Event.create(
        number="E-2026-0001", branch=people.branch("FAW"), kind="culture_salon", title="围炉茶会", venue="一汽支行", starts_at=now + clock.days(10),
        ends_at=now + clock.days(11), sign_up_until=now + clock.days(8), capacity=12, guests_per_client=1, state="published", created_by=coordinator, created_at=now,
    )  # fmt: skip
    EventTier.insert_many([{"event": event.id, "tier": tier} for tier in ("gold", "platinum", "diamond")]).execute()
    return event


def taken(event) -> int:
    return Event.get_by_id(event.id).seats_taken


def test_it_works(visit, served, salon):
    somebody = visit(served)
    page = somebody.post(f"/me/events/{salon.number}/sign-up", guests="1", guest_names="王秀兰")
    assert page.notice == "2 seats are kept for you."
    assert "王秀兰" in page.text and taken(salon) == 2
    somebody.get(f"/me/events/{salon.number}/cancel")
    somebody.post(f"/me/events/{salon.number}/cancel")
    assert taken(salon) == 0
    somebody.post(f"/me/events/{salon.number}/sign-up", guests="0")
    assert taken(salon) == 1


def test_a_party_can_be_changed(visit, served, salon):
    somebody = visit(served)
    somebody.post(f"/me/events/{salon.number}/sign-up", guests="1", guest_names="王秀兰")
    assert f"/me/events/{salon.number}/guests" in somebody.get(f"/me/events/{salon.number}").links()
    form = somebody.get(f"/me/events/{salon.number}/guests")
    assert form.html.find(id="names").get_text().strip() == "王秀兰"
    page = somebody.post(f"/me/events/{salon.number}/guests", guest_names="陈小宇")
    assert page.notice.startswith("Your party is kept as you wish.") and "With you: 陈小宇." in page.text
    assert taken(salon) == 2 and AuditEntry.get(AuditEntry.action == "event.party_changed").words["client"] == "陈刚"
    page = somebody.post(f"/me/events/{salon.number}/guests", status=422, guest_names="陈小宇\n王秀兰")
    assert page.errors["guest_names"].endswith("There are more names than guests.")
    assert page.html.find(id="names").get_text().split() == ["陈小宇", "王秀兰"]
    somebody.post(f"/me/events/{salon.number}/guests", guests="0", guest_names="")
    assert taken(salon) == 1
    somebody.post(f"/me/events/{salon.number}/guests", guests="1", guest_names="")
    assert taken(salon) == 2


def test_whose_party_cannot_be_changed(visit, served, salon, zhaolei):
    somebody = visit(served)
    somebody.get(f"/me/events/{salon.number}/guests", status=404)
    somebody.post(f"/me/events/{salon.number}/sign-up", guests="1")
    visit(zhaolei).post(f"/me/events/{salon.number}/guests", status=404, guest_names="李桂芝")
    Event.update(ends_at=clock.now() - clock.days(1)).execute()
    assert "over" in somebody.post(f"/me/events/{salon.number}/guests", status=409, guest_names="李桂芝").text


def test_the_thirteenth_waits_and_reads_why(app, visit, served, salon):
    for n in range(6):
        guest = people.client(None, f"客人{n}", "gold")
        with app.app_context():
            signing_up.sign_up(people.actor("sunyue"), salon, guest, Party(1, named("家人")))
    page = visit(served).get(f"/me/events/{salon.number}")
    assert "All seats are taken. On the waiting list you are the first." in page.text
    page = visit(served).post(f"/me/events/{salon.number}/sign-up", guests="0")
    assert page.notice == "There is no room for your party at the moment: you are on the waiting list."
    assert "Place 1 of 1, with 1 seat." in page.text and "Places go by tier from the top" in page.text
    assert taken(salon) == 12


def test_sixteen_at_once_for_the_last_seats(app, salon):
    who = [people.client(f"guest{n}", f"客人{n}", "gold") for n in range(16)]
    actors = [people.actor(one) for one in who]
    results = together(
        app, *[lambda a=a, c=c: signing_up.sign_up(a, salon, c, Party(1)) for a, c in zip(actors, who, strict=True)]
    )
    made = [one for one in results if isinstance(one, SignUp)]
    assert len(made) == 6 and taken(salon) == 12
    assert {type(one).__name__ for one in results} == {"SignUp", "WaitingParty"}


def test_the_database_itself_refuses_what_does_not_fit(salon, served):
    from peewee import IntegrityError

    with pytest.raises(IntegrityError), database.write():
        SignUp.create(event=salon, client=served, guests=12, author=people.account_of(served), at=clock.now())
    assert taken(salon) == 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"guests": "2"}, "guests"), ({"guests": "-1"}, "guests"), ({"guests": "1e3"}, "guests"), ({"guests": "1000000000000"}, "guests"),
        ({"guests": "0", "guest_names": "甲\n乙"}, "guest_names"), ({"guests": "1", "guest_names": "x" * 401}, "guest_names"),
    ],
)  # fmt: skip
def test_bad_input(visit, served, salon, fields, field):
    page = visit(served).post(f"/me/events/{salon.number}/sign-up", status=422, **fields)
    assert field in page.errors and taken(salon) == 0


def test_the_same_form_twice_takes_seats_once(visit, served, salon):
    once = "3b2c9a57-1a6c-4bd1-8a54-5fb2f6f6b0aa"
    for _ in range(2):
        visit(served).post(f"/me/events/{salon.number}/sign-up", guests="1", submission=once)
    assert taken(salon) == 2


@pytest.mark.one_engine
def test_other_tiers_and_other_branches_do_not_find_it(visit, wutao, zhaolei, salon):
    for person in (wutao, zhaolei):
        assert "围炉茶会" not in visit(person).get("/me/events").text
        visit(person).get(f"/me/events/{salon.number}", status=404)
        visit(person).post(f"/me/events/{salon.number}/sign-up", status=404, guests="0")


def test_after_the_last_day_sign_up_is_closed(visit, served, salon, at):
    at("2026-12-03 10:00")
    page = visit(served).get(f"/me/events/{salon.number}")
    assert "Sign-up has ended" in page.text
    page = visit(served).post(f"/me/events/{salon.number}/sign-up", referer=f"/me/events/{salon.number}", guests="0")
    assert "Sign-up has ended" in page.refusal
    assert taken(salon) == 0


@pytest.mark.one_engine
def test_a_draft_is_nobodys_business(visit, served, salon):
    Event.update(state="approved").execute()
    visit(served).get(f"/me/events/{salon.number}", status=404)


def test_who_signed_up_is_told_when_it_is_called_off(visit, served, salon, branch_admin):
    visit(served).post(f"/me/events/{salon.number}/sign-up", guests="0")
    visit(branch_admin).post(f"/events/{salon.number}/cancel", reason="讲师生病")
    assert Notice.select().where(Notice.account == people.account_of(served), Notice.kind == "event.cancelled").exists()
    assert "called off" in visit(served).get(f"/me/events/{salon.number}").text
    assert "called off" in visit(served).get("/me/events").section("coming")
