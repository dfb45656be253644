"""Giving and ending roles. Nobody raises his own rights; the last admin stays."""

from __future__ import annotations

import uuid
from datetime import date
from threading import Barrier, Thread

import pytest

from portal import database
from portal.actions.organisation import roles
from portal.actions.organisation import staff as organisation
from portal.actions.organisation.last_admin import LastAdmin
from portal.models import AuditEntry, Notice, RoleGrant, Staff
from tests.ground import people


def grant(visitor, username="wanglei", status=200, **changes):
    values = {"role": "adviser", "branch": "FAW", "since": "2026-11-24", "until": "", "reason": "helps out"} | changes
    return visitor.post(f"/staff/{username}/roles", status=status, referer=f"/staff/{username}", **values)


def test_it_works(visit, branch_admin, manager):
    page = grant(visit(branch_admin))
    assert page.notice == "王磊 now holds the role."
    assert [row[:2] for row in page.table("grants")] == [
        ["Wealth adviser", "FAW Sub-branch"],
        ["Client manager", "FAW Sub-branch"],
    ]
    assert people.actor(manager).roles == {"manager", "adviser"}
    assert AuditEntry.select().where(AuditEntry.action == "role.granted").count() == 1
    assert Notice.get().kind == "role.granted"


def test_the_filter_of_clients_offers_who_serves_now(visit, branch_admin, manager, second_manager):
    """Colleagues are kept for a minute, but not beyond a role that begins or ends."""
    browser = visit(branch_admin)

    def advisers():
        return [option.text for option in browser.get("/clients").html.select("select[name=adviser] option")]

    assert "王磊" not in advisers()
    grant(browser)
    assert "王磊" in advisers()
    one = RoleGrant.get(RoleGrant.staff == manager.id, RoleGrant.role == "adviser")
    roles.end_role(people.actor(branch_admin), manager, one.id)
    assert "王磊" not in advisers()
    grant(browser, "qianfeng")
    assert "钱峰" in advisers()
    organisation.leave(people.actor(branch_admin), second_manager)
    assert "钱峰" not in advisers()


@pytest.mark.one_engine
def test_a_branch_admin_gives_the_four_lower_ones(visit, branch_admin, manager):
    page = visit(branch_admin).get("/staff/wanglei")
    assert [o["value"] for o in page.html.select("select[name=role] option")] == [
        "manager",
        "adviser",
        "specialist",
        "coordinator",
    ]
    for role in ("branch_admin", "head_office", "auditor", "admin"):
        grant(visit(branch_admin), role=role, status=403)
    assert RoleGrant.select().where(RoleGrant.staff == manager).count() == 1


def test_within_his_branch_only(visit, branch_admin, manager):
    grant(visit(branch_admin), branch="FAW-2")
    for code in ("CC", "JY", "JLB", "NOWHERE"):
        grant(visit(branch_admin), branch=code, status=404)


def test_the_upper_level_may(visit, upper_admin, manager):
    grant(visit(upper_admin), branch="CC")


@pytest.mark.one_engine
def test_a_foreign_branch_admin_finds_nobody(visit, other_branch_admin, manager):
    grant(visit(other_branch_admin), branch="JY", status=404)
    grant(visit(other_branch_admin), username="nobody", branch="JY", status=404)


def test_the_admin_gives_all(visit, admin):
    for role in ("branch_admin", "head_office", "auditor", "admin"):  # each to somebody else: some exclude each other
        person = people.staff(f"new-{role.replace('_', '-')}", "新同事", "")
        grant(visit(admin), username=person.username, role=role, branch="JLB")
        assert people.actor(person).roles == {role}


@pytest.mark.one_engine
def test_nobody_raises_his_own_rights(visit, branch_admin, admin):
    grant(visit(branch_admin), username="zhaomin", role="manager", status=403)
    grant(visit(admin), username="admin", role="head_office", branch="JLB", status=403)
    assert "Give the role" not in visit(admin).get("/staff/admin").text


@pytest.mark.one_engine
def test_others_may_not(visit, manager, adviser, auditor, head_office):
    for person in (adviser, auditor, head_office):
        grant(visit(person), status=403)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"role": "king"}, "role"), ({"role": "client"}, "role"), ({"since": "2026-02-30"}, "since"), ({"since": ""}, "since"), ({"until": "2026-11-24"}, "until"),
     ({"until": "2020-01-01"}, "until"), ({"reason": ""}, "reason"), ({"reason": "x" * 201}, "reason")],
)  # fmt: skip
def test_bad_input(visit, admin, manager, changes, field):
    page = grant(visit(admin), status=422, **changes)
    assert field in page.errors


def test_not_twice_at_one_place(visit, branch_admin, manager):
    page = grant(visit(branch_admin), role="manager", status=422)
    assert "holds the role there already" in page.errors["role"]


def test_a_leaver_gets_none(visit, branch_admin, manager):
    Staff.update(left_on=date(2026, 11, 1)).where(Staff.id == manager.id).execute()
    assert "This person has left." in grant(visit(branch_admin), status=409).refusal
    assert RoleGrant.select().where(RoleGrant.staff == manager).count() == 1


def test_a_double_click_gives_one(visit, branch_admin, manager):
    same = str(uuid.uuid4())
    for _ in range(2):
        grant(visit(branch_admin), submission=same)
    assert RoleGrant.select().where(RoleGrant.staff == manager, RoleGrant.role == "adviser").count() == 1


def test_a_role_begins_and_ends_by_itself(visit, branch_admin, manager, at):
    grant(visit(branch_admin), role="coordinator", since="2026-12-01", until="2026-12-24")
    assert "coordinator" not in people.actor(manager).roles
    at("2026-12-01 08:00")
    assert "coordinator" in people.actor(manager).roles
    at("2026-12-24 08:00")
    assert "coordinator" not in people.actor(manager).roles


def test_ending(visit, branch_admin, manager):
    row = RoleGrant.get(RoleGrant.staff == manager)
    browser = visit(branch_admin)
    asked = browser.get(f"/staff/wanglei/roles/{row.id}/end")
    assert "end today?" in asked.text
    page = browser.post(f"/staff/wanglei/roles/{row.id}/end")
    assert page.notice == "The role has ended."
    assert people.actor(manager).roles == frozenset()
    assert RoleGrant.get_by_id(row.id).until == date(2026, 11, 24)
    browser.post(f"/staff/wanglei/roles/{row.id}/end", status=404)


@pytest.mark.one_engine
def test_a_branch_admin_does_not_end_a_higher_one(visit, branch_admin, manager, admin):
    row = RoleGrant.create(
        staff=manager,
        role="auditor",
        branch=people.branch("FAW"),
        since=date(2026, 1, 1),
        created_at=people.clock.now(),
    )
    visit(branch_admin).post(f"/staff/wanglei/roles/{row.id}/end", status=403)


def test_the_last_admin_stays(visit, admin):
    second = people.staff("lilei", "李雷", "admin", at="JLB")
    row = RoleGrant.get(RoleGrant.staff == second)
    visit(admin).post(f"/staff/lilei/roles/{row.id}/end")
    own = RoleGrant.get(RoleGrant.staff == admin)
    visit(admin).post(f"/staff/admin/roles/{own.id}/end", status=403)
    third = people.staff("hanmei", "韩梅", "", at="JLB")
    with pytest.raises(LastAdmin):
        outsider = people.actor(third)
        object.__setattr__(outsider, "grants", people.actor(admin).grants)
        roles.end_role(outsider, admin, own.id)


def test_two_admins_at_once_leave_one(app, admin):
    second = people.staff("lilei", "李雷", "admin", at="JLB")
    grants = {person.id: RoleGrant.get(RoleGrant.staff == person).id for person in (admin, second)}
    actors = {person.id: people.actor(person) for person in (admin, second)}
    start, refused = Barrier(2), []

    def end(actor, staff):
        with app.app_context():
            database.open_connection()
            start.wait()
            try:
                roles.end_role(actor, staff, grants[staff.id])
            except LastAdmin as error:
                refused.append(error)
            finally:
                database.database.close()

    threads = [Thread(target=end, args=(actors[admin.id], second)), Thread(target=end, args=(actors[second.id], admin))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RoleGrant.select().where(RoleGrant.role == "admin", RoleGrant.until.is_null()).count() == 1
    assert len(refused) == 1
