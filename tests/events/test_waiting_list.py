"""The waiting list as clients and staff see it: joining, an offer, taking it, leaving, the telephone on the last day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import database
from portal.actions.events import offers, signing_up, waiting
from portal.database import write
from portal.derived import events as proof
from portal.ground import clock
from portal.ground.errors import SeatsTaken, WrongState
from portal.models import AuditEntry, Event, Notice, PartyGuest, Setting, SignUp, WaitingParty
from portal.reads.shared import kept
from portal.rules.events.parties import Party, named
from tests.events.plans import event, fresh, seats
from tests.ground import people
from tests.ground.together import together


@pytest.fixture
def full(coordinator, liufang):
    """An event of four seats: 刘芳 has two, 周洁 two."""
    row = event(coordinator, capacity=4, guests=3)
    seats(row, liufang, 1)
    seats(row, people.client("zhoujie", "周洁", "platinum"), 1)
    return row


def own(row, client):
    return SignUp.get(SignUp.event == row, SignUp.client == client, SignUp.cancelled_at.is_null())


def give_back(by, row, client):
    signing_up.cancel_sign_up(people.actor(by), row, own(row, client))


def later(hours):
    moment = clock.now() + timedelta(hours=hours)
    clock.set_source(lambda: moment)


def told(client):
    return [row.kind for row in Notice.select().where(Notice.account == people.account_of(client)).order_by(Notice.id)]


def test_it_works(visit, full, chengang, liufang):
    mine = visit(chengang)
    page = mine.post(f"/me/events/{full.number}/sign-up", guests="1", guest_names="王秀兰")
    assert "you are on the waiting list" in page.notice and "Place 1 of 1, with 2 seats." in page.text
    assert "on the waiting list" in mine.get("/me/events").text
    visit(liufang).post(f"/me/events/{full.number}/cancel")
    assert fresh(full).seats_promised == 2
    for path, words in (("", "有 2 个名额为您保留"), ("/waiting", "您的候补人数"), ("/leave", "放弃名额")):
        assert words in visit(chengang, language="zh").get(f"/me/events/{full.number}{path}").text
    page = mine.get(f"/me/events/{full.number}")
    assert "2 places are free for you" in page.text and "Please answer by" in page.text
    assert "places for you: please answer" in mine.get("/me/events").text
    (line,) = mine.get("/me").html.select("#matters li")
    assert "岁末茶会 · 2 seats" in line.get_text(" ", strip=True) and line.a["href"] == f"/me/events/{full.number}"
    page = mine.post(f"/me/events/{full.number}/accept")
    assert "Places are free for you" not in mine.get("/me").text
    assert page.notice.startswith("2 seats are kept for you.") and "With you: 王秀兰." in page.text
    assert (fresh(full).seats_taken, fresh(full).seats_promised) == (4, 0)
    assert told(chengang) == ["event.place_offered", "event.seats_kept"]
    for path in ("", "/guests", "/cancel"):
        visit(chengang, language="zh").get(f"/me/events/{full.number}{path}")
    assert list(proof.faults()) == []


def test_what_is_declined_goes_to_the_next(visit, full, chengang, liufang, coordinator):
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="1")
    third = people.client("third", "韩雪", "gold")
    visit(third).post(f"/me/events/{full.number}/sign-up", guests="0")
    visit(liufang).post(f"/me/events/{full.number}/cancel")
    assert "Shall we pass the places on?" in visit(chengang).get(f"/me/events/{full.number}/leave").text
    page = visit(chengang).post(f"/me/events/{full.number}/leave")
    assert page.notice == "Thank you for telling us; the places go to others."
    assert "1 place is free for you" in visit(third).get(f"/me/events/{full.number}").text
    visit(chengang).get(f"/me/events/{full.number}/leave", status=409)
    visit(chengang).post(f"/me/events/{full.number}/leave", status=409)


def test_tiers_go_first_or_arrival_alone(app, full, chengang, liufang, coordinator):
    gold = people.client("gold", "韩雪", "gold")
    for order, first in (("tier", chengang), ("arrival", gold)):
        Event.update(waiting_order=order).execute()
        for one in (gold, chengang):
            signing_up.sign_up(people.actor(one), full, one, Party(1))
        give_back(coordinator, full, liufang)
        offered = WaitingParty.get(WaitingParty.state == "offered")
        assert offered.client_id == first.id
        offers.leave(people.actor(first), full, offered)
        for party in WaitingParty.select().where(WaitingParty.state.in_(("waiting", "offered"))):
            offers.leave(people.actor(coordinator), full, party)
        seats(full, liufang, 1)


def test_who_does_not_answer_goes_to_the_end_and_then_out(visit, full, chengang, liufang):
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="1")
    diamond = people.client("second", "马云飞", "diamond")
    visit(diamond).post(f"/me/events/{full.number}/sign-up", guests="1")
    visit(liufang).post(f"/me/events/{full.number}/cancel")
    party = WaitingParty.get(WaitingParty.client == chengang)
    assert (party.state, clock.local(party.offer_until).strftime("%d %H:%M")) == ("offered", "25 21:00")
    later(36)
    assert waiting.lapse_offers() == 1 and waiting.lapse_offers() == 0
    states = {row.client_id: row.state for row in WaitingParty.select()}
    assert states == {chengang.id: "waiting", diamond.id: "offered"}
    assert "An offer ran out without your answer" in visit(chengang).get(f"/me/events/{full.number}").text
    visit(diamond).post(f"/me/events/{full.number}/leave")
    later(60)
    waiting.lapse_offers()
    assert WaitingParty.get(WaitingParty.client == chengang).state == "lapsed"
    assert told(chengang)[-1] == "event.offer_lapsed_out"
    assert fresh(full).seats_promised == 0 and list(proof.faults()) == []


def test_an_offer_taken_a_second_late(visit, full, chengang, liufang):
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="1")
    visit(liufang).post(f"/me/events/{full.number}/cancel")
    party = WaitingParty.get()
    clock.set_source(lambda: party.offer_until)
    page = visit(chengang).post(f"/me/events/{full.number}/accept", status=409)
    assert "The offer had run out" in page.text
    assert SignUp.select().where(SignUp.client == chengang).count() == 0
    assert WaitingParty.get().lapses == 1


def test_shrinking_keeps_the_place_and_growing_is_a_new_arrival(visit, full, chengang):
    mine = visit(chengang)
    mine.post(f"/me/events/{full.number}/sign-up", guests="2", guest_names="甲\n乙")
    second = people.client("second", "马云飞", "diamond")
    visit(second).post(f"/me/events/{full.number}/sign-up", guests="0")
    mine.post(f"/me/events/{full.number}/waiting", guests="1", guest_names="甲")
    assert "Place 1 of 2, with 2 seats." in mine.get(f"/me/events/{full.number}").text
    mine.post(f"/me/events/{full.number}/waiting", guests="3", guest_names="甲\n乙")
    assert "Place 2 of 2, with 4 seats." in mine.get(f"/me/events/{full.number}").text
    page = mine.post(f"/me/events/{full.number}/waiting", status=422, guests="4", guest_names="甲")
    assert "does not allow so many guests" in page.errors["guests"]


def test_a_party_that_can_never_fit_is_told_at_once(visit, full, chengang):
    Event.update(capacity=4, kept_back=0, guests_per_client=9).execute()
    page = visit(chengang).post(f"/me/events/{full.number}/sign-up", status=422, guests="4")
    assert "no room for so many, even if nobody else came" in page.errors["guests"]
    assert WaitingParty.select().count() == 0


def test_passed_over_twice_it_collects(app, coordinator, chengang):
    row = event(coordinator, capacity=4, guests=3)
    singles = [people.client(f"client{n}", f"客户{n}", "gold") for n in range(8)]
    for one in singles[:4]:
        seats(row, one)
    actor = people.actor(coordinator)
    signing_up.sign_up(actor, row, chengang, Party(1))
    for n in (4, 5, 6):
        signing_up.sign_up(actor, row, singles[n], Party())
    for n in (0, 1):
        give_back(coordinator, row, singles[n])
    party = WaitingParty.get(WaitingParty.client == chengang)
    assert (party.skips, party.held_seats) == (2, 0)
    give_back(coordinator, row, singles[2])
    assert WaitingParty.get_by_id(party.id).held_seats == 1 and fresh(row).seats_promised == 3
    give_back(coordinator, row, singles[3])
    assert WaitingParty.get_by_id(party.id).state == "offered"
    assert WaitingParty.get(WaitingParty.client == singles[6]).state == "waiting"


def test_the_last_day_goes_by_telephone(visit, full, chengang, liufang, coordinator):
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="1")
    clock.set_source(lambda: full.starts_at - timedelta(hours=20))
    give_back(coordinator, full, liufang)
    party = WaitingParty.get()
    assert party.state == "waiting"
    desk = visit(coordinator)
    page = desk.get(f"/events/{full.number}/waiting")
    assert "nothing is offered by itself. Please call in this order." in page.text
    assert page.table("waiting-list")[0][0].startswith("陈刚")
    assert "请按此顺序致电" in visit(coordinator, language="zh").get(f"/events/{full.number}/waiting").text
    page = desk.post(f"/events/{full.number}/waiting/{party.id}/not-reached")
    assert page.notice == "Noted: 陈刚 was not reached." and "not reached" in page.text
    page = desk.post(f"/events/{full.number}/waiting/{party.id}/take")
    assert page.notice == "陈刚 is signed up." and fresh(full).seats_taken == 4
    assert "Today we call" not in visit(chengang).get(f"/me/events/{full.number}").text


@pytest.mark.one_engine
def test_before_that_nothing_is_given_by_telephone(visit, full, chengang, coordinator, manager, other_branch_admin):
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="1")
    at = f"/events/{full.number}/waiting/{WaitingParty.get().id}"
    desk = visit(coordinator)
    desk.get(f"/events/{full.number}/waiting")
    desk.post(f"{at}/take", status=409)
    visit(manager).post(f"{at}/leave", status=404)
    visit(other_branch_admin).post(f"{at}/leave", status=404)
    visit(chengang).post(f"{at}/leave", status=403)
    assert desk.post(f"{at}/leave").notice == "陈刚 is off the waiting list."
    assert told(chengang) == ["event.waiting_left_for_you"]


@pytest.mark.one_engine
def test_whose_party_is_not_there(visit, full, chengang, zhaolei):
    for path in ("accept", "leave", "waiting"):
        visit(zhaolei).post(f"/me/events/{full.number}/{path}", status=404)
        visit(chengang).post(f"/me/events/{full.number}/{path}", status=404)


def test_seats_given_back_twice_are_a_word(visit, full, liufang):
    first, second = visit(liufang), visit(liufang)
    second.get(f"/me/events/{full.number}/cancel")
    first.post(f"/me/events/{full.number}/cancel")
    assert "These seats were given back already." in second.post(f"/me/events/{full.number}/cancel", status=409).text
    assert "These seats were given back already." in second.get(f"/me/events/{full.number}/cancel", status=409).text
    assert fresh(full).seats_taken == 2


@pytest.fixture
def many_at_once(app, monkeypatch):
    """As many connections to PostgreSQL as there are threads; its server lets in a hundred."""
    if database.engine() != "sqlite":
        monkeypatch.setattr(database.database.obj, "_max_connections", 80)


def test_sixty_four_parties_for_ten_seats(app, coordinator, many_at_once):
    row = event(coordinator, capacity=10, guests=3)
    crowd = [(people.client(None, f"客户{n}", "gold"), n % 4) for n in range(64)]
    actor = people.actor(coordinator)

    def asking(client, guests):
        return lambda: signing_up.sign_up(actor, row, client, Party(guests))

    found = together(app, *[asking(*one) for one in crowd])
    assert {type(one).__name__ for one in found} == {"SignUp", "WaitingParty"}
    last = fresh(row)
    assert last.seats_taken + last.seats_promised <= 10
    free = 10 - last.seats_taken - last.seats_promised
    assert all(p.seats > free for p in WaitingParty.select().where(WaitingParty.state == "waiting"))
    assert list(proof.faults()) == []


def test_giving_back_and_signing_up_cross(app, full, chengang, liufang, coordinator):
    mine, actor = own(full, liufang), people.actor(coordinator)
    found = together(
        app,
        lambda: signing_up.cancel_sign_up(people.actor(liufang), full, mine),
        lambda: signing_up.sign_up(actor, full, chengang, Party(1)),
        lambda: signing_up.cancel_sign_up(actor, full, mine),
    )
    assert sum(isinstance(one, WrongState) for one in found) == 1
    last = fresh(full)
    assert last.seats_taken + last.seats_promised == 4 and list(proof.faults()) == []


def test_called_off_everybody_is_told_once(visit, full, chengang, liufang, coordinator):
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="1")
    visit(coordinator).post(f"/events/{full.number}/cancel", reason="停电")
    for person in (chengang, liufang):
        assert told(person).count("event.cancelled") == 1
    assert WaitingParty.get().state == "over" and list(proof.faults()) == []


def test_who_stayed_away_the_last_time_waits_behind(visit, full, chengang, coordinator):
    past = clock.now() - timedelta(days=40)
    before = event(coordinator, "held", starts_at=past, ends_at=past)
    seats(before, chengang)
    SignUp.update(heads=1).where(SignUp.id == seats(before, people.client("hanxue", "韩雪")).id).execute()
    gold = people.client("gold", "高明", "gold")
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="0")
    visit(gold).post(f"/me/events/{full.number}/sign-up", guests="0")
    page = visit(chengang).get(f"/me/events/{full.number}")
    assert "Place 2 of 2" in page.text and "Last time your seats stayed empty" in page.text


@pytest.mark.one_engine
def test_the_setting_lets_nobody_wait_behind(visit, full, chengang, coordinator):
    Setting.create(name="events.absent_behind", value=False, since=clock.today(), created_at=clock.now())
    kept.forget()
    past = clock.now() - timedelta(days=40)
    before = event(coordinator, "held", starts_at=past, ends_at=past)
    seats(before, chengang)
    SignUp.update(heads=1).where(SignUp.id == seats(before, people.client("hanxue", "韩雪")).id).execute()
    visit(chengang).post(f"/me/events/{full.number}/sign-up", guests="0")
    visit(people.client("gold", "高明", "gold")).post(f"/me/events/{full.number}/sign-up", guests="0")
    page = visit(chengang).get(f"/me/events/{full.number}")
    assert "Place 1 of 2" in page.text and "stayed empty" not in page.text


def test_what_was_collected_is_let_go_on_the_last_day(app, coordinator, chengang):
    row = event(coordinator, capacity=3, guests=3)
    singles = [people.client(f"client{n}", f"客户{n}", "gold") for n in range(2)]
    for one in singles:
        seats(row, one)
    signing_up.sign_up(people.actor(coordinator), row, chengang, Party(2))
    party = WaitingParty.get()
    WaitingParty.update(skips=2).execute()
    give_back(coordinator, row, singles[0])
    assert WaitingParty.get_by_id(party.id).held_seats == 2 and fresh(row).seats_promised == 2
    clock.set_source(lambda: row.starts_at - timedelta(hours=24))
    assert waiting.lapse_offers() == 1
    party = WaitingParty.get_by_id(party.id)
    assert (party.state, party.held_seats, fresh(row).seats_promised) == ("waiting", 0, 0)
    assert waiting.lapse_offers() == 0 and list(proof.faults()) == []


def test_who_took_his_places_and_gives_them_back_is_off_the_list(visit, full, chengang, liufang):
    mine = visit(chengang)
    mine.post(f"/me/events/{full.number}/sign-up", guests="1")
    give_back(liufang, full, liufang)
    mine.post(f"/me/events/{full.number}/accept")
    mine.post(f"/me/events/{full.number}/cancel")
    assert WaitingParty.get().state == "accepted"
    assert not SignUp.select().where(SignUp.client == chengang, SignUp.cancelled_at.is_null()).exists()
    visit(people.client("other", "马云飞", "diamond")).post(f"/me/events/{full.number}/sign-up", guests="1")
    assert "Place" not in mine.get(f"/me/events/{full.number}").section("waiting")


def test_at_the_door_free_places_and_then_those_kept_back(app, coordinator, chengang, liufang):
    row = event(coordinator, capacity=4, guests=1)
    Event.update(kept_back=2).execute()
    actor = people.actor(coordinator)
    made = signing_up.at_door(actor, row, chengang, 3)
    assert (made.way, made.guests) == ("door", 2)
    assert (fresh(row).seats_taken, fresh(row).kept_back) == (3, 1)
    signing_up.at_door(actor, row, liufang, 1)
    assert (fresh(row).seats_taken, fresh(row).kept_back) == (4, 0)
    with pytest.raises(SeatsTaken):
        signing_up.at_door(actor, row, people.client(None, "韩雪"), 1)


def test_a_smaller_hall_tells_who_can_never_fit(app, full, chengang, coordinator):
    signing_up.sign_up(people.actor(chengang), full, chengang, Party(3))
    give_back(coordinator, full, people.Client.get(people.Client.name == "周洁"))
    Event.update(capacity=3).execute()
    with write():
        waiting.moved(fresh(full))
    assert WaitingParty.get().state == "over" and told(chengang)[-1] == "event.never_fits"


def test_guests_are_rows(app, full, coordinator):
    made = signing_up.sign_up(
        people.actor(coordinator), event(coordinator), people.client(None, "韩雪"), Party(1, named("刘强"))
    )
    assert [one.name for one in PartyGuest.select().where(PartyGuest.sign_up == made.id)] == ["刘强"]
    assert AuditEntry.select().where(AuditEntry.action == "event.signed_up").count() == 1
