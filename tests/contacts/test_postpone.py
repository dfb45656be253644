"""Putting a contact off: the interval stays, the third time in a row the supervisor is told."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal import derived
from portal.models import AuditEntry, Client, Notice, Postponement
from tests.contacts.test_record import record


def put_off(visitor, client, status=200, **fields):
    values = {"until": "2026-12-28", "cause": "travelling", **fields}
    return visitor.post(f"/clients/{client.number}/contacts/postpone", status=status, **values)


@pytest.fixture
def planned(visit, manager, served):
    """陈刚, Diamond, reached on 24 November: next on 24 December."""
    record(visit(manager), served, next_due="")
    return served


def due(client) -> date:
    return Client.get_by_id(client.id).next_contact_due


def test_it_works(visit, manager, planned, at):
    at("2026-11-25 10:00")
    page = put_off(visit(manager), planned)
    assert page.notice == "The contact is put off." and due(planned) == date(2026, 12, 28)
    assert AuditEntry.select().where(AuditEntry.action == "contact.postponed").count() == 1
    assert not [fault for fault in derived.faults() if "next is due" in fault]
    record(visit(manager), planned, outcome="not_reached", next_due="", happened_at="2026-11-25T09:00")
    assert due(planned) == date(2026, 12, 28)
    record(visit(manager), planned, next_due="", happened_at="2026-11-25T10:05")
    assert due(planned) == date(2026, 12, 25)


def test_three_in_a_row_are_told_to_the_supervisor(visit, manager, branch_admin, planned, at):
    at("2026-11-25 10:00")
    for count, day in enumerate(("2026-12-25", "2026-12-28", "2026-12-29", "2026-12-30"), 1):
        put_off(visit(manager), planned, until=day)
        told = Notice.select().where(Notice.kind == "contact.postponed").count()
        assert told == (1 if count >= 3 else 0)


def test_a_double_click_puts_off_once(visit, manager, planned, at):
    at("2026-11-25 10:00")
    same = str(uuid.uuid4())
    for _ in range(2):
        put_off(visit(manager), planned, submission=same)
    assert Postponement.select().count() == 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"until": ""}, "until"), ({"until": "2026-11-24"}, "until"), ({"until": "2026-02-30"}, "until"), ({"until": "2099-01-01"}, "until"),
        ({"cause": ""}, "cause"), ({"cause": "lazy"}, "cause"),
    ],
)  # fmt: skip
def test_bad_input(visit, manager, planned, fields, field):
    assert field in put_off(visit(manager), planned, status=422, **fields).errors
    assert Postponement.select().count() == 0


@pytest.mark.one_engine
def test_who_may_not(visit, second_manager, other_branch_admin, coordinator, auditor, planned):
    for person in (second_manager, other_branch_admin):
        put_off(visit(person), planned, status=404)
    for person in (coordinator, auditor, planned):
        put_off(visit(person), planned, status=403)
    assert Postponement.select().count() == 0


@pytest.mark.one_engine
def test_without_a_plan_there_is_nothing_to_put_off(visit, manager, served):
    Client.update(tier="standard").execute()
    put_off(visit(manager), served, status=409)
