"""The call of who receives a client: who makes, excuses and reads it."""

from __future__ import annotations

import pytest

from portal.actions.contacts import record_contact
from portal.actions.handovers import closing, passing
from portal.ground import clock
from portal.ground.errors import NotAllowed, WrongState
from portal.models import (
    Client,
    Contact,
    HandoverSeat,
)
from portal.rules.contacts import Step
from tests.ground import people
from tests.ground.people import PASSWORD
from tests.teams.handovers import announced, call_step, checked, outcomes, passed, told


def test_the_receiver_calls_and_nobody_else(at, served, manager, second_manager, branch_admin, witness):
    row = passed(branch_admin, at)
    with pytest.raises(NotAllowed):
        closing.called(people.actor(branch_admin), row, HandoverSeat.get(), "phone", clock.now(), "通话")
    closing.called(people.actor(second_manager), row, HandoverSeat.get(), "phone", clock.now(), "通话")
    with pytest.raises(WrongState):
        closing.called(people.actor(second_manager), row, HandoverSeat.get(), "phone", clock.now(), "通话")
    assert Contact.select().count() == 1 and outcomes(row) == [("passed", "")]


def test_nobody_excuses_his_own_call_nor_witnesses_what_he_excused(
    visit, at, served, manager, second_manager, branch_admin, upper_admin, witness
):
    people.grant(upper_admin, "manager", "CC")
    row = announced(branch_admin)
    told(branch_admin, row)
    HandoverSeat.update(receiver=upper_admin.id).execute()
    checked(branch_admin, row)
    at(f"{row.begins} 00:01")
    passing.pass_what_is_due()
    where = f"/teams/handovers/{row.number}"
    excuse = f"{where}/clients/{served.number}/excuse"
    assert "excuse" not in str(visit(upper_admin).get(f"{where}/clients/{served.number}").html)
    visit(upper_admin).post(excuse, reason="在国外", status=403)
    HandoverSeat.update(receiver=second_manager.id).execute()
    visit(upper_admin).post(excuse, reason="在国外")
    visit(upper_admin).post(f"{where}/sign", password=PASSWORD, status=403)
    assert visit(witness).post(f"{where}/sign", password=PASSWORD).notice == "The handover is signed off."


def test_a_call_is_a_line_with_a_day_and_late_after_it(
    visit, at, served, manager, second_manager, branch_admin, witness
):
    row = passed(branch_admin, at)  # on Friday 27 November, so ten working days are over on 11 December
    where = f"/teams/handovers/{row.number}"
    step = call_step()
    assert (row.begins.isoformat(), step.offset, step.due_on.isoformat()) == ("2026-11-27", 10, "2026-12-11")
    page = visit(second_manager).get(f"{where}/clients/{served.number}")
    assert page.section("call") == "Joint call Call on the client Fri 11 Dec · 钱峰"
    at("2026-12-11 09:00")
    assert "overdue" not in visit(second_manager).get("/home").section("queue")
    at("2026-12-14 09:00")
    assert "1 client to call on" in visit(second_manager).get("/home").section("queue")
    assert "overdue Fri 11 Dec" in visit(second_manager).get("/home").section("queue")
    for person in (second_manager, branch_admin):
        assert "overdue" in visit(person).get("/home").section("queue")
    assert "late" in visit(branch_admin).get(f"{where}/clients/{served.number}").section("call")
    closing.excuse(people.actor(branch_admin), row, HandoverSeat.get(), "在国外")
    said = visit(branch_admin).get(f"{where}/clients/{served.number}").section("call")
    assert "赵敏, today, 09:00" in said and "在国外" in said and "Not called on" in said
    assert "overdue" not in visit(branch_admin).get("/home").section("queue")


def test_a_call_from_before_does_not_count(visit, at, served, manager, second_manager, branch_admin, witness):
    row = passed(branch_admin, at)
    call = f"/teams/handovers/{row.number}/clients/{served.number}/call"
    said = {"channel": "phone", "summary": "通话"}
    page = visit(second_manager).post(call, status=422, happened_at="2026-10-01T10:00", **said)
    assert list(page.errors) == ["happened_at"] and Contact.select().count() == 0
    visit(second_manager).post(call, happened_at=f"{row.begins}T00:01", **said)
    step = call_step()
    assert (step.state, step.done_by_id, step.contact_id) == ("done", second_manager.id, Contact.get().id)


def test_steps_of_confidential_contacts_are_for_who_receives_the_seat_of_one(
    visit, at, served, manager, second_manager, specialist, branch_admin, witness
):
    record_contact(
        people.actor(manager), served, "phone", clock.now(), "家事", None, confidential=True,
        step=Step("联系离婚律师", manager.id, clock.today(), told=False),
    )  # fmt: skip
    row = announced(branch_admin)
    where = f"/teams/handovers/{row.number}/clients/{served.number}"
    assert "联系离婚律师" in visit(manager).get(where).text
    HandoverSeat.update(kind="specialist").execute()
    page = visit(manager).get(where)
    assert "联系离婚律师" in page.text  # he reads what he wrote, as the client's manager
    Client.update(manager=None, adviser=None).execute()
    assert "联系离婚律师" not in visit(manager).get(where).text
