"""Name cards, printed once, and the guest list."""

from __future__ import annotations

import pytest

from portal.ground import clock
from portal.models import (
    CardRun,
    EventPhoto,
    MeetingCard,
    NameCard,
    PartyGuest,
    PhotoBatch,
    PhotoObjection,
)
from portal.rules.events.door import code_said
from tests.events.came import held
from tests.events.evenings import helper, party, ticket, tonight
from tests.events.plans import event, seats
from tests.ground import people


def cards(page):
    return [" ".join(one.get_text(" ").split()) for one in page.html.select("#cards .name-card-name")]


def test_it_works(visit, coordinator):
    row = event(coordinator, guests=2)
    party(row, "马晓", guests=1, guest_names="李桂芝")
    desk, path = visit(coordinator), f"/events/{row.number}/print"
    assert "2 names have no card yet" in desk.get(path).text
    page = desk.post(path)
    assert cards(page) == ["马晓", "李桂芝"] and "Noted as printed by 孙悦" in page.text
    assert "no new name" in desk.post(path, status=422).text
    party(row, "古丽娜尔·阿不都热合曼")
    page = desk.post(path)
    assert cards(page) == ["古丽娜尔· 阿不都热合曼"] and "further print" not in page.section("cards")
    page = desk.post(path, anew="1")
    assert len(cards(page)) == 3 and page.section("cards").count("further print") == 3
    assert [len(list(run.cards)) for run in CardRun.select().order_by(CardRun.id)] == [2, 1, 3]
    assert len(desk.get(path).html.select("#runs li")) == 3


def test_a_name_that_changed_is_new(visit, coordinator):
    row = event(coordinator)
    found = party(row, "马晓", guests=1, guest_names="李桂芝")
    desk = visit(coordinator)
    desk.post(f"/events/{row.number}/print")
    PartyGuest.update(name="李桂兰").where(PartyGuest.sign_up == found.id).execute()
    assert cards(desk.post(f"/events/{row.number}/print")) == ["李桂兰"]


def test_children_carry_their_parents_word(visit, coordinator):
    row = event(coordinator, guests=3)
    found = party(row, "马晓", guests=3)
    for at, (name, age, yes) in enumerate((("马小宇", 6, True), ("马小雨", 9, False), ("李桂芝", 61, False))):
        PartyGuest.create(sign_up=found, position=at, name=name, age=age, photo_yes=yes)
    page = visit(coordinator).post(f"/events/{row.number}/print")
    feet = [" ".join(one.get_text(" ").split()) for one in page.html.select(".name-card-foot")]
    assert feet == ["", "Photos: yes", "No photos, please", ""]


def test_what_the_record_knows_of_a_grown_up(visit, coordinator, served, liufang):
    """Who took himself off a picture once is not asked again at the door: his card says it. His guests said nothing.
    Whether he wants to be introduced is for those who run the evening alone."""
    before, row = held(coordinator), event(coordinator, guests=3)
    login = people.account_of(served)
    batch = PhotoBatch.create(event=before, account=login, count=1, at=clock.now())
    values = {
        "token": "a" * 32,
        "content_type": "image/jpeg",
        "size": 9,
        "storage_name": "a.jpg",
        "small_name": "as.jpg",
    }
    photo = EventPhoto.create(batch=batch, event=before, state="hidden", **values)
    PhotoObjection.create(photo=photo, client=served, account=login, at=clock.now())
    MeetingCard.create(client=served, token="b" * 32, willing=False, updated_at=clock.now())
    MeetingCard.create(client=liufang, token="c" * 32, willing=True, updated_at=clock.now())
    for client in (served, liufang):
        found = seats(row, client, 1)
        PartyGuest.create(sign_up=found, position=0, name=f"{client.name}的客人")
    page = visit(coordinator).post(f"/events/{row.number}/print")
    feet = dict(
        zip(
            cards(page),
            (" ".join(one.get_text(" ").split()) for one in page.html.select(".name-card-foot")),
            strict=True,
        )
    )
    assert feet == {"陈刚": "No photos, please", "陈刚的客人": "", "刘芳": "", "刘芳的客人": ""}
    assert "introduced" not in page.section("cards")
    lines = {
        line[0]: line[5] for line in visit(coordinator).get(f"/events/{row.number}/print/list").table("guest-list")
    }
    assert lines == {"陈刚": "No photos of 陈刚 · Not to be introduced", "刘芳": "May be introduced"}


@pytest.mark.one_engine
def test_who_comes_for_a_company(visit, coordinator):
    row = event(coordinator)
    party(row, "长春宏达汽车零部件有限公司", comes="孙丽")
    assert cards(visit(coordinator).post(f"/events/{row.number}/print")) == ["孙丽"]


def test_the_same_form_twice_prints_once(visit, coordinator):
    row, once = event(coordinator), "3b2c9a57-1a6c-4bd1-8a54-5fb2f6f6b0aa"
    party(row)
    for _ in range(2):
        visit(coordinator).post(f"/events/{row.number}/print", submission=once)
    assert CardRun.select().count() == 1 and NameCard.select().count() == 1


@pytest.mark.one_engine
def test_the_guest_list(visit, coordinator, specialist):
    row = tonight(coordinator)
    found = party(row, "马晓", guests=1, guest_names="李桂芝", diet="素食", plate="吉A12345")
    helper(row, specialist)
    page = visit(specialist).get(f"/events/{row.number}/print/list")
    (line,) = page.table("guest-list")
    assert line == ["马晓", "李桂芝", "2", code_said(ticket(found).code), "素食 吉A12345", "", ""]
    assert len(page.html.select("#guest-list .tick-box")) == 2  # one to be ticked for each of the party
    assert "Nobody has signed up" in visit(coordinator).get(f"/events/{event(coordinator).number}/print/list").text


@pytest.mark.one_engine
def test_a_run_of_another_event_is_not_there(visit, coordinator):
    row, other = event(coordinator), event(coordinator)
    party(row)
    visit(coordinator).post(f"/events/{row.number}/print")
    visit(coordinator).get(f"/events/{other.number}/print/cards/{CardRun.get().id}", status=404)
