"""Only a contact that reached the client counts; what follows from it; what is confidential."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived
from portal.models import AuditEntry, Client, Contact, NextStep, Notice
from tests.contacts.test_record import WORDS, record

STEP = {"step_what": "寄送产品说明", "step_due": "2026-11-26"}


def faults() -> list[str]:
    return [fault for fault in derived.faults() if "contact" in fault or "next is due" in fault]


def test_it_works(visit, manager, served):
    """An attempt is shown and does not count; whoever is reached counts, and the interval of his tier begins."""
    page = record(visit(manager), served, outcome="not_reached", next_due="", summary="无人接听")
    assert "无人接听" in page.section("contacts") and "did not reach the client" in page.section("history")
    row = Client.get_by_id(served.id)
    assert row.last_contact is None and row.next_contact_due.year == 9999
    record(visit(manager), served, outcome="reached", next_due="")
    row = Client.get_by_id(served.id)
    assert (row.last_contact, row.next_contact_due) == (date(2026, 11, 24), date(2026, 12, 24))
    record(visit(manager), served, outcome="left_word", next_due="", happened_at="2026-11-24T09:50")
    assert Client.get_by_id(served.id).next_contact_due == date(2026, 12, 24) and faults() == []
    assert AuditEntry.select().where(AuditEntry.action == "contact.tried").count() == 2


def test_a_form_without_outcome_and_moment_means_reached_just_now(visit, manager, served):
    fields = {name: text for name, text in WORDS.items() if name not in ("happened_at", "next_due")}
    visit(manager).post(f"/clients/{served.number}/contacts/new", **fields)
    row = Contact.get()
    assert row.outcome == "reached" and Client.get_by_id(served.id).last_contact == date(2026, 11, 24)


def test_a_day_is_agreed_only_with_whom_was_reached(visit, manager, served):
    page = record(visit(manager), served, status=422, outcome="left_word")
    assert "next_due" in page.errors and Contact.select().count() == 0
    assert "outcome" in record(visit(manager), served, status=422, outcome="maybe").errors


def test_a_next_step_is_somebodys_and_a_promise_when_told(visit, manager, adviser, served):
    page = record(visit(manager), served, **STEP, step_staff=str(adviser.id), step_told="1")
    assert "寄送产品说明" in page.section("contacts") and "promised to the client" in page.section("contacts")
    step = NextStep.get()
    assert (step.staff_id, step.told, step.due) == (adviser.id, True, date(2026, 11, 26))
    assert Notice.select().where(Notice.kind == "contact.step").count() == 1
    page = visit(adviser).post(f"/clients/{served.number}/steps/{step.id}/done")
    assert page.notice == "The next step is done." and "寄送产品说明" not in page.section("contacts")
    visit(adviser).post(f"/clients/{served.number}/steps/{step.id}/done", status=409)
    visit(adviser).post(f"/clients/{served.number}/steps/999/done", status=404)
    assert NextStep.get().done_by_id == adviser.id


@pytest.mark.one_engine
def test_bad_next_steps(visit, manager, second_manager, served):
    for field, wrong in [
        ("step_due", {"step_what": "寄送产品说明"}), ("step_what", {"step_due": "2026-11-26"}), ("step_due", STEP | {"step_due": "2026-11-23"}),
        ("step_what", STEP | {"step_what": "长" * 201}), ("step_staff", STEP | {"step_staff": str(second_manager.id)}), ("step_staff", STEP | {"step_staff": "x"}),
    ]:  # fmt: skip
        assert field in record(visit(manager), served, status=422, **wrong).errors, wrong
    assert Contact.select().count() == 0 and NextStep.select().count() == 0


@pytest.mark.one_engine
def test_who_may_not_finish_a_step(visit, manager, second_manager, auditor, coordinator, served):
    record(visit(manager), served, **STEP)
    step = NextStep.get()
    visit(second_manager).post(f"/clients/{served.number}/steps/{step.id}/done", status=404)
    for person in (auditor, coordinator, served):
        visit(person).post(f"/clients/{served.number}/steps/{step.id}/done", status=403)
    assert NextStep.get().done_at is None


def test_a_confidential_contact_is_read_by_few(
    visit, manager, adviser, specialist, branch_admin, auditor, head_office, served
):
    record(visit(manager), served, confidential="1", summary="家庭变故")
    for person in (manager, adviser, branch_admin, auditor):
        assert "家庭变故" in visit(person).get(f"/clients/{served.number}").text, person.username
    for person in (specialist, head_office):
        for address in ("", "/history"):
            page = visit(person).get(f"/clients/{served.number}{address}")
            assert "家庭变故" not in page.text and "(confidential)" in page.text, person.username


def test_nor_do_others_read_what_follows_from_it(
    visit, manager, adviser, specialist, branch_admin, head_office, served
):
    """The next step, the place that was agreed; whoever is to do the step reads it."""
    place = {"next_at": "14:30", "next_place": "律师事务所"}
    record(visit(manager), served, confidential="1", step_what="联系离婚律师", step_due="2026-11-26", **place)
    for person in (manager, adviser, branch_admin):
        page = visit(person).get(f"/clients/{served.number}")
        assert "联系离婚律师" in page.text and "律师事务所" in page.text, person.username
    for person in (specialist, head_office):
        page = visit(person).get(f"/clients/{served.number}")
        assert "律师" not in page.text and "(confidential)" in page.section("contacts"), person.username
    NextStep.update(staff=specialist.id, holder=specialist.id).execute()
    assert "联系离婚律师" in visit(specialist).get(f"/clients/{served.number}").section("contacts")


@pytest.mark.one_engine
def test_who_may_not_read_it_may_not_write_it(visit, specialist, served):
    record(visit(specialist), served, status=403, confidential="1")
    assert (
        Contact.select().count() == 0
        and "Confidential" not in visit(specialist).get(f"/clients/{served.number}/contacts/new").text
    )
