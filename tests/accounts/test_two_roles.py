"""Somebody with two roles over two branches: each counts where it was given, never where the other was.

Each test is an attack that went through while permissions were the union of all roles, and scopes that of all branches.
"""

from __future__ import annotations

import re

import pytest

from portal import permissions
from portal.actions.finding import exports
from portal.ground.errors import NotAllowed, OutOfScope
from portal.models import AuditEntry, Client, RecordAccess, RoleGrant, TierList
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.events.scope import EventScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.imports import branch_ids
from portal.reads.requests.scope import RequestScope
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.exclusion import excluding
from portal.rules.accounts.roles import STAFF_ROLES, Role
from portal.rules.accounts.visibility import MAY
from portal.rules.accounts.visibility import Permission as P
from tests.ground import people


@pytest.fixture
def two(served, zhaolei, auditor, head_office, manager):
    """林雪 audits the bank and is manager of 净月支行, 高远 reviews for head office and is adviser there, 王磊 is manager
    of 一汽支行 and admin of 净月支行."""
    people.grant(auditor, "manager", "JY")
    people.grant(head_office, "adviser", "JY")
    people.grant(manager, "branch_admin", "JY")
    people.seat(zhaolei, "manager", auditor)
    people.seat(zhaolei, "adviser", head_office)


DEEDS = (
    "edit",
    "confirm",
    "phones",
    "addresses",
    "tags",
    "relations/new",
    "requests/new",
    "contacts/new",
    "persons/new",
    "holdings/services/new",
    "activation",
    "team/manager",
)


@pytest.mark.parametrize("who", ["linxue", "gaoyuan"])
def test_who_only_reads_there_does_nothing_there(app, visit, two, served, who):
    """Every deed on a client's record, as somebody who may read all and writes elsewhere."""
    before = Client.get_by_id(served.id).version
    browser = visit(who)
    browser.get(f"/clients/{served.number}")
    tried = 0
    for rule in app.url_map.iter_rules():
        needed = permissions.entries(app)[rule.endpoint].may
        if not rule.rule.startswith("/clients/<number>/") or needed in MAY[Role.AUDITOR] & MAY[Role.HEAD_OFFICE]:
            continue
        if needed in MAY[Role.AUDITOR if who == "linxue" else Role.HEAD_OFFICE]:
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule.replace("<number>", served.number))
        for method in rule.methods & {"GET", "POST"}:
            status = browser.web.open(path, method=method).status_code
            assert status in ((403, 404) if method == "GET" else (400, 403, 404)), f"{method} {path}: {status}"
            tried += 1
        if "POST" in rule.methods:
            assert browser.web.get(f"/clients/{served.number}").status_code == 200
    assert tried > 20 and Client.get_by_id(served.id).version == before


@pytest.mark.parametrize("who", ["linxue", "gaoyuan"])
def test_who_only_reads_there_reveals_and_opens_nothing(visit, two, served, zhaolei, who):
    browser = visit(who)
    page = browser.get(f"/clients/{served.number}/profile")
    assert "/reveal" not in str(page.html) and "/edit" not in " ".join(page.links())
    for path in ("edit", "reveal?field=mobile", "activation"):
        browser.get(f"/clients/{served.number}/{path}", status=404)
    browser.post(f"/clients/{served.number}/reveal", status=404, field="mobile", reason="为了好奇心而已")
    browser.post(f"/clients/{served.number}/activation", status=404, person="")
    assert not RecordAccess.select().where(RecordAccess.kind == "reveal").exists()
    assert not AuditEntry.select().where(AuditEntry.action == "account.code_issued").exists()
    assert "/reveal" in str(browser.get(f"/clients/{zhaolei.number}/profile").html)


def test_whole_numbers_are_exported_of_the_admin_s_branch_alone(app, two, served, zhaolei, manager, work):
    actor = people.actor(manager)
    assert {row.name for row in Client.select().where(exports.scope_of(actor, False).condition())} == {"陈刚", "赵蕾"}
    assert {row.name for row in Client.select().where(exports.scope_of(actor, True).condition())} == {"赵蕾"}
    made = exports.begin(actor, ClientFilter(), "csv", ["name", "phone"], True, "审计要求核对")
    work()
    with app.app_context():
        text = exports.readable(actor, made.id)[1].read().decode("utf-8-sig")
    assert zhaolei.mobile in text and "陈刚" not in text and served.mobile not in text


def test_a_task_of_someone_whose_role_ended_writes_nothing_of_that_branch(two, zhaolei, manager, work):
    made = exports.begin(people.actor(manager), ClientFilter(), "csv", ["name", "phone"], True, "审计要求核对")
    RoleGrant.delete().where(RoleGrant.staff == manager.id, RoleGrant.role == "branch_admin").execute()
    work()
    with pytest.raises(OutOfScope):
        exports.readable(people.actor(manager), made.id)


def test_an_adviser_s_right_does_not_reach_through_a_specialist_s_seat(served, specialist, zhaolei):
    people.grant(specialist, "manager", "JY")
    people.seat(zhaolei, "manager", specialist)
    actor = people.actor(specialist)
    assert actor.may(P.CLIENTS_WRITE, zhaolei) and not actor.may(P.CLIENTS_WRITE, served)
    assert actor.may(P.CONTACTS_WRITE, served) and actor.may(P.CLIENTS_READ, served)
    for scope in (ClientScope(actor, may=P.CLIENTS_WRITE), ClientScope(actor, head=True, may=P.REVEAL)):
        assert not scope.holds(served) and scope.holds(zhaolei)


def test_whoever_is_head_office_over_one_branch_reads_that_one(visit, served, zhaolei, other_manager):
    RoleGrant.update(role="head_office").where(RoleGrant.staff == other_manager.id).execute()
    browser = visit("zhangwei")
    browser.get(f"/clients/{zhaolei.number}")
    browser.get(f"/clients/{served.number}", status=404)
    assert "陈刚" not in browser.get("/clients").text


PAIRS = [(one, other) for one in STAFF_ROLES for other in STAFF_ROLES if one is not other]


@pytest.mark.one_engine
def test_every_permission_of_every_pair_of_roles_stays_with_its_grant(served, zhaolei, manager, other_manager):
    """Role one over 一汽支行, role other over 净月支行: over each client exactly what that role alone would give."""
    RoleGrant.delete().execute()
    people.seat(zhaolei, "manager", other_manager)
    alone: dict[tuple, bool] = {}

    def holds(actor, role, place, permission, client) -> bool:
        """What one grant alone would give; asked once, whatever the other role of the pair is."""
        asked = (role, place, permission, client.id)
        if asked not in alone:
            alone[asked] = ClientScope(_with(actor, role), may=permission).holds(client)
        return alone[asked]

    for one, other in PAIRS:
        RoleGrant.delete().execute()
        people.grant(manager, one, "FAW"), people.grant(manager, other, "JY")
        both = people.actor(manager)
        for permission in P:
            for client in (served, zhaolei):
                grants = ((one, "FAW"), (other, "JY"))
                expected = any(holds(both, role, place, permission, client) for role, place in grants)
                told = f"{one} + {other}: {permission} over {client.name}"
                assert ClientScope(both, may=permission).holds(client) is expected, told
                if permission not in (P.PUBLIC, P.SIGNED_IN, P.STAFF):
                    assert both.may(permission, client) is (expected and both.may(permission)), told


def _with(actor: Actor, role: Role) -> Actor:
    from dataclasses import replace

    return replace(actor, grants=tuple(grant for grant in actor.grants if grant.role is role))


@pytest.mark.one_engine
@pytest.mark.parametrize("one", STAFF_ROLES)
def test_scopes_of_other_things_are_the_sum_of_the_grants_that_carry_the_right(branch_rows, manager, one):
    for other in STAFF_ROLES:
        if other is one:
            continue
        RoleGrant.delete().execute()
        people.grant(manager, one, "FAW"), people.grant(manager, other, "JY")
        both = people.actor(manager)
        for scope, permission in (
            (ListScope, P.LISTS_SUBMIT),
            (ListScope, P.LISTS_DECIDE),
            (RequestScope, P.REQUESTS_WORK),
        ):
            carrying = [role for role in (one, other) if permission in MAY[role]]
            narrowed = scope(both, may=permission).actor
            assert {grant.role for grant in narrowed.grants} == set(carrying)
        lists = TierList.select().where(ListScope(both, may=P.LISTS_SUBMIT).lists())
        places = {"FAW" if one is Role.BRANCH_ADMIN else "", "JY" if other is Role.BRANCH_ADMIN else ""} - {""}
        assert {row.branch.code for row in lists} == places
        writes = both.under(P.IMPORTS_WRITE)
        assert set(branch_ids(writes) or []) == {b.id for path in writes.all_paths for b in _below(path)}
        assert EventScope(both, may=P.EVENTS_WRITE).actor.paths_for(P.EVENTS_WRITE) == both.paths_for(P.EVENTS_WRITE)


def _below(path):
    from portal.reads.organisation import tree

    return tree.branches_below([path])


@pytest.fixture
def branch_rows(served, zhaolei, branch_admin):
    from portal.ground import clock

    for number, at in (("L-2026-0001", "FAW"), ("L-2026-0002", "JY")):
        TierList.create(
            number=number,
            branch=people.branch(at),
            title="名单",
            period=clock.today(),
            created_by=branch_admin,
            created_at=clock.now(),
        )


def test_a_grant_is_refused_beside_one_that_it_excludes(visit, admin, manager, branch_admin, auditor, head_office):
    def grant(username, role, at, status):
        values = {"role": role, "branch": at, "since": "2026-11-24", "until": "", "reason": "helps out"}
        return visit(admin).post(f"/staff/{username}/roles", status=status, **values)

    page = grant("linxue", "manager", "JY", 422)
    assert "who audits does not write" in page.text and page.html.select_one("[name=role][aria-invalid]")
    assert "who audits does not write" in grant("wanglei", "auditor", "JY", 422).text
    assert "does not decide about it" in grant("zhaomin", "head_office", "JLB", 422).text
    assert "does not decide about it" in grant("gaoyuan", "branch_admin", "FAW", 422).text
    assert "choose the bank itself" in grant("zhaomin", "head_office", "JY", 422).text
    assert "does not decide about it" in grant("gaoyuan", "adviser", "JY", 422).text
    grant("gaoyuan", "specialist", "JY", 200)


def test_which_roles_exclude_each_other():
    assert excluding(Role.AUDITOR, "/1/", [(Role.SPECIALIST, "/2/")]) is Role.SPECIALIST
    assert excluding(Role.BRANCH_ADMIN, "/1/4/", [(Role.HEAD_OFFICE, "/1/")]) is Role.HEAD_OFFICE
    assert excluding(Role.HEAD_OFFICE, "/1/", [(Role.BRANCH_ADMIN, "/1/4/")]) is Role.BRANCH_ADMIN
    assert excluding(Role.HEAD_OFFICE, "/1/5/", [(Role.BRANCH_ADMIN, "/1/4/")]) is None
    assert excluding(Role.MANAGER, "/1/4/", [(Role.BRANCH_ADMIN, "/1/4/")]) is None
    assert excluding(Role.AUDITOR, "/1/4/", [(Role.AUDITOR, "/1/")]) is None


def test_check_names_roles_that_exclude_each_other(app, auditor):
    from portal.derived.roles import faults

    assert list(faults()) == []
    people.grant(auditor, "manager", "JY")
    [line] = faults()
    assert "林雪" in line and "auditor" in line and "manager" in line


@pytest.mark.one_engine
def test_an_admin_of_one_branch_manages_that_one(visit, manager, other_manager, second_manager, zhaolei):
    """An adviser who is admin of 净月支行 gives no roles at 一汽支行 and no code to its staff."""
    people.grant(manager, "branch_admin", "JY")
    browser = visit(manager)
    browser.post("/staff/qianfeng/activation", status=404)
    values = {"role": "adviser", "branch": "FAW", "since": "2026-11-24", "until": "", "reason": "helps out"}
    browser.post("/staff/qianfeng/roles", status=404, **values)
    browser.post("/staff/zhangwei/roles", status=404, **values)


def test_whole_numbers_need_the_right_of_an_admin(served, manager):
    with pytest.raises(NotAllowed):
        exports.begin(people.actor(manager), ClientFilter(), "csv", ["phone"], True, "理由充分")
