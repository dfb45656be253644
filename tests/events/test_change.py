"""What was approved is changed: the change waits for approval, and the event stands as it was approved until then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.actions.events.planning import hold_what_is_over
from portal.ground import clock
from portal.models import EventChange, EventTier, Notice
from tests.events.plans import PLAN, event, fresh, seats
from tests.ground import people
from tests.ground.together import together


def edit(visitor, row, status=200, **changes):
    """The form as it stands, with some of it typed anew."""
    page = visitor.get(f"/events/{row.number}/edit")
    names = [name for name in PLAN if name not in ("branch", "tiers")]
    tiers = [one["value"] for one in page.html.select("[name=tiers][checked]")]
    values = {name: page.value(name) for name in names} | {"tiers": tiers, "version": page.value("version")} | changes
    return visitor.post(f"/events/{row.number}/edit", status=status, **values)


def approve(visitor, row, status=200, **fields):
    return visitor.post(f"/events/{row.number}/approve", status=status, referer=f"/events/{row.number}", **fields)


def waiting(row):
    return EventChange.get_or_none(EventChange.event == row.id, EventChange.state == "waits")


def kinds(person):
    return [one.kind for one in Notice.select().where(Notice.account == people.account_of(person)).order_by(Notice.id)]


@pytest.mark.parametrize("state", ["approved", "published"])
def test_it_waits_and_takes_force_when_approved(visit, coordinator, branch_admin, chengang, state):
    row = event(coordinator, state, budget=500_000)
    seats(row, chengang)
    page = edit(visit(coordinator), row, venue="一楼大厅", budget="18888", tiers=["diamond"], description="带上围巾")
    assert page.notice == "The change waits for approval; until then the event stands as it was approved."
    now = fresh(row)
    assert (now.venue, now.budget, now.state, now.description) == (row.venue, 500_000, state, "带上围巾")
    assert EventTier.select().where(EventTier.event == row.id).count() == 3 and kinds(chengang) == []
    assert "event.change_waits" in kinds(branch_admin)
    shown = visit(branch_admin).get(f"/events/{row.number}")
    assert "¥5,000.00 → ¥18,888.00" in shown.section("change")
    approve(visit(branch_admin), row, seen=shown.value("seen"))
    now = fresh(row)
    assert (now.venue, now.budget, now.state, now.approved_by_id) == ("一楼大厅", 1_888_800, state, branch_admin.id)
    assert [one.tier_id for one in EventTier.select().where(EventTier.event == row.id)] == ["diamond"]
    assert kinds(chengang) == (["event.changed"] if state == "published" else [])
    assert kinds(coordinator) == ["event.change_approved"] and waiting(row) is None


def test_it_is_returned_with_words(visit, coordinator, branch_admin):
    row = event(coordinator)
    edit(visit(coordinator), row, title="新年茶会")
    visit(branch_admin).post(f"/events/{row.number}/return", status=422, reason="")
    page = visit(branch_admin).post(f"/events/{row.number}/return", reason="名称请保留")
    assert page.notice == "The change is returned with your comments."
    assert fresh(row).title == "岁末茶会" and fresh(row).state == "published" and waiting(row) is None
    assert "The change was returned: 名称请保留" in visit(coordinator).get(f"/events/{row.number}").text


def test_who_wrote_or_last_changed_a_figure_does_not_approve_it(visit, coordinator, branch_admin, upper_admin):
    row = event(coordinator)
    edit(visit(branch_admin), row, budget="9000")
    assert "event.change_waits" in kinds(upper_admin) and "event.change_waits" not in kinds(branch_admin)
    page = visit(branch_admin).get(f"/events/{row.number}")
    assert not page.html.select(f"form[action='/events/{row.number}/approve']")
    assert "four eyes" in approve(visit(branch_admin), row).refusal
    approve(visit(upper_admin), row)
    assert fresh(row).budget == 900_000


def test_a_draft_too(visit, coordinator, branch_admin, upper_admin):
    row = event(coordinator, "draft")
    edit(visit(branch_admin), row, budget="9000")
    visit(coordinator).post(f"/events/{row.number}/submit")
    assert "event.submitted" in kinds(upper_admin) and "event.submitted" not in kinds(branch_admin)
    assert "four eyes" in approve(visit(branch_admin), row).refusal
    approve(visit(upper_admin), row)
    assert fresh(row).state == "approved"


def test_two_write_one_change(visit, coordinator, branch_admin, upper_admin):
    row = event(coordinator)
    edit(visit(coordinator), row, budget="9000")
    edit(visit(branch_admin), row, title="新年茶会")
    change = waiting(row)
    assert set(change.changes) == {"budget", "title"} and set(change.authors) == {coordinator.id, branch_admin.id}
    assert "four eyes" in approve(visit(branch_admin), row).refusal
    edit(visit(coordinator), row, budget="0", title="岁末茶会")  # as it was approved: nothing waits any more
    assert waiting(row) is None


def test_what_the_approver_saw(visit, coordinator, branch_admin):
    row = event(coordinator, "submitted", budget=500_000)
    page = visit(branch_admin).get(f"/events/{row.number}")
    visit(branch_admin).post(f"/events/{row.number}/return", reason="太少")
    edit(visit(coordinator), row, budget="18888")
    visit(coordinator).post(f"/events/{row.number}/submit")
    page = approve(visit(branch_admin), row, status=409, seen=page.value("seen"))
    assert "¥5,000.00 → ¥18,888.00" in page.section("main") or "¥18,888.00" in page.text
    assert "孙悦" in page.text and fresh(row).state == "submitted"
    approve(visit(branch_admin), row, seen=page.value("seen"))
    assert fresh(row).state == "approved"


def test_an_edit_of_the_tiers_alone_moves_the_version(visit, coordinator, branch_admin):
    row = event(coordinator, "draft")
    old = visit(branch_admin).get(f"/events/{row.number}/edit").value("version")
    edit(visit(coordinator), row, tiers=["diamond"])
    assert fresh(row).version == row.version + 1
    edit(visit(branch_admin), row, status=409, version=old, tiers=["gold"])
    assert [one.tier_id for one in EventTier.select().where(EventTier.event == row.id)] == ["diamond"]


def test_place_and_time_may_be_told_at_once_shortly_before(visit, coordinator, branch_admin, chengang):
    begins = clock.now() + timedelta(hours=30)
    row = event(coordinator, starts_at=begins, ends_at=begins + timedelta(hours=2), sign_up_until=begins)
    seats(row, chengang)
    urgent = {"at_once": "1", "at_once_reason": "三楼停电"}
    assert (
        "at_once_reason" in edit(visit(coordinator), row, 422, venue="一楼大厅", at_once="1", at_once_reason="").errors
    )
    assert "at_once" in edit(visit(coordinator), row, 422, budget="9000", **urgent).errors
    page = edit(visit(coordinator), row, venue="一楼大厅", budget="9000", **urgent)
    assert page.notice == "The guests are told; the change still has to be approved."
    assert fresh(row).venue == "一楼大厅" and fresh(row).budget == row.budget
    assert kinds(chengang) == ["event.changed_at_once"] and "三楼停电" in visit(chengang).get("/notices").text
    approve(visit(branch_admin), row)
    assert fresh(row).budget == 900_000 and kinds(chengang) == ["event.changed_at_once"]


@pytest.mark.one_engine
def test_not_at_once_long_before(visit, coordinator):
    row = event(coordinator)
    assert "at_once" in edit(visit(coordinator), row, 422, venue="一楼大厅", at_once="1", at_once_reason="停电").errors


def test_a_change_that_does_not_fit_any_more(visit, coordinator, branch_admin, chengang, liufang):
    row = event(coordinator)
    edit(visit(coordinator), row, capacity="2", guests_per_client="1")
    seats(row, chengang, 1)
    seats(row, liufang)
    assert "does not fit any more" in approve(visit(branch_admin), row).refusal
    assert fresh(row).capacity == 12 and waiting(row)


def test_held_or_called_off_while_it_waits(visit, coordinator, branch_admin):
    row = event(coordinator)
    edit(visit(coordinator), row, budget="9000")
    visit(coordinator).post(f"/events/{row.number}/cancel", reason="场地检修")
    assert EventChange.get().state == "lapsed"
    page = approve(visit(branch_admin), row, status=409)
    assert "called off the event" in page.text


def test_held_by_the_worker_while_it_is_edited(visit, coordinator, at):
    row = event(coordinator)
    browser = visit(coordinator)
    page = browser.get(f"/events/{row.number}/edit")
    at("2026-12-23 09:00")
    assert hold_what_is_over() == 1
    values = {name: page.value(name) for name in PLAN if name not in ("branch", "tiers")}
    values |= {"version": page.value("version"), "description": "带上围巾", "tiers": ["gold"]}
    page = visit(coordinator).post(f"/events/{row.number}/edit", status=409, seen="", **values)
    assert "took place" in page.text and "带上围巾" in page.text and fresh(row).description == ""


def test_what_has_taken_place_is_not_called_off(visit, coordinator, at):
    row = event(coordinator)
    at("2026-12-23 09:00")
    assert not visit(coordinator).get(f"/events/{row.number}").html.select(f"a[href='/events/{row.number}/cancel']")
    page = visit(coordinator).post(f"/events/{row.number}/cancel", status=409, reason="x")
    assert "has taken place" in page.refusal and fresh(row).state == "published"


def test_two_approve_at_once(app, visit, coordinator, branch_admin, upper_admin):
    row = event(coordinator)
    edit(visit(coordinator), row, budget="9000")
    browsers = [visit(one) for one in (branch_admin, upper_admin)]

    def approving(browser):
        mark = browser.get(f"/events/{row.number}").value("seen")
        data = {"seen": mark, "csrf_token": browser.csrf}
        return lambda: browser.web.post(f"/events/{row.number}/approve", data=data).status_code

    assert sorted(together(app, *[approving(one) for one in browsers])) == [303, 409]
    assert EventChange.select().where(EventChange.state == "approved").count() == 1
