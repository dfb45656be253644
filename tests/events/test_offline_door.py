"""A phone without a line: it knows no person, and what happened arrives later, each thing once."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest

from portal.derived import events as proof
from portal.ground import clock
from portal.models import CheckIn, Event
from portal.rules.events.door import hashed
from portal.web.offline import UNTIL
from tests.events.evenings import here, party, picture, results, scanned, ticket, tonight
from tests.events.plans import event


def sent(visitor, row, code, let_in=True, **fields):
    said = int((clock.now() - timedelta(minutes=40)).timestamp() * 1000)
    return scanned(
        visitor,
        row,
        code=code,
        offline="1",
        let_in="1" if let_in else "",
        said_at=str(said),
        device="phone-1",
        **fields,
    )


def test_what_a_phone_knows(visit, coordinator):
    row = tonight(coordinator)
    found = party(row, "欧阳明月", guests=2, guest_names="李桂芝")
    answer = visit(coordinator).web.get(f"/events/{row.number}/door/list")
    body, text = answer.get_json(), answer.get_data(as_text=True)
    mine = ticket(found)
    assert body["tickets"] == [[hashed(row.number, mine.token), hashed(row.number, mine.code), 3, 0]]
    assert (body["number"], body["here"], body["seats"]) == (row.number, 0, 3) and body["token"]
    for secret in ("欧阳", "李桂芝", found.client.number, found.client.mobile[3:], mine.token, mine.code):
        assert secret not in json.dumps(body, ensure_ascii=False) + text


def test_the_page_that_is_kept_shows_nobody(visit, coordinator):
    row = tonight(coordinator)
    found = party(row, "欧阳明月")
    door = visit(coordinator)
    door.post(f"/events/{row.number}/check-in", code=picture(found))
    page = door.get(f"/events/{row.number}/door")
    assert int(page.response.headers[UNTIL]) == int((row.ends_at + timedelta(hours=6)).timestamp())
    assert "欧阳" not in page.response.get_data(as_text=True) and coordinator.name not in page.text
    for path in ("door/scans", f"door/scans/{CheckIn.get().id}", "door/find"):
        assert UNTIL not in door.get(f"/events/{row.number}/{path}").response.headers


@pytest.mark.one_engine
@pytest.mark.parametrize(("before", "kept"), [(4, False), (2, True), (-7, True), (-9, False)])
def test_from_three_hours_before_to_six_after(visit, coordinator, before, kept):
    starts = clock.now() + timedelta(hours=before)
    row = event(coordinator, starts_at=starts, ends_at=starts + timedelta(hours=2))
    page = visit(coordinator).get(f"/events/{row.number}/door")
    assert (UNTIL in page.response.headers) is kept


def test_forty_scans_arrive_as_what_happened(visit, coordinator):
    row = tonight(coordinator, capacity=60)
    parties = [party(row, f"客人{n}") for n in range(38)]
    online = parties[0]
    door = visit(coordinator)
    scanned(door, row, code=picture(online))  # at another door, meanwhile
    queue = [(str(uuid.uuid4()), picture(one), True) for one in parties]
    queue += [(str(uuid.uuid4()), picture(parties[5]), True), (str(uuid.uuid4()), "K7M2-Q9XB", False)]
    for _ in range(2):  # the answer was lost: all of it is sent again
        for nonce, code, let_in in queue:
            sent(door, row, code, let_in, submission=nonce)
    assert CheckIn.select().count() == 41 and sum(here(one) for one in parties) == 38
    assert list(proof.faults()) == []
    conflicts = [(one.result, one.sign_up_id) for one in CheckIn.select().where(CheckIn.conflict).order_by(CheckIn.id)]
    assert conflicts == [("again", online.id), ("again", parties[5].id)]
    first = CheckIn.get(CheckIn.nonce == queue[0][0])
    assert first.at - first.said_at == timedelta(minutes=40) and first.device == "phone-1"
    assert len(door.get(f"/events/{row.number}/door/scans").html.select("#conflicts li")) == 2


def test_whom_the_phone_let_in_is_counted_as_far_as_there_are_seats(visit, coordinator):
    row = tonight(coordinator)
    found = party(row, guests=2)
    door = visit(coordinator)
    scanned(door, row, code=picture(found), heads="2")
    answer = sent(door, row, picture(found), heads="3")
    assert (answer["result"], answer["conflict"], answer["here"]) == ("over", True, 3)
    assert here(found) == 3 and list(proof.faults()) == []


def test_a_good_ticket_that_the_phone_did_not_know(visit, coordinator):
    row = tonight(coordinator)
    found = party(row)
    answer = sent(visit(coordinator), row, picture(found), let_in=False)
    assert (answer["result"], answer["conflict"]) == ("refused", True) and here(found) == 0


@pytest.mark.parametrize("read", ["https://u.wechat.example/" + "x" * 300, "\x00\x01", "BEGIN:VCARD\r\nN:马晓"])
def test_a_picture_that_says_anything_is_kept_and_leaves_the_phone(visit, coordinator, read):
    row = tonight(coordinator)
    door = visit(coordinator)
    assert sent(door, row, read, let_in=False, scanned="1")["result"] == "unknown"
    assert scanned(door, row, code=read, scanned="1")["result"] == "unknown"
    assert results(row) == ["unknown", "unknown"]
    assert "80" in scanned(door, row, 422, code="9" * 81)["words"]  # typed by hand it is a mistake


def test_before_the_door_has_opened_no_phone_lets_in(visit, coordinator):
    row = event(coordinator)
    found = party(row)
    answer = sent(visit(coordinator), row, picture(found))
    assert (answer["result"], answer["conflict"], answer["here"]) == ("early", True, 0) and here(found) == 0
    assert "Before the door opened" in visit(coordinator).get(f"/events/{row.number}/door/scans").section("conflicts")
    assert list(proof.faults()) == []


def test_nothing_is_dropped_whatever_became_of_the_event(visit, coordinator):
    row = tonight(coordinator)
    found = party(row)
    Event.update(
        state="cancelled", starts_at=clock.now() - timedelta(days=3), ends_at=clock.now() - timedelta(days=2)
    ).execute()
    sent(visit(coordinator), row, picture(found))
    sent(visit(coordinator), row, "不是入场券")
    assert results(row) == ["in", "unknown"]


def test_a_conflict_is_settled_once(visit, coordinator):
    row = tonight(coordinator)
    sent(visit(coordinator), row, "K7M2-Q9XB")
    kept = CheckIn.get()
    door, path = visit(coordinator), f"/events/{row.number}/door/scans/{kept.id}/settle"
    assert door.get(f"/events/{row.number}/door").html.select_one("#door-conflicts b").text == "1"
    assert "words" in door.post(path, status=422, words=" ").errors
    page = door.post(path, words="现场经理认识，是受邀的媒体")
    assert page.notice == "The conflict is settled." and not page.html.select("#conflicts li")
    assert "现场经理认识" in page.section("scans")
    assert "dealt with" in door.post(path, words="再来").refusal
    assert CheckIn.get().settled_words == "现场经理认识，是受邀的媒体"


@pytest.mark.one_engine
def test_a_session_that_ended_is_told_from_a_lost_line(visit, coordinator):
    row = tonight(coordinator)
    stranger = visit()
    answer = stranger.web.get(f"/events/{row.number}/door/list")
    assert answer.status_code in (302, 303) and "/login" in answer.headers["Location"]
    assert not CheckIn.select().exists()
    answer = scanned(visit(coordinator), row, status=422, code="")
    assert answer["words"] == "Please scan a ticket or type its code."


@pytest.mark.one_engine
def test_a_phone_whose_clock_is_wrong(visit, coordinator):
    row = tonight(coordinator)
    found = party(row)
    scanned(visit(coordinator), row, code=picture(found), offline="1", let_in="1", said_at="4102444800000")
    kept = CheckIn.get()
    assert kept.said_at == kept.at
    for nonsense in ("x", "-1", "1" * 40, ""):
        scanned(visit(coordinator), row, code="K7M2-Q9XB", said_at=nonsense)


@pytest.mark.one_engine
def test_signing_out_leaves_waiting_scans_on_the_phone(visit, coordinator):
    answer = visit(coordinator).post("/logout", follow=False, status=303)
    assert answer.response.headers["Clear-Site-Data"] == '"storage"'
    answer = visit(coordinator).post("/logout", follow=False, status=303, scans="1")
    assert "Clear-Site-Data" not in answer.response.headers
