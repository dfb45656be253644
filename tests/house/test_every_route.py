"""Every route as a stranger, as every role, and as every role of the other branch; an unlisted route fails."""

from __future__ import annotations

import re

import pytest

from portal import permissions
from portal.ground import clock
from portal.models import (
    Account,
    Event,
    EventTier,
    ListName,
    Relation,
    Request,
    RequestCategory,
    SignUp,
    TierList,
)
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import MAY, Permission
from tests.ground import people

pytestmark = pytest.mark.one_engine

OURS = {
    "manager": "wanglei", "adviser": "lina", "specialist": "hejun", "coordinator": "sunyue", "branch_admin": "zhaomin", "head_office": "gaoyuan",
    "auditor": "linxue", "admin": "admin",
}  # fmt: skip
THEIRS = {
    "manager": "zhangwei",
    "adviser": "wangxue",
    "specialist": "lihao",
    "coordinator": "songmei",
    "branch_admin": "machao",
}


@pytest.fixture
def branch(
    app,
    served,
    manager,
    adviser,
    specialist,
    coordinator,
    branch_admin,
    head_office,
    auditor,
    admin,
    other_branch_admin,
    other_manager,
    zhaolei,
):
    """Both sub-branches with somebody in every role, a request, an event, a sign-up."""
    people.staff("wangxue", "王雪", "adviser", at="JY")
    people.staff("lihao", "李浩", "specialist", at="JY")
    people.staff("songmei", "宋梅", "coordinator", at="JY")
    now, day = clock.now(), clock.days(1)
    account = Account.get(username="chengang")
    request = Request.create(
        number="R-2026-000001", client=served, branch=served.branch, kind="request", category=RequestCategory.get().code, subject="孩子入学材料",
        details="需要哪些证明", filed_by=account, filed_at=now, assignee=manager, minutes=480, moved_at=now, due_at=now + day,
    )  # fmt: skip
    event = Event.create(
        number="E-2026-0001", branch=served.branch, kind="culture_salon", title="茶与书法", venue="一汽支行", starts_at=now + 5 * day, ends_at=now + 6 * day,
        sign_up_until=now + 4 * day, capacity=12, state="published", created_by=coordinator, created_at=now,
    )  # fmt: skip
    EventTier.create(event=event, tier="diamond")
    sign_up = SignUp.create(event=event, client=served, author=account, at=now)
    tier_list = TierList.create(
        number="L-2026-0001",
        branch=served.branch,
        title="十一月名单",
        period=clock.today(),
        created_by=branch_admin,
        created_at=now,
    )
    ListName.create(tier_list=tier_list, client=served, tier="diamond", added_by=branch_admin, added_at=now)
    relation = Relation.create(first=served, outside="王秀兰", kind="spouse", created_at=now)
    return {
        "number": None, "request": request, "event": event, "sign_up": sign_up, "client": served, "list": tier_list,
        "relation": relation,
    }  # fmt: skip


def address(rule, made) -> str:
    """The route with the numbers of our branch in it."""
    values = {
        "username": "wanglei", "code": "zh" if "language" in rule.rule else "auto" if "theme" in rule.rule else "FAW", "grant": "1", "device": "1", "notice": "1",
        "name": "tasks.keep_days", "task_id": "1", "merge_id": "1", "pair_id": "1", "other": "C-9999999", "rules_id": "1", "token": "nothing", "sign_up_id": str(made["sign_up"].id), "filename": "x",
        "client": made["client"].number,
        "run_id": "1", "sheet": "0", "line": "2", "section": "holdings", "relation_id": str(made["relation"].id),
    }  # fmt: skip
    number = (
        made["client"].number
        if "/clients/" in rule.rule
        else made["list"].number
        if "/tiers/lists/" in rule.rule
        else made["event"].number
        if "/events/" in rule.rule
        else made["request"].number
    )
    return re.sub(
        r"<(?:[^<>:]+:)?([a-z_]+)>",
        lambda found: number if found[1] == "number" else values.get(found[1], "1"),
        rule.rule,
    )


def routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_is_listed_and_every_listed_route_exists(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(permissions.entries(app))


def test_an_unlisted_route_is_refused(app, visit, manager, monkeypatch):
    monkeypatch.delitem(permissions.entries(app), "finding.index")
    with pytest.raises(Exception, match=r"finding\.index"):
        visit(manager).get("/clients")
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    visit(manager).get("/clients", status=403)


def test_a_stranger_is_asked_to_sign_in(app, visit, branch):
    stranger = visit()
    for rule in routes(app):
        if permissions.entries(app)[rule.endpoint].may is Permission.PUBLIC:
            continue
        for method in rule.methods & {"GET", "POST"}:
            response = stranger.web.open(address(rule, branch), method=method)
            allowed = {303, 400} if method == "POST" else {303}
            assert response.status_code in allowed, f"{method} {rule.rule}: {response.status_code}"
            if response.status_code == 303:
                assert response.headers["Location"].startswith("/login")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLIENT])
def test_each_role_enters_what_it_may_and_nothing_else(app, visit, branch, role):
    who = visit(OURS[role])
    for rule in routes(app):
        needed = permissions.entries(app)[rule.endpoint].may
        if needed is Permission.PUBLIC or "GET" not in rule.methods:
            continue
        status = who.web.get(address(rule, branch)).status_code
        if needed in MAY[role] or needed is Permission.SIGNED_IN:
            # head office works on what has come up to it alone, and only reads all others
            reads = {403} if role is Role.HEAD_OFFICE and needed is Permission.REQUESTS_WORK else set()
            assert status in {200, 302, 404} | reads, f"{role} GET {rule.rule}: {status}"
        else:
            assert status == 403, f"{role} GET {rule.rule}: {status} instead of 403"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLIENT])
def test_each_role_is_refused_the_deeds_of_others(app, visit, branch, role):
    who = visit(OURS[role])
    for rule in routes(app):
        needed = permissions.entries(app)[rule.endpoint].may
        if "POST" not in rule.methods or needed in MAY[role] or needed in (Permission.PUBLIC, Permission.SIGNED_IN):
            continue
        who.post(address(rule, branch), status=403)


@pytest.mark.parametrize("role", sorted(THEIRS))
def test_the_other_branch_sees_nothing_of_ours(app, visit, branch, role):
    who = visit(THEIRS[role])
    ours = [rule for rule in routes(app) if "<number>" in rule.rule and not rule.rule.startswith("/me")]
    for rule in ours:
        needed = permissions.entries(app)[rule.endpoint].may
        if needed is Permission.PUBLIC:
            continue
        expected = 404 if needed in MAY[Role(role)] else 403
        for method in rule.methods & {"GET", "POST"}:
            page = (
                who.get(address(rule, branch), status=expected)
                if method == "GET"
                else who.post(address(rule, branch), status=expected)
            )
            assert "陈刚" not in page.text and "茶与书法" not in page.text
    for path in (
        "/clients?q=陈刚",
        "/search?q=陈刚",
        "/search?q=cg",
        "/search?q=茶与书法",
        "/requests?q=R-2026-000001",
        "/requests?status=all",
        "/home",
    ):
        page = who.web.get(path)
        assert page.status_code in (200, 302, 403) and "C-0000001" not in page.text and "孩子入学材料" not in page.text


TWO = [
    ("auditor", "JLB", "manager"), ("auditor", "JLB", "branch_admin"), ("head_office", "JLB", "adviser"), ("head_office", "JY", "branch_admin"),
    ("manager", "FAW", "branch_admin"), ("specialist", "FAW", "manager"), ("coordinator", "FAW", "adviser"), ("manager", "FAW", "coordinator"),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "at", "theirs"), TWO)
def test_a_role_over_the_other_branch_opens_nothing_of_ours(app, visit, branch, monkeypatch, ours, at, theirs):
    """Somebody with two roles over two branches: what only the other branch's role carries is refused here."""
    both = people.staff("zhuming", "朱明", "", at="JY")
    people.grant(both, ours, at), people.grant(both, theirs, "JY")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    who, tried = visit(both), 0
    for rule in routes(app):
        needed = permissions.entries(app)[rule.endpoint].may
        if "<number>" not in rule.rule or needed in MAY[Role(ours)] or needed not in MAY[Role(theirs)]:
            continue
        for method in rule.methods & {"GET", "POST"}:
            status = who.web.open(address(rule, branch), method=method).status_code
            assert status in (403, 404), f"{ours} + {theirs} {method} {rule.rule}: {status}"
            tried += 1
    assert tried > 2


def test_clients_stay_out_of_the_staff_side(app, visit, branch):
    for name in ("chengang", "zhaolei"):
        who = visit(name)
        for rule in routes(app):
            needed = permissions.entries(app)[rule.endpoint].may
            if needed is Permission.PUBLIC or needed in MAY[Role.CLIENT] or "GET" not in rule.methods:
                continue
            assert who.web.get(address(rule, branch)).status_code == 403, f"{name} GET {rule.rule}"


def test_one_client_never_reads_another_ones(app, visit, branch):
    who = visit("zhaolei")
    for path in (
        "/me/requests/R-2026-000001",
        "/me/events/E-2026-0001",
        "/me/requests/R-2026-000001/withdraw",
        "/me/events/E-2026-0001/cancel",
    ):
        who.get(path, status=404)
    for path in ("reply", "rate", "reopen", "withdraw"):
        who.post(f"/me/requests/R-2026-000001/{path}", status=404, body="x", score="5")
    who.post("/me/events/E-2026-0001/sign-up", status=404, guests="0")
    who.post("/me/events/E-2026-0001/cancel", status=404)
