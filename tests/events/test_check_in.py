"""Somebody stands at the door with a phone: tickets are scanned, codes typed, names looked for."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from portal import database
from portal.actions.events import checking_in
from portal.derived import events as proof
from portal.ground import clock
from portal.models import AuditEntry, CheckIn, Event, SignUp
from portal.rules.events.door import Scan, code_said
from tests.events import evenings
from tests.events.evenings import helper, here, party, picture, results, ticket, tonight
from tests.events.plans import event
from tests.ground import people
from tests.ground.together import together


def at_door(visitor, row, status=200, **fields):
    return visitor.post(f"/events/{row.number}/check-in", status, referer=f"/events/{row.number}/door", **fields)


def test_it_works(visit, coordinator, specialist):
    row = tonight(coordinator)
    found = party(row, guests=3, guest_names="周洁\n马小宇\n马小雨")
    helper(row, specialist)
    page = visit(specialist).get(f"/events/{row.number}/door")
    assert "0 / 4" in page.text
    page = at_door(visit(specialist), row, code=picture(found), heads="2", door="南门", remark="两位在停车")
    assert "马晓" in page.heading + page.text and "2 of 4 here" in page.text and here(found) == 2
    page = at_door(visit(coordinator), row, code=code_said(ticket(found).code).lower())
    assert "4 of 4 here" in page.text and here(found) == 4  # by default all who are not yet here
    page = at_door(visit(coordinator), row, code=picture(found))
    assert "here already" in page.refusal and here(found) == 4
    for words in (
        f"{clock.local(clock.now()):%H:%M}",
        "何军",
        "南门",
        "两位在停车",
        "2 people",
    ):  # when, who, which door
        assert words in page.refusal
    assert results(row) == ["in", "in", "again"] and list(proof.faults()) == []
    assert [e.words["heads"] for e in AuditEntry.select().where(AuditEntry.action == "event.checked_in")] == ["2", "2"]


def test_each_refusal_has_its_name_and_is_kept(visit, coordinator):
    row, other = tonight(coordinator), event(coordinator)
    past = event(
        coordinator, "held", starts_at=clock.now() - timedelta(days=1), ends_at=clock.now() - timedelta(hours=22)
    )
    gone = party(row, "给回")
    SignUp.update(cancelled_at=clock.now()).where(SignUp.id == gone.id).execute()
    small = party(row, "独行")
    door = visit(coordinator)
    cases = {
        "other": (picture(party(other)), {}),
        "past": (picture(party(past)), {}),
        "gone": (picture(gone), {}),
        "unknown": (f"VIP:{row.number}:{'0' * 32}", {}),  # forged
        "over": (picture(small), {"heads": "2"}),
    }
    words = {"other": "another event", "past": "event that is over", "gone": "given back", "unknown": "no such ticket", "over": "fewer seats left"}  # fmt: skip
    for result, (code, fields) in cases.items():
        assert words[result] in at_door(door, row, code=code, **fields).refusal, result
    assert "no such ticket" in at_door(door, row, code="https://example.cn/pay").refusal
    assert results(row) == [*cases, "unknown"] and here(small) == 0
    kept = CheckIn.select().where(CheckIn.result == "unknown").order_by(CheckIn.id.desc()).get()
    assert kept.shown == "https://example.cn/pay" and kept.sign_up_id is None


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [({"code": ""}, "code"), ({"code": "A" * 81}, "code"), ({"code": "K7M2-Q9XB", "heads": "11"}, "heads"), ({"code": "K7M2-Q9XB", "heads": "-1"}, "heads"),
     ({"code": "K7M2-Q9XB", "heads": "x"}, "heads"), ({"code": "K7M2-Q9XB", "door": "x" * 25}, "door"), ({"code": "K7M2-Q9XB", "remark": "x" * 121}, "remark")],
)  # fmt: skip
def test_bad_input(visit, coordinator, fields, field):
    row = tonight(coordinator)
    page = at_door(visit(coordinator), row, 422, **fields)
    assert page.html.find(id=f"{field}-error") and not CheckIn.select().exists()
    assert (page.value("code") or "")[:81] == fields["code"][:81]


def test_the_same_scan_counts_once(visit, coordinator):
    row, once = tonight(coordinator), str(uuid.uuid4())
    found = party(row, guests=1)
    for _ in range(2):
        assert "1 of 2 here" in at_door(visit(coordinator), row, code=picture(found), heads="1", submission=once).text
    assert CheckIn.select().count() == 1 and here(found) == 1


def test_two_doors_one_party_one_second(app, coordinator):
    row = tonight(coordinator)
    found = party(row, guests=3)
    who, shown = people.actor(coordinator), picture(found)
    scans = [Scan(nonce=str(uuid.uuid4()), text=shown, door=door) for door in ("南门", "北门")]
    kept = together(app, *[lambda s=s: checking_in.check_in(who, row, s) for s in scans])
    assert sorted(one.result for one in kept) == ["again", "in"] and here(found) == 4
    scans = [Scan(nonce=str(uuid.uuid4()), text=picture(other), heads=2) for other in [party(row, guests=2)] * 3]
    kept = together(app, *[lambda s=s: checking_in.check_in(who, row, s) for s in scans])
    assert sorted(one.result for one in kept) == ["in", "over", "over"]


def test_one_nonce_from_two_phones_is_one_row(app, coordinator):
    row = tonight(coordinator)
    found = party(row, guests=3)
    who, scan = people.actor(coordinator), Scan(nonce=str(uuid.uuid4()), text=picture(found), heads=1)
    kept = together(app, *[lambda: checking_in.check_in(who, row, scan)] * 4)
    assert len({one.id for one in kept}) == 1 and here(found) == 1


def test_the_database_counts_and_keeps(coordinator):
    from peewee import IntegrityError

    row = tonight(coordinator)
    found = party(row)
    kept = {
        "event": row,
        "sign_up": found,
        "said_at": clock.now(),
        "at": clock.now(),
        "result": "in",
        "staff": coordinator,
    }
    CheckIn.create(nonce=str(uuid.uuid4()), heads=1, **kept)
    assert here(found) == 1
    with pytest.raises(IntegrityError), database.write():
        CheckIn.create(nonce=str(uuid.uuid4()), heads=1, **kept)
    for change in (CheckIn.update(heads=0), CheckIn.update(remark="x"), CheckIn.delete()):
        with pytest.raises(Exception, match="append-only"), database.write():
            change.execute()


def test_who_may_open_the_door(visit, coordinator, branch_admin, specialist, manager):
    row = tonight(coordinator)
    helper(row, specialist)
    helper(row, manager, "charge")
    for person in (coordinator, branch_admin, specialist, manager):
        visit(person).get(f"/events/{row.number}/door")


@pytest.mark.one_engine
def test_who_may_not(
    visit, coordinator, specialist, manager, auditor, head_office, other_branch_admin, admin, chengang
):
    row, draft = tonight(coordinator), event(coordinator, "draft")
    found = party(row)
    for path in ("door", "door/list", "door/scans", "door/find", "print", "print/list", "draw", "draw/screen"):
        for person in (specialist, manager, auditor, head_office, other_branch_admin):
            visit(person).get(f"/events/{row.number}/{path}", status=404)
        for person in (admin, chengang):
            visit(person).get(f"/events/{row.number}/{path}", status=403)
    at_door(visit(manager), row, 404, code=picture(found))
    at_door(visit(admin), row, 403, code=picture(found))
    visit(coordinator).get(f"/events/{draft.number}/door", status=404)
    assert not CheckIn.select().exists()


def test_when_the_door_is_open(visit, coordinator, at):
    row = event(coordinator)
    found = party(row)
    page = at_door(visit(coordinator), row, 409, code=picture(found))
    assert "This door opens" in page.errors["code"]
    Event.update(state="cancelled").execute()
    assert "called off" in at_door(visit(coordinator), row, 409, code=picture(found)).errors["code"]
    Event.update(
        state="held", starts_at=clock.now() - timedelta(hours=9), ends_at=clock.now() - timedelta(hours=7)
    ).execute()
    assert "closed" in at_door(visit(coordinator), row, 409, code=picture(found)).errors["code"]
    assert not CheckIn.select().exists()


def test_a_name_is_looked_for(visit, coordinator):
    row = tonight(coordinator)
    found, other = party(row, "欧阳明月", guests=1, guest_names="李桂芝"), party(row, "马晓")
    door = visit(coordinator)
    for text in ("欧阳", "ouyang", "李桂芝"):
        page = door.post(f"/events/{row.number}/door/find", q=text)
        assert "欧阳明月" in page.section("found") and "马晓" not in page.text, text
    page = at_door(door, row, party=str(found.id), heads="1")
    assert "1 of 2 here" in page.text and here(found) == 1 and CheckIn.get().way == "name"
    assert "Nobody of this name" in door.post(f"/events/{row.number}/door/find", q="赵一曼").text
    assert "q" in door.post(f"/events/{row.number}/door/find", status=422, q=" ").errors
    strange = party(event(coordinator))
    assert "no such ticket" in at_door(door, row, party=str(strange.id)).refusal
    assert here(other) == 0


def test_a_number_is_corrected(visit, coordinator):
    row = tonight(coordinator)
    found = party(row, guests=3)
    door, path = visit(coordinator), f"/events/{row.number}/door/parties/{found.id}/heads"
    at_door(door, row, code=picture(found))
    page = door.post(path, heads="2", remark="只来了两位")
    assert page.notice == "The number is corrected." and here(found) == 2
    assert [(one.result, one.heads) for one in CheckIn.select().order_by(CheckIn.id)] == [("in", 4), ("set", -2)]
    assert AuditEntry.get(AuditEntry.action == "event.heads_corrected").changes == {"heads": ["4", "2"]}
    assert "heads" in door.post(path, status=422, heads="5", remark="x").errors
    assert "heads" in door.post(path, status=422, heads="", remark="x").errors
    assert "remark" in door.post(path, status=422, heads="1", remark=" ").errors
    old = door.get(path).value("seen")
    at_door(door, row, code=picture(found))
    door.post(path, status=409, heads="1", remark="旧页面", seen=old)
    assert here(found) == 4 and list(proof.faults()) == []


def test_somebody_without_a_seat(visit, coordinator, manager):
    row, once = tonight(coordinator), str(uuid.uuid4())
    came = people.client(None, "白雪")
    door, path = visit(coordinator), f"/events/{row.number}/door/walk-in"
    for _ in range(2):
        page = door.post(path, client=came.number, heads="2", submission=once)
        assert "2 of 2 here" in page.text
    made = SignUp.get(SignUp.client == came.id)
    assert (made.way, made.heads) == ("door", 2) and list(proof.faults()) == []
    assert CheckIn.select().count() == 1 and SignUp.select().count() == 1
    assert "already" in door.post(path, status=409, client=came.number, heads="1").text
    other = people.client(None, "白霜")
    for fields, field in (({"client": "没有这人"}, "client"), ({"heads": "11"}, "heads"), ({"heads": ""}, "heads")):
        assert field in door.post(path, status=422, **{"client": other.number, "heads": "1", **fields}).errors
    Event.update(capacity=2).execute()
    assert "not enough seats" in door.post(path, status=409, client=other.number, heads="1").errors["heads"]
    visit(manager).post(path, status=404, client=other.number, heads="1")


@pytest.mark.one_engine
def test_this_page_alone_may_use_the_camera(visit, coordinator):
    row = tonight(coordinator)
    door = visit(coordinator)
    policy = lambda path: door.get(path).response.headers["Permissions-Policy"]  # noqa: E731
    assert "camera=(self)" in policy(f"/events/{row.number}/door").replace(" ", "")
    assert "camera=()" in policy(f"/events/{row.number}/door/scans").replace(" ", "")
    assert "camera=()" in policy("/home").replace(" ", "")


@pytest.mark.one_engine
def test_pages_in_chinese(visit, coordinator):
    row = tonight(coordinator)
    found = party(row, guests=1, guest_names="李桂芝")
    door = visit(coordinator, language="zh")
    assert "已到 2 / 2 位" in at_door(door, row, code=picture(found)).text
    for path in (
        "door",
        "door/scans",
        "door/find",
        f"door/parties/{found.id}/heads",
        "door/walk-in",
        "print",
        "print/list",
    ):
        door.get(f"/events/{row.number}/{path}")


def test_pages_of_what_happened_go_on(visit, coordinator, monkeypatch):
    monkeypatch.setattr("portal.reads.events.door.PAGE", 2)
    row = tonight(coordinator)
    door = visit(coordinator)
    for _ in range(3):
        at_door(door, row, code="K7M2-Q9XB")
    page = door.get(f"/events/{row.number}/door/scans")
    assert len(page.html.select("#scans li")) == 2
    more = page.html.select_one("a[rel=next]")["href"]
    assert len(door.get(more).html.select("#scans li")) == 1


@pytest.mark.parametrize("before", ["9" * 23, "-1", "0", "x", ""])
def test_pages_of_what_happened_begin_anew_where_the_address_says_nothing(visit, coordinator, before):
    row = tonight(coordinator)
    at_door(visit(coordinator), row, code="K7M2-Q9XB")
    assert len(visit(coordinator).get(f"/events/{row.number}/door/scans", before=before).html.select("#scans li")) == 1


def test_scans_of_another_event_are_not_there(visit, coordinator):
    row, other = tonight(coordinator), tonight(coordinator)
    at_door(visit(coordinator), row, code="K7M2-Q9XB")
    key = CheckIn.get().id
    visit(coordinator).get(f"/events/{row.number}/door/scans/{key}")
    visit(coordinator).get(f"/events/{other.number}/door/scans/{key}", status=404)
    visit(coordinator).get(f"/events/{other.number}/door/parties/{party(row).id}/heads", status=404)
    with pytest.raises(AssertionError, match="409"):
        once = CheckIn.get().nonce
        evenings.scanned(visit(coordinator), other, code="K7M2-Q9XB", submission=once)
