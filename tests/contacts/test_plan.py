"""A client's own contact plan: intervals, who keeps in touch, and when it rests."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived
from portal.actions.tiers.moves import move_tier
from portal.database import write
from portal.derived.contacts import nightly
from portal.ground import clock
from portal.models import Account, AuditEntry, Client, ContactPlan, Setting
from portal.reads.shared import kept
from tests.contacts.test_record import record


def save(visitor, client, status=200, **fields):
    values = {"version": "0", "keeper": "adviser", **fields}
    return visitor.post(f"/clients/{client.number}/contacts/plan", status=status, **values)


def due(client) -> date:
    return Client.get_by_id(client.id).next_contact_due


def faults() -> list[str]:
    return [fault for fault in derived.faults() if "next is due" in fault or "the last contact is" in fault]


@pytest.fixture
def planned(visit, manager, served):
    """陈刚, Diamond, reached on 24 November: next on 24 December."""
    record(visit(manager), served, next_due="")
    return served


def test_it_works(visit, adviser, planned):
    visitor = visit(adviser)
    assert "every 30 days, at the latest every 45" in visitor.get(f"/clients/{planned.number}/contacts/plan").text
    page = save(visitor, planned, wished="14", channel="wechat", times="周三下午", topics="子女入学", keeper="manager")
    assert page.notice == "The contact plan is saved." and due(planned) == date(2026, 12, 8) and faults() == []
    assert AuditEntry.select().where(AuditEntry.action == "contact.plan_changed").count() == 1
    plan = ContactPlan.get()
    assert (plan.wished, plan.latest, plan.keeper, plan.times, plan.version) == (14, None, "manager", "周三下午", 1)
    save(visitor, planned, version="1", wished="")
    assert due(planned) == date(2026, 12, 24)


def test_mourning_has_an_end_and_moves_the_day(visit, adviser, planned):
    save(visit(adviser), planned, stopped="mourning", stopped_until="2026-12-31")
    assert due(planned) == date(2027, 1, 4) and faults() == []


def test_death_stops_the_plan_and_ends_the_login(visit, adviser, planned):
    save(visit(adviser), planned, stopped="death")
    assert due(planned).year == 9999 and not Account.get(Account.client == planned.id).active
    save(visit(adviser), planned, version="1", stopped="")
    assert due(planned) == date(2026, 12, 24) and Account.get(Account.client == planned.id).active


def test_who_became_a_vip_is_due_from_that_day(served, branch_admin):
    with write():
        move_tier(Client.get_by_id(served.id), "gold", clock.today(), "by hand", None)
    assert due(served) == date(2027, 2, 22) and faults() == []
    with write():
        move_tier(Client.get_by_id(served.id), "diamond", clock.today(), "by hand", None)
    assert due(served) == date(2026, 12, 24) and faults() == []


def test_the_night_brings_a_changed_setting(planned):
    Setting.create(name="contacts.diamond_wished", value=10, since=clock.today(), created_at=clock.now())
    kept.forget()
    assert nightly() == 1 and due(planned) == date(2026, 12, 4) and faults() == []
    assert nightly() == 0


@pytest.mark.one_engine
def test_a_stale_form_shows_both(visit, adviser, manager, planned):
    save(visit(adviser), planned, topics="子女入学")
    page = save(visit(manager), planned, status=409, topics="出行")
    assert "子女入学" in page.text and "出行" in page.text and ContactPlan.get().topics == "子女入学"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"wished": "0"}, "wished"), ({"wished": "100000"}, "wished"), ({"latest": "x"}, "latest"), ({"wished": "30", "latest": "20"}, "latest"),
        ({"keeper": "specialist"}, "keeper"), ({"channel": "pigeon"}, "channel"), ({"stopped": "holiday"}, "stopped"), ({"stopped": "mourning"}, "stopped_until"),
        ({"times": "长" * 81}, "times"),
    ],
)  # fmt: skip
def test_bad_input(visit, adviser, planned, fields, field):
    assert field in save(visit(adviser), planned, status=422, **fields).errors
    assert ContactPlan.select().count() == 0


@pytest.mark.one_engine
def test_who_may_not(visit, second_manager, specialist, coordinator, auditor, head_office, planned):
    save(visit(second_manager), planned, status=404)
    for person in (specialist, coordinator, auditor, head_office, planned):
        save(visit(person), planned, status=403)
    assert ContactPlan.select().count() == 0
