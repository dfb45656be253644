"""Praise has no clock that runs late; it goes to the colleague and to his leader. A suggestion has an owner and an
answer."""

from __future__ import annotations

import pytest

from portal.derived import faults
from portal.models import Notice, Request
from tests.ground import people
from tests.requests.cases import WISH, filed, now, taken

PRAISE = {**WISH, "kind": "praise", "subject": "谢谢何军", "details": "周末还帮我处理。"}


def told():
    rows = Notice.select().where(Notice.kind == "request.praised").order_by(Notice.id)
    return {row.account.username for row in rows}


def test_it_works(visit, served, manager, branch_admin, specialist):
    page = visit(served).get("/me/requests/new")
    assert [one.get_text() for one in page.html.select("#praised option")] == [
        "Everybody who helped",
        "王磊",
        "李娜",
        "何军",
    ]
    visit(served).post("/me/requests/new", **PRAISE, praised="hejun")
    row = Request.get()
    assert (row.praised_id, row.due_at, row.level_at) == (specialist.id, None, None)
    assert told() == {"hejun", "zhaomin"}
    assert Notice.select().where(Notice.kind == "request.filed").count() == 0
    text = visit(branch_admin).get(f"/requests/{row.number}")
    assert "Praise has no clock" in text.section("clock") and "overdue" not in text.text


def test_for_everybody_it_goes_to_whoever_has_it(visit, served, manager, branch_admin):
    visit(served).post("/me/requests/new", **PRAISE)
    assert told() == {"wanglei", "zhaomin"} and Request.get().praised_id is None


def test_it_is_never_late(visit, served, manager, branch_admin, at):
    row = filed(served, **PRAISE)
    at("2027-01-20 10:00")
    page = visit(branch_admin).get("/requests")
    assert "0 late" in page.text and row.subject in page.section("requests")
    assert not page.html.select("#requests .chip-late")
    visit(manager).post(f"/requests/{row.number}/reply", body="谢谢您。", then="resolve")
    assert now(row).resolved_late is False and now(row).invited_at is None
    assert list(faults()) == []


@pytest.mark.one_engine
def test_only_for_somebody_of_the_team(visit, served, second_manager):
    for name in ("qianfeng", "nobody", "chengang"):
        page = visit(served).post("/me/requests/new", status=422, **PRAISE, praised=name)
        assert set(page.errors) == {"praised"}
    assert Request.select().count() == 0
    visit(served).post("/me/requests/new", **{**PRAISE, "kind": "request"}, praised="qianfeng")  # not asked then
    assert Request.get().praised_id is None


def test_a_suggestion_has_an_owner_and_an_answer(visit, served, manager):
    """Who answers it owns it; without an answer it is not settled."""
    row = filed(served, kind="suggestion")
    page = visit(manager).post(f"/requests/{row.number}/reply", status=422, body=" ", then="resolve")
    assert set(page.errors) == {"body"} and now(row).assignee_id is None
    visit(manager).post(f"/requests/{row.number}/reply", body="已采纳。", then="resolve")
    assert (now(row).assignee_id, now(row).answer, now(row).status) == (manager.id, "已采纳。", "resolved")
    assert taken(served, manager, kind="suggestion").due_at is not None
    assert people.account_of(served)
