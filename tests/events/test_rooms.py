"""Venues with rooms: no two events in one room, nobody at two events at one time, whoever is first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import IntegrityError

from portal import database
from portal.ground import clock
from portal.models import Event, EventChange, EventHelper, Room, Venue
from tests.events.plans import PLAN, event, fresh
from tests.events.test_change import edit
from tests.ground import people
from tests.ground.together import together

VENUE = {
    "name": "一汽支行", "branch": "FAW", "address": "东风大街 2259 号", "map_url": "https://uri.amap.com/search?keyword=faw",
    "way": "地下停车场直达", "rooms-name": ["三楼贵宾厅", "二楼活动室"], "rooms-capacity": ["40", "24"],
}  # fmt: skip


@pytest.fixture
def room(coordinator):
    venue = Venue.create(branch=people.branch("FAW"), name="一汽支行", address="东风大街 2259 号", way="地下停车场直达")
    return Room.create(venue=venue, name="三楼贵宾厅", capacity=40)


def test_it_works(visit, coordinator, chengang):
    browser = visit(coordinator)
    page = browser.post("/events/venues/new", **VENUE)
    assert page.notice == "一汽支行 is kept." and "三楼贵宾厅 (seats: 40), 二楼活动室 (seats: 24)" in page.section(
        "venues"
    )
    ident = Room.get(Room.name == "三楼贵宾厅").id
    page = browser.post("/events/new", **(PLAN | {"room": str(ident), "venue": ""}))
    row = Event.get()
    assert row.venue == "一汽支行 · 三楼贵宾厅" and row.room_id == ident
    assert "东风大街 2259 号" in page.text and "https://uri.amap.com/search?keyword=faw" in page.links()
    Event.update(state="published").execute()
    text = visit(chengang).get(f"/me/events/{row.number}").text
    assert "一汽支行 · 三楼贵宾厅" in text and "地下停车场直达" in text


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"), ({"name": "名" * 3000}, "name"), ({"map_url": "javascript:alert(1)"}, "map_url"),
        ({"map_url": "http://x y"}, "map_url"), ({"rooms-capacity": ["0", "24"]}, "rooms-capacity"),
        ({"rooms-name": ["厅" * 51, "a"]}, "rooms-name"), ({"branch": "JY"}, "branch"),
    ],
)  # fmt: skip
def test_bad_input(visit, coordinator, changes, field):
    page = visit(coordinator).post("/events/venues/new", status=422, **(VENUE | changes))
    assert field in page.errors and Venue.select().count() == 0


def test_a_room_that_was_used_is_closed_not_removed(visit, coordinator, room):
    event(coordinator, room=room)
    spare = Room.create(venue=room.venue, name="二楼活动室", capacity=24)
    fields = {name: value for name, value in VENUE.items() if name != "branch"}
    fields |= {"rooms-name": ["一楼大厅"], "rooms-capacity": ["60"]}
    old = room.venue.version
    visit(coordinator).post(f"/events/venues/{room.venue_id}", version=old, **fields)
    assert Room.get_by_id(room.id).closed_at is not None and Room.get_or_none(Room.id == spare.id) is None
    assert "三楼贵宾厅" not in str(visit(coordinator).get("/events/new").html.select_one("[name=room]"))
    page = visit(coordinator).post(
        f"/events/venues/{room.venue_id}", status=409, version=old, **fields | {"name": "支行"}
    )
    assert page.value("name") == "支行"


def test_a_venue_is_taken_out_and_put_back(visit, coordinator, room):
    browser = visit(coordinator)
    for deed, chosen in (("close", False), ("close", False), ("open", True)):
        browser.post(f"/events/venues/{room.venue_id}/{deed}")
        assert ("三楼贵宾厅" in str(browser.get("/events/new").html.select_one("[name=room]"))) is chosen


@pytest.mark.one_engine
def test_who_may_not(visit, manager, auditor, chengang, other_branch_admin, room):
    for person, status in ((manager, 403), (auditor, 403), (chengang, 403), (other_branch_admin, 404)):
        visit(person).get(f"/events/venues/{room.venue_id}", status=status)
        visit(person).post(f"/events/venues/{room.venue_id}/close", status=status)
    assert "一汽支行" in visit(manager).get("/events/venues").section("venues")
    assert "三楼贵宾厅" not in visit(other_branch_admin).get("/events/venues").text


def test_the_room_is_taken(visit, coordinator, room):
    first = event(coordinator, "draft", room=room)

    def plan(status=200, **span):
        typed = {name: f"{clock.local(moment):%Y-%m-%dT%H:%M}" for name, moment in span.items()}
        until = f"{clock.local(first.sign_up_until):%Y-%m-%dT%H:%M}"
        fields = PLAN | typed | {"sign_up_until": until, "room": str(room.id)}
        return visit(coordinator).post("/events/new", status=status, **fields)

    half = timedelta(minutes=30)
    page = plan(422, starts_at=first.starts_at + half, ends_at=first.ends_at + half)
    assert "This room is taken by “岁末茶会”" in page.errors["room"] and page.value("title") == PLAN["title"]
    plan(starts_at=first.ends_at, ends_at=first.ends_at + half)  # one goes as the other comes
    Event.update(state="cancelled").where(Event.id == first.id).execute()
    plan(starts_at=first.starts_at, ends_at=first.ends_at)


@pytest.mark.one_engine
def test_more_seats_than_the_room_has(visit, coordinator, room):
    page = visit(coordinator).post("/events/new", status=422, **(PLAN | {"room": str(room.id), "capacity": "41"}))
    assert "The room has fewer seats." in page.errors["capacity"]


@pytest.mark.one_engine
def test_another_place_in_words_leaves_the_room(visit, coordinator, room):
    row = event(coordinator, "draft", room=room)
    plan = {name: value for name, value in PLAN.items() if name != "branch"} | {"venue": "净月潭"}
    visit(coordinator).post(f"/events/{row.number}/edit", version=row.version, **plan)
    assert (fresh(row).venue, fresh(row).room_id) == ("净月潭", None)


@pytest.mark.one_engine
def test_neither_room_nor_words(visit, coordinator):
    page = visit(coordinator).post("/events/new", status=422, **(PLAN | {"room": "", "venue": " "}))
    assert "Please choose a room" in page.errors["venue"]


def test_a_change_that_waits_is_refused_when_its_room_was_taken_meanwhile(visit, coordinator, branch_admin, room):
    row = event(coordinator)
    edit(visit(coordinator), row, room=str(room.id), venue="")
    change = EventChange.get(EventChange.state == "waits")
    assert set(change.changes) == {"room", "venue"}
    assert "room" not in visit(branch_admin).get(f"/events/{row.number}").section("change").lower().split(":")[0]
    other = event(coordinator, room=room)
    page = visit(branch_admin).post(f"/events/{row.number}/approve", referer=f"/events/{row.number}")
    assert "does not fit any more" in page.refusal and fresh(row).room_id is None
    Event.update(state="cancelled").where(Event.id == other.id).execute()
    visit(branch_admin).post(f"/events/{row.number}/approve")
    assert fresh(row).room_id == room.id


def test_somebody_is_at_another_event(visit, coordinator, specialist):
    busy, row = event(coordinator), event(coordinator, "draft")
    EventHelper.create(event=busy, staff=specialist)
    chosen = {"charge": "", "helpers": [str(specialist.id)]}
    page = visit(coordinator).post(f"/events/{row.number}/people", status=422, version=row.version, **chosen)
    assert f"{specialist.name} is at “岁末茶会” at that time." in page.errors["helpers"]
    later = row.starts_at + timedelta(hours=3)
    Event.update(starts_at=later, ends_at=later + timedelta(hours=1)).where(Event.id == row.id).execute()
    visit(coordinator).post(f"/events/{row.number}/people", version=row.version, **chosen)
    with pytest.raises(IntegrityError, match="event_helper_taken"), database.write():
        Event.update(starts_at=busy.starts_at, ends_at=busy.ends_at).where(Event.id == row.id).execute()


def test_two_take_one_room_at_once(app, visit, coordinator, branch_admin, room):
    browsers = [visit(coordinator), visit(branch_admin)]

    def planning(browser):
        data = PLAN | {"room": str(room.id), "csrf_token": browser.csrf}
        return lambda: browser.web.post("/events/new", data=data).status_code

    assert sorted(together(app, *[planning(one) for one in browsers])) == [303, 422]
    assert Event.select().where(Event.room == room.id).count() == 1


def test_two_take_one_helper_at_once(app, visit, coordinator, branch_admin, specialist):
    rows = [event(coordinator, "draft"), event(coordinator, "draft")]
    browsers = [visit(coordinator), visit(branch_admin)]

    def naming(browser, row):
        data = {"helpers": str(specialist.id), "charge": "", "version": "1", "csrf_token": browser.csrf}
        return lambda: browser.web.post(f"/events/{row.number}/people", data=data).status_code

    found = together(app, *[naming(*pair) for pair in zip(browsers, rows, strict=True)])
    assert sorted(found) == [303, 422] and EventHelper.select().count() == 1


def test_one_takes_the_helper_while_the_other_moves_onto_his_hour(app, coordinator, specialist):
    """The database itself: a helper is named while the event at which he is moves to the same hour."""
    here, there = event(coordinator), event(coordinator, "draft")
    later = there.starts_at + timedelta(days=1)
    Event.update(starts_at=later, ends_at=later + timedelta(hours=2)).where(Event.id == there.id).execute()
    EventHelper.create(event=there, staff=specialist)

    def naming():
        with database.write():
            EventHelper.create(event=here, staff=specialist)

    def moving():
        with database.write():
            Event.update(starts_at=here.starts_at, ends_at=here.ends_at).where(Event.id == there.id).execute()

    found = together(app, naming, moving)
    assert sum(isinstance(one, IntegrityError) for one in found) == 1, found


def test_two_plans_name_the_same_two_the_other_way_round(app, visit, coordinator, branch_admin, specialist, manager):
    rows = [event(coordinator, "draft"), event(coordinator, "draft")]
    later = rows[1].starts_at + timedelta(days=1)
    Event.update(starts_at=later, ends_at=later + timedelta(hours=2)).where(Event.id == rows[1].id).execute()
    pairs = [(specialist, manager), (manager, specialist)]

    def naming(browser, row, pair):
        data = {"charge": str(pair[0].id), "helpers": str(pair[1].id), "version": "1", "csrf_token": browser.csrf}
        return lambda: browser.web.post(f"/events/{row.number}/people", data=data).status_code

    browsers = [visit(coordinator), visit(branch_admin)]
    deeds = [naming(*three) for three in zip(browsers, rows, pairs, strict=True)]
    assert together(app, *deeds) == [303, 303] and EventHelper.select().count() == 4
