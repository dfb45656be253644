"""A lucky draw that anybody can check."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal import config, database
from portal.actions.events import drawing
from portal.ground.errors import Refused
from portal.models import AuditEntry, CheckIn, Draw, DrawCall, Event, Prize
from portal.rules.events import draw as rules
from tests.events.evenings import helper, party, picture, ticket, tonight
from tests.events.plans import event, seats
from tests.ground import people
from tests.ground.together import together


def do(visitor, row, step="", status=200, **fields):
    return visitor.post(f"/events/{row.number}/draw{step}", status, referer=f"/events/{row.number}/draw", **fields)


def come(visitor, *parties):
    for one in parties:
        visitor.post(f"/events/{one.event.number}/check-in", code=picture(one))


def drawn(visitor, row, prizes="茶具 1\n手帕 2", who="here", digits="31415926"):
    do(visitor, row, prizes=prizes, who=who)
    do(visitor, row, "/commit")
    return do(visitor, row, "/digits", digits=digits)


def the(row) -> Draw:
    return Draw.select().where(Draw.event == row.id).order_by(Draw.position.desc()).get()


def test_it_works(visit, coordinator):
    row = tonight(coordinator)
    guests = [party(row, f"客人{n}") for n in range(6)]
    lead, anybody = visit(coordinator), visit()
    come(lead, *guests[:5])
    page = do(lead, row, prizes="茶具 1\n手帕 2", who="here")
    assert page.notice == "The numbered list is published. Bind the secret next."
    draw = the(row)
    marks = rules.numbers_of(draw.list_text)
    assert draw.tickets == 5 and {rules.ticket_mark(ticket(one).token) for one in guests[:5]} == marks.keys()
    assert draw.list_hash in anybody.get(f"/events/{row.number}/draw/verify").text
    do(lead, row, "/commit")
    draw = the(row)
    page = anybody.get(f"/events/{row.number}/draw/verify")
    assert draw.commitment in page.text and draw.secret and not draw.revealed
    page = do(lead, row, "/digits", digits="31 41 59")
    draw = the(row)
    assert draw.digits == "314159" and rules.sha(draw.revealed) == draw.commitment
    assert draw.ranking == rules.order_of(rules.seed_of(draw.revealed, "314159", draw.list_hash), range(1, 6))
    for _ in range(2):
        do(lead, row, "/give")
    page = do(lead, row, "/pass")
    page = do(lead, row, "/give")
    assert the(row).state == "done" and [prize.label for prize in Prize.select()] == ["茶具", "手帕"]
    calls = [(call.number, call.prize and call.prize.label) for call in DrawCall.select().order_by(DrawCall.place)]
    assert calls == list(zip(draw.ranking, ["茶具", "手帕", None, "手帕"], strict=False))
    page = anybody.get(f"/events/{row.number}/draw/verify")
    assert "give this very order" in page.text and "客人" not in page.text and row.title not in page.text
    assert page.table("prizes-1") == [
        ["茶具", "1 of 1", str(draw.ranking[0])],
        ["手帕", "2 of 2", f"{draw.ranking[1]} {draw.ranking[3]}"],
    ]
    assert [e.action.removeprefix("event.draw_") for e in AuditEntry.select().where(AuditEntry.action.startswith("event.draw_")).order_by(AuditEntry.id)] == [
        "listed", "committed", "drawn", "won", "won", "passed", "won", "done"]  # fmt: skip


def test_ten_lines_of_python_compute_it_anew(visit, coordinator, tmp_path):
    row = tonight(coordinator)
    lead = visit(coordinator)
    for n in range(7):
        party(row, f"客人{n}")
    drawn(lead, row, who="all")
    draw = the(row)
    doc = (Path(config.ROOT) / "docs/lucky-draw.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", doc, re.S)[1]
    assert code == rules.TEN_LINES and len(code.splitlines()) == 10
    listed = visit().web.get(f"/events/{row.number}/draw/1/list.txt")
    (tmp_path / "list.txt").write_bytes(listed.get_data())
    (tmp_path / "check.py").write_text(code)
    said = subprocess.run(
        [sys.executable, tmp_path / "check.py", tmp_path / "list.txt", draw.revealed, draw.digits],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert said == [
        f"list {draw.list_hash}",
        f"commitment {draw.commitment}",
        f"seed {draw.seed}",
        "order " + " ".join(map(str, draw.ranking)),
    ]


def test_who_did_not_check_in_is_passed_over_in_the_order(visit, coordinator):
    row = tonight(coordinator)
    guests = [party(row, f"客人{n}") for n in range(8)]
    lead = visit(coordinator)
    come(lead, *guests[:2])
    drawn(lead, row, prizes="茶具", who="all")
    draw = the(row)
    marks = rules.numbers_of(draw.list_text)
    here = {marks[rules.ticket_mark(ticket(one).token)] for one in guests[:2]}
    while draw.ranking[DrawCall.select().count()] not in here:
        do(lead, row, "/pass")
    do(lead, row, "/give")
    calls = list(DrawCall.select().order_by(DrawCall.place))
    assert calls[-1].prize_id and calls[-1].number in here
    assert all(call.prize_id is None and call.number not in here for call in calls[:-1])


@pytest.mark.parametrize(("step", "fields"), [("/finish", {}), ("/give", {}), ("/void", {"reason": "话筒没声音"})])
def test_a_second_tab_hears_that_the_draw_has_ended(visit, coordinator, branch_admin, step, fields):
    row = tonight(coordinator)
    party(row)
    drawn(visit(coordinator), row, prizes="茶具 1", who="all")
    old = visit(branch_admin).get(f"/events/{row.number}/draw").value("seen")
    do(visit(coordinator), row, "/finish")
    page = do(visit(branch_admin), row, step, 409, seen=old, **fields)
    assert "孙悦" in page.text and the(row).state == "done" and not DrawCall.select().exists()
    assert "has ended" in visit(branch_admin).get(f"/events/{row.number}/draw/void", status=409).text


def test_a_void_draw_stays_to_be_seen(visit, coordinator):
    row = tonight(coordinator)
    lead = visit(coordinator)
    party(row)
    drawn(lead, row, who="all")
    assert "reason" in do(lead, row, "/void", 422, reason=" ").errors
    page = do(lead, row, "/void", reason="话筒没声音，数字没听清")
    assert "Void: 话筒没声音" in page.text
    do(lead, row, "/digits", 409, digits="1234")
    drawn(lead, row, who="all", digits="2718")
    page = visit().get(f"/events/{row.number}/draw/verify")
    assert "话筒没声音，数字没听清" in page.section("draw-1") and "31415926" in page.section("draw-1")
    assert "2718" in page.section("draw-2")
    one, two = Draw.select().order_by(Draw.position)
    assert one.state == "void" and one.revealed != two.revealed


@pytest.mark.parametrize("who", ["here", "all"])
def test_with_nobody(visit, coordinator, who):
    row = tonight(coordinator)
    page = do(visit(coordinator), row, status=422, prizes="茶具", who=who)
    assert ("Nobody has checked in yet." if who == "here" else "Nobody has signed up.") in page.text
    assert not Draw.select().exists() and page.value("prizes").strip() == "茶具"
    visit().get(f"/events/{row.number}/draw/verify", status=404)


def test_with_one_ticket_and_more_prizes_than_people(visit, coordinator):
    row = tonight(coordinator)
    lead = visit(coordinator)
    come(lead, party(row, guests=3))
    drawn(lead, row, prizes="茶具 5")
    assert the(row).ranking == [1]
    do(lead, row, "/give")
    assert the(row).state == "done" and "1 of 5" in visit().get(f"/events/{row.number}/draw/verify").text


def test_ended_with_prizes_left(visit, coordinator):
    row = tonight(coordinator)
    lead = visit(coordinator)
    come(lead, party(row), party(row, "周全"))
    drawn(lead, row)
    do(lead, row, "/finish")
    assert the(row).state == "done"
    do(lead, row, "/give", 409)


@pytest.mark.one_engine
@pytest.mark.parametrize("prizes", ["", "茶具 0", "x" * 61, "茶具 9999", "\n".join(["茶具"] * 21)])
def test_prizes_that_make_no_sense(visit, coordinator, prizes):
    row = tonight(coordinator)
    party(row)
    assert "prizes" in do(visit(coordinator), row, status=422, prizes=prizes, who="all").errors
    assert "who" in do(visit(coordinator), row, status=422, prizes="茶具", who="VIP").errors
    assert not Draw.select().exists()


@pytest.mark.one_engine
@pytest.mark.parametrize("digits", ["", "12", "abcd", "1" * 25, "１２３４"])
def test_digits_that_are_none(visit, coordinator, digits):
    row = tonight(coordinator)
    lead = visit(coordinator)
    party(row)
    do(lead, row, prizes="茶具", who="all")
    do(lead, row, "/commit")
    page = do(lead, row, "/digits", 422, digits=digits)
    assert "digits" in page.errors and the(row).state == "committed"


def test_there_is_no_second_seed(visit, coordinator):
    row = tonight(coordinator)
    lead = visit(coordinator)
    come(lead, party(row), party(row, "周全"))
    drawn(lead, row)
    before = the(row)
    do(lead, row, "/digits", 409, digits="2718")
    do(lead, row, "/commit", 409)
    assert the(row).digits == before.digits and the(row).commitment == before.commitment
    for change in (
        {"digits": "2718"}, {"ranking": [9]}, {"list_text": "1 x\n"}, {"commitment": "0" * 64}, {"secret": "x"}, {"seed": "0" * 64},
    ):  # fmt: skip
        with pytest.raises(Exception, match="append-only"), database.write():
            Draw.update(**change).where(Draw.id == before.id).execute()
    for gone in (Draw.delete(), Prize.delete(), Prize.update(count=9)):
        with pytest.raises(Exception, match="append-only"), database.write():
            gone.execute()
    assert the(row).ranking == before.ranking


def test_two_at_once_publish_one_list(app, coordinator):
    row = tonight(coordinator)
    party(row)
    who = people.actor(coordinator)
    found = together(app, *[lambda: drawing.publish_list(who, row, [("茶具", 1)], True)] * 3)
    assert [type(one) for one in found].count(Draw) == 1 and Draw.select().count() == 1
    assert all(isinstance(one, (Draw, Refused)) for one in found)
    draw = the(row)
    found = together(app, *[lambda: drawing.commit(who, row, draw)] * 3)
    assert [type(one) for one in found].count(Draw) == 1


def test_two_pages_give_one_prize(visit, coordinator):
    row = tonight(coordinator)
    lead = visit(coordinator)
    come(lead, *[party(row, f"客人{n}") for n in range(4)])
    drawn(lead, row)
    old = lead.get(f"/events/{row.number}/draw").value("seen")
    do(lead, row, "/give", seen=old)
    do(lead, row, "/give", 409, seen=old)
    assert DrawCall.select().count() == 1


def test_the_same_list_sent_twice_is_one(visit, coordinator):
    row, once = tonight(coordinator), "3b2c9a57-1a6c-4bd1-8a54-5fb2f6f6b0aa"
    party(row)
    for _ in range(2):
        do(visit(coordinator), row, prizes="茶具", who="all", submission=once)
    assert Draw.select().count() == 1
    page = do(visit(coordinator), row, status=409, prizes="手帕", who="all")
    assert "is running" in page.text


@pytest.mark.one_engine
def test_who_leads_it(visit, coordinator, specialist, manager, branch_admin):
    row = tonight(coordinator)
    helper(row, specialist)
    helper(row, manager, "charge")
    party(row)
    visit(specialist).get(f"/events/{row.number}/draw", status=404)
    visit(specialist).get(f"/events/{row.number}/draw/screen")
    do(visit(specialist), row, status=404, prizes="茶具", who="all")
    visit(branch_admin).get(f"/events/{row.number}/draw")
    do(visit(manager), row, prizes="茶具", who="all")
    assert Draw.get().made_by_id == manager.id


def test_a_client_finds_his_number_and_mark(visit, coordinator, chengang):
    row = tonight(coordinator)
    found = seats(row, chengang)
    lead = visit(coordinator)
    come(lead, found)
    drawn(lead, row, prizes="茶具")
    page = visit(chengang).get(f"/me/events/{row.number}/ticket")
    assert "Your number is 1." in page.text and rules.ticket_mark(ticket(found).token) in the(row).list_text
    assert rules.ticket_mark(ticket(found).token) in page.text
    do(lead, row, "/give")
    assert "You have won: 茶具." in visit(chengang).get(f"/me/events/{row.number}/ticket").text


@pytest.mark.one_engine
def test_the_screen_shows_numbers_alone(visit, coordinator):
    row = tonight(coordinator)
    lead = visit(coordinator)
    screen = lambda: lead.get(f"/events/{row.number}/draw/screen")  # noqa: E731
    assert "begins soon" in screen().text
    come(lead, party(row, "欧阳明月"), party(row, "马晓"))
    do(lead, row, prizes="茶具", who="here")
    assert the(row).list_hash in screen().text
    do(lead, row, "/commit")
    assert "call digits" in screen().text and the(row).commitment in screen().text
    do(lead, row, "/digits", digits="1234")
    assert screen().html.select_one(".screen-number").text == str(the(row).ranking[0])
    do(lead, row, "/give")
    page = screen()
    assert "Congratulations" in page.text and "欧阳" not in page.text and "马晓" not in page.text


@pytest.mark.one_engine
def test_in_chinese(visit, coordinator):
    row = tonight(coordinator)
    lead = visit(coordinator, language="zh")
    come(lead, party(row), party(row, "周全"))
    for step, fields in (
        ("", {"prizes": "茶具 1\n手帕 1", "who": "here"}),
        ("/commit", {}),
        ("/digits", {"digits": "1234"}),
        ("/give", {}),
        ("/pass", {}),
    ):
        do(lead, row, step, **fields)
        lead.get(f"/events/{row.number}/draw/screen")
    visit(language="zh").get(f"/events/{row.number}/draw/verify")
    drawn(lead, row)
    lead.get(f"/events/{row.number}/draw/void")


@pytest.mark.one_engine
def test_whose_address_is_wrong(visit, coordinator):
    row = event(coordinator)
    for number in (row.number, "E-2026-9999", "x"):
        visit().get(f"/events/{number}/draw/verify", status=404)
        visit().get(f"/events/{number}/draw/1/list.txt", status=404)
    assert not CheckIn.select().exists() and Event.select().count() == 1
