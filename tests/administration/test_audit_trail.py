"""Reading the audit trail: each in his scope."""

from __future__ import annotations

import pytest

from portal.actions.shared.recording import audit
from portal.ground import clock
from portal.models import AuditEntry
from tests.ground import people
from tests.teams.test_assign_manager import assign


def deeds(page) -> list[str]:
    return [row[1].removesuffix(" Reason: new client") for row in page.table("audit")]


def test_it_works(visit, auditor, branch_admin, chengang, manager):
    assign(visit(branch_admin), chengang)
    page = visit(auditor).get("/audit")
    row = page.table("audit")[0]
    assert row[0] == "Today, 10:00"
    assert (
        row[1] == "赵敏 made 王磊 client manager of 陈刚 User name zhaomin Reason: new client 1 change Person – → 王磊"
    )
    assert row[2:] == ["FAW Sub-branch", "127.0.0.1"]
    entry = AuditEntry.get(AuditEntry.action == "team.manager")
    assert len(entry.request_id) == 32 and entry.subject_id == chengang.id


def test_filters(visit, auditor, branch_admin, chengang, liufang, manager, at):
    assign(visit(branch_admin), chengang)
    at("2026-11-25 10:00")
    assign(visit(branch_admin), liufang)
    browser = visit(auditor)
    assert len(browser.get("/audit", action="team").table("audit")) == 2
    assert len(browser.get("/audit", action="event").table("audit")) == 0
    assert "刘芳" in browser.get("/audit", subject="刘芳").table("audit")[0][1]
    assert len(browser.get("/audit", subject="刘芳").table("audit")) == 1
    assert len(browser.get("/audit", actor="赵敏").table("audit")) == 2
    assert len(browser.get("/audit", actor="王磊").table("audit")) == 0
    assert len(browser.get("/audit", since="2026-11-25").table("audit")) == 1
    assert len(browser.get("/audit", until="2026-11-24").table("audit")) == 1


def test_odd_filters_are_ignored(visit, auditor):
    browser = visit(auditor)
    for query in ({"since": "2026-02-30"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}, {"before": "x"}, {"before": "-5"}, {"before": "9" * 40},
                  {"actor": "'; DROP TABLE audit_entry"}, {"subject": "%\x00\u202e\""}, {"action": "x" * 500}):  # fmt: skip
        browser.get("/audit", **query)


def test_pages(visit, auditor):
    for _ in range(53):
        audit(None, "account.sign_in_failed", username="nobody")
    browser = visit(auditor)
    page = browser.get("/audit", action="account")
    assert len(page.table("audit")) == 50
    following = browser.get(page.html.select_one("a[rel=next]")["href"])
    assert len(following.table("audit")) == 3 and following.value("action") == "account"


def test_htmx_swaps_the_rows(visit, auditor):
    audit(None, "account.sign_in_failed", username="nobody")
    page = visit(auditor, htmx="rows").get("/audit", action="account")
    assert page.html.html is None and len(page.table("audit")) == 1


def test_scope(
    visit, branch_admin, other_branch_admin, head_office, auditor, admin, manager, chengang, zhaolei, other_manager
):
    assign(visit(branch_admin), chengang)
    assign(visit(other_branch_admin), zhaolei, "zhangwei")
    audit(people.actor(manager), "account.signed_in", branch=manager.branch_id)
    faw, other = "赵敏 made 王磊 client manager of 陈刚", "马超 made 张伟 client manager of 赵蕾"

    def seen(person):
        text = visit(person).get("/audit").text
        return faw in text, other in text, "王磊 signed in" in text

    assert seen(head_office) == seen(auditor) == (True, True, True)
    assert seen(branch_admin) == (True, False, True)
    assert seen(other_branch_admin) == (False, True, False)
    assert seen(admin) == (False, False, True)
    assert seen(manager) == (False, False, True)


@pytest.mark.one_engine
def test_a_client_has_none(visit, chengang):
    visit(chengang).get("/audit", status=403)


def test_secrets_and_phones_are_not_in_it(visit, branch_admin, manager):
    visit(branch_admin).post(
        "/staff/wanglei/edit",
        version=1,
        name="王磊",
        branch="FAW",
        post="client_manager",
        mobile="13904315555",
        desk_phone="1",
    )
    page = visit(branch_admin).get("/audit", action="staff")
    assert "13904315555" not in page.response.get_data(as_text=True)


def test_moments_and_money_are_said_as_people_say_them(app):
    from portal.words.said import changes_of

    entry = AuditEntry(action="event.edited", changes={"starts_at": ["2026-12-24 11:00:00+00:00", "2026-12-25 11:00:00+00:00"], "budget": ["0", "500000"],
                                                       "branch_id": [str(people.branch("FAW").id), "None"], "tiers": ["gold", "gold,platinum"]})  # fmt: skip
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert changes_of(entry) == [
            ("Begins", "Thu 24 Dec, 19:00", "Fri 25 Dec, 19:00"), ("Budget", "¥0.00", "¥5,000.00"), ("Branch", "FAW Sub-branch", "–"),
            ("Invited tiers", "Gold", "Gold, Platinum"),
        ]  # fmt: skip
    assert clock.today().year == 2026
