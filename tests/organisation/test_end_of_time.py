"""When somebody's time ends, what he may do ends, what others rely on passes, and `portal check` finds nothing left."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from portal.actions.handovers import passing, preparing
from portal.actions.organisation import leaving
from portal.actions.organisation import staff as deeds
from portal.actions.shared.recording import audit
from portal.database import database, write
from portal.derived import leaving as proof
from portal.ground import clock
from portal.ground.errors import NotAllowed
from portal.models import (
    Absence,
    Account,
    ActivationCode,
    AuditEntry,
    ClientMerge,
    Contact,
    EventChange,
    Export,
    KnownDevice,
    NextStep,
    Notice,
    Request,
    RoleGrant,
    SavedFilter,
    SignIn,
    Staff,
    Task,
    TierList,
)
from portal.rules.teams.register import LEAVER, TRANSFER
from tests.events.plans import event
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import taken
from tests.teams.handovers import announced, checked, seen

TODAY = "2026-11-24"


def told(person, kind=""):
    rows = Notice.select(Notice.kind).where(Notice.account == people.account_of(person).id).order_by(Notice.id)
    return [found for (found,) in rows.tuples() if not kind or found == kind]


def a_filter(owner, name, shared=None):
    at = people.branch(shared) if shared else None
    login = people.account_of(owner)
    return SavedFilter.create(name=name, query="tier=gold", owner=login, shared_with=at, created_at=clock.now())


def owner(row):
    return SavedFilter.get_by_id(row.id).owner.staff.name


def gone(actor, person, cause=LEAVER, clients=(), place=None):
    with write():
        ended = leaving.end_of_time(actor, person, cause, clock.today(), clients, place)
        audit(actor, "staff.left", person, branch=person.branch_id, **person.said)
    return ended


def things_of_his(manager, login, now, second):
    """Everything that a leaver may hold."""
    a_filter(manager, "自用")
    KnownDevice.create(account=login, device_hash="x", seen_at=now)
    SignIn.create(token_hash="y", account=login, created_at=now, last_seen_at=now)
    ActivationCode.create(account=login, code_hash="z", created_at=now, expires_at=now + timedelta(days=2))
    in_hours = now + timedelta(hours=24)
    Export.create(account=login, kind="xlsx", storage_name="a.xlsx", created_at=now, expires_at=in_hours)
    Task.create(kind="exports.clients", account=login, created_at=now)
    Absence.create(staff=manager, since=clock.today(), substitute=second, reason="病假", created_at=now)


def test_it_works(visit, branch_admin, served, manager, second_manager, adviser):
    now, login = clock.now(), people.account_of(manager)
    shared = a_filter(manager, "黄金客户", "FAW")
    things_of_his(manager, login, now, second_manager)
    Absence.create(staff=adviser, since=clock.today(), substitute=manager, reason="年休假", created_at=now)
    visit(branch_admin).post("/staff/wanglei/leave")
    assert owner(shared) == "赵敏" and SavedFilter.select().count() == 1
    assert not KnownDevice.select().exists() and SignIn.get(SignIn.token_hash == "y").ended_at == now
    assert ActivationCode.get().expires_at == now and Export.get().expires_at == now
    assert Task.get().state == "cancelled"
    his, other = Absence.select().order_by(Absence.id)
    assert str(his.until) == TODAY and other.substitute_id is None
    assert told(adviser, "absence.nobody_stands_in") and told(branch_admin, "filter.passed") == []
    deeds = [one.action for one in AuditEntry.select().order_by(AuditEntry.id)]
    assert deeds[-4:] == ["filter.passed", "filter.ended", "absence.nobody_stands_in", "staff.left"]
    assert list(proof.faults()) == []


def test_what_is_forgotten_is_found(branch_admin, served, manager, second_manager):
    """Each thing that a leaver may hold is a line of the check."""
    now, login = clock.now(), people.account_of(manager)
    Staff.update(left_on=clock.today()).where(Staff.id == manager.id).execute()
    things_of_his(manager, login, now, second_manager)
    lines = "\n".join(proof.faults())
    for what in ("the role", "a login", "a session", "a known browser", "a one-time code", "the filter", "the file"):
        assert f"(王磊): has left and still holds {what}" in lines
    assert "still holds the absence" in lines


def test_who_left_before_holds_nothing_after_the_migration(branch_admin, served, manager, second_manager):
    now, login = clock.now(), people.account_of(manager)
    Staff.update(left_on=clock.today()).where(Staff.id == manager.id).execute()
    Account.update(active=False).where(Account.id == login.id).execute()
    RoleGrant.update(until=clock.today()).where(RoleGrant.staff == manager.id).execute()
    things_of_his(manager, login, now, second_manager)
    listed = a_filter(manager, "名单", None)
    TierList.create(
        number="L-2026-001", branch=people.branch("FAW"), title="十一月", period=clock.today(), drawn_from=listed,
        created_by=branch_admin, created_at=now,
    )  # fmt: skip
    Absence.create(staff=branch_admin, since=clock.today(), substitute=manager, reason="年休假", created_at=now)
    import_module("portal.migrations.0185_time_that_ended").up(None, database)
    Export.update(expires_at=now).execute()  # the migration's own moment is not the stopped one
    ActivationCode.update(expires_at=now).execute()
    assert leaving.pass_filters_on() == 1 and owner(listed) == "赵敏"
    assert list(proof.faults()) == []


def test_a_filter_with_nobody_to_take_it_ends(manager, admin):
    shared = a_filter(manager, "黄金客户", "FAW")
    gone(people.actor(admin), manager)
    assert SavedFilter.get_or_none(SavedFilter.id == shared.id) is None
    assert list(proof.faults()) == []


def test_the_nearest_admin_who_stays_gets_it(branch_admin, upper_admin, manager):
    """The admin of the branch himself leaves: what he shared goes one level up."""
    shared = a_filter(branch_admin, "黄金客户", "FAW")
    gone(people.actor(upper_admin), branch_admin)
    assert owner(shared) == "陆薇"


def test_an_undecided_merge_ends(branch_admin, upper_admin, chengang, liufang):
    ClientMerge.create(
        kept=chengang, gone=liufang, state="proposed", kept_version=1, gone_version=1, reason="同一人",
        proposed_by=people.account_of(branch_admin), proposed_at=clock.now(), typed_document="secret",
    )  # fmt: skip
    assert gone(people.actor(upper_admin), branch_admin).merges == 1
    row = ClientMerge.get()
    assert (row.state, row.typed_document, row.decided_by.staff.name) == ("declined", "", "陆薇")
    assert list(proof.faults()) == []


def test_plans_and_lists_are_with_the_branch(visit, branch_admin, coordinator, head_office):
    draft, changed = event(coordinator, "draft"), event(branch_admin, "published")
    EventChange.create(
        event=changed, changes={"capacity": ["12", "14"]}, authors=[coordinator.id], written_by=coordinator,
        at=clock.now(),
    )  # fmt: skip
    listed = TierList.create(
        number="L-2026-001", branch=people.branch("FAW"), title="十一月", period=clock.today(),
        created_by=coordinator, created_at=clock.now(),
    )  # fmt: skip
    assert gone(people.actor(head_office), coordinator).plans == 3
    paths = [n.path for n in Notice.select().where(Notice.kind == "staff.left_undone").order_by(Notice.id)]
    assert paths == [f"/events/{draft.number}", f"/events/{changed.number}", f"/tiers/lists/{listed.number}"]
    assert "孙悦 is gone; this is with the branch now: “岁末茶会”" in visit(branch_admin).get("/notices").text
    assert list(proof.faults()) == []


def test_a_decision_about_a_leavers_plan_is_heard_at_the_branch(visit, branch_admin, coordinator, upper_admin):
    plan = event(coordinator, "submitted")
    gone(people.actor(upper_admin), coordinator)
    visit(upper_admin).post(f"/events/{plan.number}/return", reason="too dear")
    assert told(branch_admin, "event.returned")


def test_a_plan_with_which_nobody_goes_on_is_found(coordinator, admin):
    plan = event(coordinator, "draft")
    gone(people.actor(admin), coordinator)
    assert list(proof.faults()) == [
        f"event {plan.number}: left undone by somebody gone, and nobody there can go on with it"
    ]


class TestTransfer:
    """His login stays; what he held at that branch passes."""

    def test_it_works(self, branch_admin, manager, other_branch_admin):
        elsewhere = people.grant(manager, "manager", "JY")
        here, there, own = a_filter(manager, "一汽", "FAW"), a_filter(manager, "净月", "JY"), a_filter(manager, "自用")
        gone(people.actor(branch_admin), manager, TRANSFER)
        assert RoleGrant.get_by_id(elsewhere.id).until is None
        assert str(RoleGrant.get(RoleGrant.branch == people.branch("FAW"), RoleGrant.staff == manager).until) == TODAY
        assert [owner(one) for one in (here, there, own)] == ["赵敏", "王磊", "王磊"]
        assert Account.get(Account.staff == manager).active and told(manager, "role.ended")
        assert Staff.get_by_id(manager.id).left_on is None
        assert list(proof.faults()) == []

    def test_the_last_role_at_a_branch_is_the_end_of_his_time_there(self, visit, branch_admin, manager):
        people.grant(manager, "adviser", "FAW")
        first, second = RoleGrant.select().where(RoleGrant.staff == manager).order_by(RoleGrant.id)
        shared = a_filter(manager, "一汽", "FAW")
        visit(branch_admin).post(f"/staff/wanglei/roles/{first.id}/end")
        assert owner(shared) == "王磊"
        visit(branch_admin).post(f"/staff/wanglei/roles/{second.id}/end")
        assert owner(shared) == "赵敏"

    def test_a_role_that_ends_by_its_date(self, at, branch_admin, manager):
        shared = a_filter(manager, "一汽", "FAW")
        RoleGrant.update(until=clock.today() + timedelta(days=1)).where(RoleGrant.staff == manager).execute()
        assert leaving.pass_filters_on() == 0
        at("2026-11-25 00:01")
        assert list(proof.faults())
        assert leaving.pass_filters_on() == 1 and owner(shared) == "赵敏"
        assert list(proof.faults()) == []


class TestHandover:
    """A handover ends somebody's time in the same way, and by no more right."""

    def test_nobody_ends_a_role_above_his_own_by_a_handover(
        self, served, manager, second_manager, adviser, branch_admin, admin
    ):
        people.staff("zhangmin", "张敏", "adviser")
        people.grant(manager, "head_office", "JLB")
        for cause in ("transfer", "leaver"):
            row = announced(branch_admin, cause=cause)
            if cause == "transfer":  # his role over the bank stays
                checked(branch_admin, row)
                preparing.cancel(people.actor(branch_admin), seen(branch_admin, row), "x")
                continue
            with pytest.raises(NotAllowed, match="a role that you may not end"):
                checked(branch_admin, row)
        assert Staff.get_by_id(manager.id).left_on is None

    def test_who_left_before_has_left_on_that_day(self, at, served, manager, second_manager, adviser, branch_admin):
        people.staff("zhangmin", "张敏", "adviser")
        row = checked(branch_admin, announced(branch_admin))
        deeds.leave(people.actor(branch_admin), manager)
        at(f"{row.begins} 00:01")
        assert passing.pass_what_is_due() == 1
        assert str(Staff.get_by_id(manager.id).left_on) == TODAY
        assert list(proof.faults()) == []


@pytest.mark.parametrize("cause", ["long_leave", "mandatory_leave", "rotation"])
def test_leave_and_rotation_take_only_what_belongs_to_the_clients(
    cause, branch_admin, served, liufang, manager, second_manager
):
    people.seat(liufang, "manager", manager)
    request, other = taken(served, manager), taken(liufang, manager)
    steps = []
    for client in (served, liufang):
        contact = Contact.create(
            client=client, staff=manager, channel="phone", happened_at=clock.now(), summary="x", created_at=clock.now()
        )
        steps.append(
            NextStep.create(
                contact=contact, client=client, staff=manager, what="报价", due=clock.today(), created_at=clock.now()
            )
        )
    shared = a_filter(manager, "一汽", "FAW")
    with write():
        served.manager = second_manager
        served.save()
        ended = leaving.end_of_time(None, manager, cause, clock.today(), [served.id])
    assert (ended.requests, ended.steps, ended.roles) == (1, 1, 0)
    assert [Request.get_by_id(one.id).holder.name for one in (request, other)] == ["钱峰", "王磊"]
    passed, kept = (NextStep.get_by_id(one.id) for one in steps)
    assert (passed.staff_id, passed.holder.name, kept.staff.name) == (None, "钱峰", "王磊")
    assert owner(shared) == "王磊" and Account.get(Account.staff == manager).active


def test_two_at_once_end_one_time(app, branch_admin, upper_admin, manager):
    """Two admins record the same leaving: one does it, what passes passes once."""
    a_filter(manager, "一汽", "FAW")
    found = together(
        app, *(lambda who=one: deeds.leave(people.actor(who), manager) for one in (branch_admin, upper_admin))
    )
    assert sorted(type(one).__name__ for one in found) == ["Refused", "int"]
    assert AuditEntry.select().where(AuditEntry.action == "filter.passed").count() == 1
    assert list(proof.faults()) == []
