"""Who comes along, with what the kind of event asks; bad input stands beside its field and is kept."""

from __future__ import annotations

import pytest
from peewee import IntegrityError

from portal import database
from portal.models import Event, PartyGuest, SignUp
from tests.events.plans import event, fresh, seats
from tests.ground import people


def test_it_works(visit, coordinator, chengang):
    row = event(coordinator, guests=2)
    Event.update(kind="family_day", most_children=1).execute()
    mine = visit(chengang)
    assert "Guest 2" in mine.get(f"/me/events/{row.number}").text
    page = mine.post(
        f"/me/events/{row.number}/sign-up",
        **{"guest_1": "王秀兰", "relation_1": "spouse", "guest_2": "陈小宇", "relation_2": "child", "age_2": "8"},
        plate="吉a12345",
        diet_2="不吃花生",
    )
    assert PartyGuest.get(PartyGuest.name == "陈小宇").diet == "不吃花生"
    assert page.notice.startswith("3 seats are kept for you.")
    child = PartyGuest.get(PartyGuest.name == "陈小宇")
    assert (child.relation, child.age, SignUp.get().plate) == ("child", 8, "吉A12345")
    assert (fresh(row).children_taken, fresh(row).cars_taken) == (1, 1)
    other = people.client("hanxue", "韩雪", "gold")
    page = visit(other).post(f"/me/events/{row.number}/sign-up", guest_1="小明", relation_1="child", age_1="5")
    assert "you are on the waiting list" in page.notice
    mine.post(f"/me/events/{row.number}/guests", guests="1", guest_1="王秀兰", relation_1="spouse", plate="")
    assert (fresh(row).children_taken, fresh(row).children_promised, fresh(row).cars_taken) == (0, 1, 0)


@pytest.mark.both_engines
@pytest.mark.parametrize("beyond", [{"children": 3}, {"cars": 2}, {"guests": 7}], ids=["children", "cars", "kept back"])
def test_the_database_itself_refuses_what_is_beyond(app, coordinator, chengang, beyond):
    """Eight seats, one of them kept back; two children and one car at most."""
    row = event(coordinator, capacity=8, guests=9)
    Event.update(kept_back=1, most_children=2, most_cars=1).execute()
    taken = {"event": row, "client": chengang, "author": people.account_of(chengang), "at": row.created_at}
    with pytest.raises(IntegrityError), database.write():
        SignUp.create(**taken, **({"guests": 4} | beyond))
    assert fresh(row).seats_taken == 0
    SignUp.create(**taken, guests=6, children=2, cars=1)
    assert (fresh(row).seats_taken, fresh(row).children_taken, fresh(row).cars_taken) == (7, 2, 1)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"guest_1": "甲", "age_1": "-1"}, "age_1"),
        ({"guest_1": "甲", "age_1": "1000000"}, "age_1"),
        ({"guest_1": "甲", "relation_1": "x"}, "relation_1"),
        ({"relation_1": "child"}, "guest_1"),
        ({"guest_1": "甲" * 3000}, "guest_1"),
        ({"guests": "1", "guest_names": "甲" * 3000}, "guest_names"),
        ({"guests": "1", "guest_names": "甲" * 61}, "guest_names"),
        ({"guests": "1000000"}, "guests"),
        ({"plate": "吉A" * 30}, "plate"),
    ],
)
def test_bad_input(visit, coordinator, chengang, fields, field):
    row = event(coordinator, guests=2)
    Event.update(kind="family_day").execute()
    page = visit(chengang).post(f"/me/events/{row.number}/sign-up", status=422, **fields)
    assert field in page.errors and fresh(row).seats_taken == 0


@pytest.mark.one_engine
def test_a_golfer_says_his_handicap_and_a_company_who_comes(visit, coordinator, chengang):
    row = event(coordinator)
    Event.update(kind="golf").execute()
    page = visit(chengang).post(f"/me/events/{row.number}/sign-up", status=422, handicap="gut")
    assert "18, 5.4 or +2" in page.errors["handicap"]
    visit(chengang).post(f"/me/events/{row.number}/sign-up", handicap="5.4")
    firm = people.client(None, "宏达公司", "gold", kind="company", gender="", birthday=None)
    visit(coordinator).post(f"/events/{row.number}/sign-up", client=firm.number, comes="孙丽")
    assert [(one.handicap, one.comes) for one in SignUp.select().order_by(SignUp.id)] == [("5.4", ""), ("", "孙丽")]


@pytest.mark.one_engine
def test_growing_where_others_wait_is_refused(visit, coordinator, chengang, liufang):
    row = event(coordinator, capacity=2, guests=1)
    mine = visit(chengang)
    mine.post(f"/me/events/{row.number}/sign-up", guests="0")
    visit(liufang).post(f"/me/events/{row.number}/sign-up", guests="1")
    page = mine.post(f"/me/events/{row.number}/guests", status=409, guests="1", guest_names="王秀兰")
    assert "who waits for places goes first" in page.errors["guests"]
    assert "王秀兰" in page.html.find(id="names").get_text()


@pytest.mark.one_engine
@pytest.mark.parametrize("state", ["cancelled", "held"])
def test_what_is_over_is_neither_changed_nor_given_back(visit, coordinator, chengang, state):
    row = event(coordinator)
    seats(row, chengang, 1)
    Event.update(state=state).execute()
    for path in ("cancel", "guests"):
        page = visit(chengang).get(f"/me/events/{row.number}/{path}", status=409)
        assert "called off" in page.text
