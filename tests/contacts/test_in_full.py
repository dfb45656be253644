"""A contact in full: the hour and place that were agreed, marked words, steps of a seat; occasions that come round."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from portal import derived
from portal.actions.organisation import staff as leaving
from portal.database import write
from portal.derived import holders
from portal.ground import clock
from portal.models import Absence, Contact, ContactWord, NextStep, Occasion
from portal.reads.contacts.steps import steps_of
from tests.contacts.moving import moved
from tests.contacts.test_record import record
from tests.ground import people

STEP = {"step_what": "寄合同", "step_due": "2026-11-26"}
OCCASION = {"what": "结婚纪念日", "first": "2008-11-28", "every": "year"}


def faults() -> list[str]:
    return [fault for fault in derived.faults() if "step" in fault or "contact" in fault]


def test_the_hour_and_the_place_stand_on_his_page_and_on_the_line(visit, manager, adviser, served, at):
    record(visit(manager), served, next_due="2026-11-26", next_at="14:30", next_place="三楼贵宾厅")
    for page in (visit(served).get("/me"), visit(adviser).get("/contacts"), visit(adviser).get(f"/clients/{served.number}")):  # fmt: skip
        assert "14:30" in page.text and "三楼贵宾厅" in page.text
    record(visit(manager), served, happened_at="2026-11-24T09:50", next_due="")  # without a day, what was agreed stays
    last = Contact.select().order_by(Contact.id.desc()).first()
    assert (last.next_due, last.next_at, last.next_place) == (date(2026, 11, 26), "14:30", "三楼贵宾厅")
    at("2026-11-27 09:00")
    assert "14:30" not in visit(served).get("/me").text


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"next_at": "25:00"}, "next_at"), ({"next_due": "", "next_at": "14:30"}, "next_due"),
        ({"next_due": "", "next_place": "三楼"}, "next_due"), ({"person": "1"}, "person"), ({"step_staff": "x", **STEP}, "step_staff"),
    ],
)  # fmt: skip
def test_bad_input(visit, manager, served, fields, field):
    assert field in record(visit(manager), served, status=422, **fields).errors
    assert Contact.select().count() == NextStep.select().count() == 0


def test_marked_words(visit, manager, served):
    record(visit(manager), served, people="陈小宇、 夫人, 陈小宇", need="留学资金；体检", product="")
    words = [(one.kind, one.word) for one in ContactWord.select().order_by(ContactWord.id)]
    assert words == [("people", "陈小宇"), ("people", "夫人"), ("need", "留学资金"), ("need", "体检")]
    marks = visit(manager).get(f"/clients/{served.number}").html.select("#contacts mark")
    assert [one.get_text() for one in marks] == ["陈小宇", "夫人", "留学资金", "体检"]


def test_words_of_a_confidential_contact_are_kept_from_others(visit, manager, specialist, served):
    record(visit(manager), served, need="留学资金", confidential="1")
    assert "留学资金" in visit(manager).get(f"/clients/{served.number}").text
    assert "留学资金" not in visit(specialist).get(f"/clients/{served.number}").text


def test_a_step_of_a_seat_is_whoever_holds_it_by_then(visit, manager, adviser, second_manager, served):
    record(visit(manager), served, **STEP, step_staff="adviser")
    step = NextStep.get()
    assert (step.staff_id, step.seat, step.holder_id) == (None, "adviser", adviser.id)
    assert "寄合同" in visit(adviser).get("/home").text and "寄合同" not in visit(manager).get("/home").text
    until = clock.today() + timedelta(days=4)
    Absence.create(staff=adviser.id, since=clock.today(), until=until, substitute=second_manager.id, reason="x", author=adviser.id, created_at=clock.now())  # fmt: skip
    with write():
        holders.follow_people([adviser.id])
    (mine,) = steps_of(people.actor(second_manager), date(2026, 12, 1))
    assert (mine.what, mine.instead_of) == ("寄合同", "李娜") and faults() == []


def test_what_a_leaver_promised_falls_to_the_seat(visit, manager, adviser, served, branch_admin):
    record(visit(adviser), served, **STEP, step_told="1")
    assert (NextStep.get().staff_id, NextStep.get().holder_id) == (adviser.id, adviser.id)
    leaving.leave(people.actor(branch_admin), adviser)
    assert NextStep.get().holder_id == manager.id and faults() == []
    assert "寄合同" in visit(manager).get("/home").text


def test_occasions_come_round(visit, manager, adviser, served):
    page = visit(manager).post(f"/clients/{served.number}/contacts/occasions", **OCCASION)
    assert page.notice == "The occasion is noted." and "28 Nov" in page.section("come-round")
    moved(served, next_contact_due=clock.today())
    assert "结婚纪念日 28 Nov" in visit(adviser).get("/contacts").section("today")
    button = page.html.select_one("#come-round li form")["action"]
    assert visit(manager).post(button).notice == "The occasion is taken away." and Occasion.select().count() == 0
    visit(manager).post(button, status=404)


@pytest.mark.one_engine
def test_occasions_are_guarded(visit, manager, second_manager, auditor, served):
    path = f"/clients/{served.number}/contacts/occasions"
    for fields, field in (({"what": ""}, "occasion-what"), ({"first": "2026-02-30"}, "occasion-first"), ({"every": "week"}, "occasion-every")):  # fmt: skip
        assert visit(manager).post(path, status=422, **{**OCCASION, **fields}).html.select_one(f"#{field}-error")
    visit(second_manager).post(path, status=404, **OCCASION)
    visit(auditor).post(path, status=403, **OCCASION)
    same = str(uuid.uuid4())
    for _ in range(2):
        visit(manager).post(path, **OCCASION, submission=same)
    assert Occasion.select().count() == 1
