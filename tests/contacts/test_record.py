"""Recording a contact with a client (R4)."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal import derived
from portal.models import AuditEntry, Client, Contact
from portal.models.clients.client import NEVER
from tests.ground import people
from tests.ground.together import together

WORDS = {"channel": "visit", "happened_at": "2026-11-24T09:30", "summary": "谈到子女入学", "next_due": "2026-12-18"}


def record(visitor, client, status=200, **fields):
    return visitor.post(f"/clients/{client.number}/contacts/new", status=status, **{**WORDS, **fields})


def faults() -> list[str]:
    return [fault for fault in derived.faults() if "contact" in fault or "next is due" in fault]


def test_it_works(visit, manager, served):
    page = record(visit(manager), served)
    assert page.notice == "The contact is on record." and page.path == f"/clients/{served.number}"
    assert "谈到子女入学" in page.section("contacts") and "王磊 visited the client: 谈到子女入学" in page.section(
        "history"
    )
    row = Client.get_by_id(served.id)
    assert (row.last_contact, row.next_contact_due) == (date(2026, 11, 24), date(2026, 12, 18))
    assert AuditEntry.select().where(AuditEntry.action == "contact.recorded").count() == 1
    assert faults() == []


def test_the_form_begins_with_now_and_the_clients_channel(visit, manager, served):
    Client.update(preferred_channel="wechat", do_not_call=True).execute()
    page = visit(manager).get(f"/clients/{served.number}/contacts/new")
    assert page.value("happened_at") == "2026-11-24T10:00" and "asked not to be called" in page.text
    assert page.html.select_one("input[name=channel][checked]")["value"] == "wechat"


def test_without_a_next_day_the_planned_one_stays(visit, manager, served):
    record(visit(manager), served)
    record(visit(manager), served, happened_at="2026-11-24T09:50", next_due="", channel="phone")
    assert Client.get_by_id(served.id).next_contact_due == date(2026, 12, 18) and faults() == []


def test_without_a_plan_nothing_is_due_next(visit, manager, served):
    Client.update(tier="standard").execute()
    record(visit(manager), served, next_due="")
    assert Client.get_by_id(served.id).next_contact_due == NEVER and faults() == []


def test_what_is_overdue_is_done_with_it(visit, manager, served):
    Client.update(next_contact_due=date(2026, 11, 1)).execute()
    record(visit(manager), served, next_due="")
    assert Client.get_by_id(served.id).next_contact_due == date(2026, 12, 24) and faults() == []


def test_an_earlier_contact_written_later_changes_no_day(visit, manager, served):
    record(visit(manager), served)
    record(visit(manager), served, happened_at="2026-10-01T09:00", next_due="2026-11-30")
    row = Client.get_by_id(served.id)
    assert (row.last_contact, row.next_contact_due) == (date(2026, 11, 24), date(2026, 12, 18)) and faults() == []


def test_everybody_of_the_team_records(visit, manager, adviser, specialist, branch_admin, served):
    for person in (manager, adviser, specialist, branch_admin):
        record(visit(person), served)
    assert Contact.select().count() == 4


@pytest.mark.one_engine
def test_who_may_not(
    visit, served, second_manager, other_manager, other_branch_admin, coordinator, head_office, auditor
):
    for person in (second_manager, other_manager, other_branch_admin):
        record(visit(person), served, status=404)
    for person in (coordinator, head_office, auditor, served):
        record(visit(person), served, status=403)
    assert Contact.select().count() == 0


WRONG = [
    ({"channel": "pigeon"}, "channel"), ({"happened_at": ""}, "happened_at"), ({"happened_at": "2026-11-25T09:00"}, "happened_at"),
    ({"happened_at": "yesterday"}, "happened_at"), ({"summary": ""}, "summary"), ({"summary": "长" * 2001}, "summary"), ({"summary": " \u200b\x00"}, "summary"),
    ({"next_due": "2026-11-01"}, "next_due"), ({"next_due": "2026-02-30"}, "next_due"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "field"), WRONG)
def test_bad_input(visit, manager, served, fields, field):
    page = record(visit(manager), served, status=422, **fields)
    assert field in page.errors or page.html.find(id=f"{field}-error")
    assert Contact.select().count() == 0
    if field != "summary":
        assert page.value("summary").strip() == "谈到子女入学"


def test_a_double_click_makes_one(visit, manager, served):
    same = str(uuid.uuid4())
    for _ in range(2):
        record(visit(manager), served, submission=same)
    assert Contact.select().count() == 1


def test_two_at_once_leave_the_later_one_on_the_row(app, manager, adviser, served):
    from portal.actions.contacts import record_contact
    from portal.ground import clock

    one, two, now = people.actor(manager), people.actor(adviser), clock.now()
    together(
        app,
        lambda: record_contact(one, served, "phone", now, "later", date(2026, 12, 20)),
        lambda: record_contact(two, served, "phone", now - clock.days(3), "earlier", date(2026, 12, 1)),
    )
    row = Client.get_by_id(served.id)
    assert (row.last_contact, row.next_contact_due) == (date(2026, 11, 24), date(2026, 12, 20)) and faults() == []
