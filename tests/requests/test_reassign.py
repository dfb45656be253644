"""Giving a request to a colleague, with a reason."""

from __future__ import annotations

import pytest

from portal.ground import clock
from portal.models import Account, AuditEntry, Notice, RequestEntry, Staff
from tests.ground import people
from tests.requests.cases import now, resolved, taken


@pytest.fixture
def row(served, manager, second_manager, branch_admin, other_manager, coordinator):
    return taken(served, manager)


def give(visitor, row, staff, reason="下周休假", status=200):
    return visitor.post(f"/requests/{row.number}/reassign", status=status, staff=staff, reason=reason)


def test_it_works(visit, row, manager, second_manager):
    page = give(visit(manager), row, "qianfeng")
    assert page.notice == "The request was given to 钱峰." and page.path == "/requests"
    assert now(row).assignee_id == second_manager.id and now(row).status == "taken"
    theirs = visit(second_manager).get(f"/requests/{row.number}")
    assert "下周休假" in theirs.text and "王磊 gave it to a colleague" in theirs.text
    assert Notice.get(Notice.account == people.account_of(second_manager).id).kind == "request.given_to_you"
    assert AuditEntry.get(AuditEntry.action == "request.reassigned").words["staff"] == "钱峰"


def test_the_choices_are_the_colleagues_who_can_take_it(visit, row, manager):
    page = visit(manager).get(f"/requests/{row.number}")
    values = {option["value"] for option in page.html.select("#reassign-staff option")}
    assert values == {"", "wanglei", "qianfeng", "lina", "hejun", "zhaomin", "sunyue"}


def test_nobody_else_can_be_given_it(visit, row, manager, auditor, second_manager, specialist):
    Staff.update(left_on=clock.today()).where(Staff.id == second_manager.id).execute()
    Account.update(active=False).where(Account.staff == specialist.id).execute()
    for username in ("zhangwei", "linxue", "chengang", "nobody", "qianfeng", "hejun", "", "' OR 1=1", "\x00"):
        page = give(visit(manager), row, username, status=422)
        assert page.errors["staff"], username
        assert page.html.find(id="reassign-reason")["value"] == "下周休假"
    assert now(row).assignee_id == manager.id and RequestEntry.select().where(RequestEntry.kind == "note").count() == 0


@pytest.mark.one_engine
def test_a_reason_is_needed(visit, row, manager):
    for reason in ("", " ", "长" * 201):
        assert set(give(visit(manager), row, "qianfeng", reason, status=422).errors) == {"reason"}


def test_what_is_over_cannot_be_given_away(visit, served, manager, row):
    over = resolved(served, manager)
    page = visit(manager).post(
        f"/requests/{over.number}/reassign", staff="lina", reason="x", referer=f"/requests/{over.number}"
    )
    assert "no longer possible" in page.refusal and now(over).assignee_id == manager.id


def test_after_it_is_given_away_a_colleague_without_a_seat_sees_it_no_more(
    visit, wutao, specialist, manager, branch_admin
):
    row = taken(wutao, specialist)
    give(visit(specialist), row, "wanglei")
    visit(specialist).get(f"/requests/{row.number}", status=404)
    visit(manager).get(f"/requests/{row.number}")
