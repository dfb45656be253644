"""Every form of the portal: what cannot be is named beside its field, and nothing is half-written."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from portal.actions.requests import limits, working
from portal.actions.shared import often
from portal.ground import clock
from portal.models import Account, Client, Relation, RoleGrant, Sequence
from tests.events.plans import PLAN, event
from tests.ground import people, trail
from tests.ground.people import PASSWORD
from tests.house import record_forms
from tests.requests.cases import WISH, filed, resolved, taken

ODD = (
    "", "<script>alert(1)</script>", "'; DROP TABLE client; --", "a\x00b", "👨‍👩‍👧🙂\u202eabc\u200b", "%s %(name)s {0} {{ 7*7 }}", "-1", "9" * 13, "9" * 40,
    "2026-02-30", "9999-12-31T23:59", "²", "长" * 5000, None,
)  # fmt: skip
ODDEST = tuple(ODD[place] for place in (1, 3, 5, 8, 9, 12, 13))
"""One of each sort: enough for all areas but two, whose fields are of every kind."""
CLIENT = {
    "kind": "individual",
    "name": "孙志远",
    "branch": "FAW",
    "gender": "m",
    "birthday": "1970-01-02",
    "document_kind": "",
    "mobile": "",
    "email": "",
    "hobbies": "",
}
STAFF = {"name": "周强", "username": "zhouqiang", "branch": "FAW", "post": "teller", "mobile": "", "email": ""}
SEAT = {"staff": "qianfeng", "reason": "新客户"}
PLACE = {"name_zh": "一汽支行", "name_en": "FAW Sub-branch", "address": "东风大街", "phone": "0431-85903300"}
ROLE = {"role": "specialist", "branch": "FAW", "since": "2026-12-01", "until": "2027-12-01", "reason": "轮岗"}
AREAS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "clients": [
        ("zhaomin", "/clients/new", CLIENT), ("wanglei", "/clients/{client}/edit", {**CLIENT, "version": "1"}), ("wanglei", "/clients/{client}/activation", {"login": "chengang"}),
    ],
    "contacts": [
        ("wanglei", "/clients/{client}/contacts/new", {"channel": "visit", "happened_at": "2026-11-24T09:30", "summary": "谈到子女入学", "next_due": "2026-12-18"}),
    ],
    "relations": [
        ("wanglei", "/clients/{client}/relations/new", {"role": "child", "other": "陈小宇", "outside": "1", "since": "2010-01-01", "note": "独生子"}),
        ("wanglei", "/clients/{client}/relations/{relation}/end", {"until": "2026-11-01", "reason": "离婚"}),
    ],
    "teams": [
        ("zhaomin", "/clients/{alone}/team", {"manager": "qianfeng", "adviser": "lina", "specialists": "hejun", "reason": "新客户", "beyond": ""}),
        ("zhaomin", "/clients/{alone}/team/manager", SEAT), ("zhaomin", "/clients/{alone}/team/adviser", {**SEAT, "staff": "lina"}),
        ("zhaomin", "/clients/{alone}/team/specialists", {**SEAT, "staff": "hejun"}), ("zhaomin", "/clients/{client}/team/end", {"staff": "hejun", "reason": "调岗"}),
    ],
    "requests": [
        ("chengang", "/me/call-back", {"on": "2026-11-25", "time": "10:00", "about": "房贷"}),
        ("chengang", "/me/requests/new", WISH), ("wanglei", "/clients/{client}/requests/new", WISH), ("chengang", "/me/requests/{taken}/reply", {"body": "好的"}),
        ("wanglei", "/requests/{taken}/reply", {"body": "请补充", "internal": "", "waiting": ""}), ("wanglei", "/requests/{taken}/reassign", {"staff": "lina", "reason": "休假"}),
        ("wanglei", "/requests/{taken}/resolve", {"answer": "已办", "root_cause": "无"}), ("chengang", "/me/requests/{resolved}/rate", {"score": "5", "comment": ""}),
        ("chengang", "/me/requests/{resolved}/reopen", {"reason": "还没有"}), ("wanglei", "/requests/{closed}/reopen", {"reason": "还没有"}),
        ("wanglei", "/requests/{taken}/tasks", {"what": "出具证明", "details": "子女入学用", "branch": "", "post": "", "colleague": "", "due_at": "2026-11-26T10:00", "holds": "1"}),
        ("wanglei", "/requests/{taken}/links", {"other": "{new}", "kind": "related"}),
        ("wanglei", "/requests/{taken}/forward", {"branch": "JY", "reason": "常住净月", "channel": "phone", "consent_on": "2026-11-24"}),
    ],
    "events": [
        ("sunyue", "/events/new", PLAN), ("sunyue", "/events/{published}/edit", {**PLAN, "version": "1"}), ("zhaomin", "/events/{submitted}/return", {"reason": "预算偏高"}),
        ("sunyue", "/events/{published}/sign-up", {"client": "{client}", "guests": "0", "guest_names": ""}),
        ("chengang", "/me/events/{published}/sign-up", {"guests": "0", "guest_names": ""}), ("sunyue", "/events/{published}/cancel", {"reason": "停电"}),
    ],
    "organisation": [
        ("zhaomin", "/staff/new", STAFF), ("zhaomin", "/staff/qianfeng/edit", {**STAFF, "version": "1"}), ("zhaomin", "/staff/qianfeng/roles", ROLE),
        ("zhaomin", "/staff/qianfeng/roles/{grant}/end", {"reason": "转岗"}), ("zhaomin", "/branches/FAW/edit", {**PLACE, "version": "1"}),
    ],
    "accounts": [
        ("wanglei", "/account/password", {"current": PASSWORD, "password": "a quiet evening", "again": "a quiet evening"}),
        ("", "/activate", {"code": "AAAA-BBBB-CCCC", "password": "a quiet evening", "again": "a quiet evening"}), ("", "/login", {"username": "wanglei", "password": "not-the-password"}),
    ],
} | record_forms.AREAS  # fmt: skip
FORMS = [(area, *form) for area, forms in AREAS.items() for form in forms]


@pytest.fixture
def world(app, served, wutao, manager, second_manager, branch_admin, coordinator, monkeypatch):
    """One of everything that a form can be about: its placeholder → its number. A client may file any number here."""
    for module in (limits, often):
        monkeypatch.setattr(module, "settings", SimpleNamespace(value=lambda name: 10**6))
    Sequence.insert(name="event-2026", value=2).execute()
    closed, over = resolved(served, manager), resolved(served, manager)
    working.close(people.actor(manager), closed)
    return {
        "client": served.number,
        "alone": wutao.number,
        "new": filed(served).number,
        "taken": taken(served, manager).number,
        "resolved": over.number,
        "closed": closed.number,
        "published": event(coordinator).number,
        "submitted": event(coordinator, "submitted").number,
        "relation": str(Relation.create(first=served, outside="王秀兰", kind="spouse", created_at=clock.now()).id),
        "grant": str(RoleGrant.get(RoleGrant.staff == second_manager).id),
    } | record_forms.world(served, manager, branch_admin)


def ready(world, path, fields):
    return path.format(**world), {
        name: value.format(**world) if isinstance(value, str) and value.startswith("{") else value
        for name, value in fields.items()
    }


@pytest.mark.one_engine("postgresql")
@pytest.mark.parametrize("area", [*AREAS])
def test_no_value_of_any_field_breaks_a_form(visit, world, area):
    for who, path, fields in AREAS[area]:
        path, fields = ready(world, path, fields)
        browser = visit(who or None)
        for name in fields:
            for odd in ODD[:4] if area == "accounts" else ODD if area in ("clients", "contacts") else ODDEST:
                data = {**fields, name: odd, "submission": str(uuid.uuid4()), "csrf_token": browser.csrf}
                with browser.web.session_transaction() as session:
                    session["csrf_token"] = browser.raw
                response = browser.web.post(
                    path,
                    data={key: value for key, value in data.items() if value is not None},
                    headers={"Referer": f"http://localhost{path}"},
                )
                assert response.status_code in (200, 303, 404, 409, 422), (path, name, odd, response.status_code)
                assert b"<script>alert" not in response.data, (path, name)
    assert Client.select().count() >= 2 and Account.get(Account.username == "chengang").client_id


@pytest.mark.one_engine
@pytest.mark.parametrize("area", [*AREAS])
def test_without_a_token_or_with_an_old_one_nothing_is_written(visit, world, area):
    for who, path, fields in AREAS[area]:
        path, fields = ready(world, path, fields)
        browser = visit(who or None)
        before = trail.counts()
        for token in (None, "", "IjEi.old.token", browser.csrf[:-3] + "xxx"):
            page = browser.post(path, status=400, csrf=False, csrf_token=token, **fields)
            body = page.response.get_data(as_text=True)
            for name, value in fields.items():
                if name in ("password", "again", "current") or (name == "code" and path == "/activate"):
                    assert value not in body
                elif value and isinstance(value, str):
                    assert page.html.find(attrs={"name": name}) is not None, (path, name)
        assert trail.counts() == before, path


@pytest.mark.one_engine
@pytest.mark.parametrize(("who", "path", "fields", "wrong"), record_forms.WRONG)
def test_the_message_stands_beside_its_field_and_what_was_typed_is_kept(visit, world, who, path, fields, wrong):
    path, fields = ready(world, path, fields)
    before = trail.counts()
    page = visit(who).post(path, status=422, **fields)
    assert wrong in page.errors and len(page.errors[wrong]) > 5, page.errors
    for name, value in fields.items():
        shown = page.html.find_all(attrs={"name": name})
        if (
            name != "version"
            and value
            and shown
            and shown[0].get("type") not in ("checkbox", "radio")
            and shown[0].name != "select"
        ):
            assert (page.value(name) or "").strip() == value.strip(), name
    assert trail.counts() == before


def test_every_form_of_the_data_centre_is_here(app, world):
    areas = (
        "record",
        "relations",
        "holdings",
        "services",
        "products",
        "quality",
        "merging",
        "filters",
        "tags",
        "results",
        "clients",
        "mine",
    )
    posted = {r.endpoint for r in app.url_map.iter_rules() if "POST" in r.methods and r.endpoint.split(".")[0] in areas}
    match = app.url_map.bind("").match
    here = {
        match(ready(world, path, {})[0].partition("?")[0], method="POST")[0] for _area, _who, path, _fields in FORMS
    }
    assert posted <= here, posted - here


CREATING = (
    "/clients/{client}/outside/new", "/clients/{client}/services/new", "/clients/{company}/persons/new", "/clients/filters/new", "/products/new", "/clients/tags",
    "/me/profile/correct", "/me/call-back",
    "/clients/{client}/relations/new", "/clients/{client}/contacts/new",
    "/clients/new", "/me/requests/new", "/clients/{client}/requests/new", "/me/requests/{taken}/reply", "/requests/{taken}/reply", "/events/new", "/events/{published}/sign-up",
    "/me/events/{published}/sign-up", "/staff/new", "/staff/qianfeng/roles", "/clients/{alone}/team/manager", "/clients/{alone}/team/adviser", "/clients/{alone}/team/specialists",
)  # fmt: skip


def test_the_same_submission_twice_is_one_deed(visit, world):
    for _area, who, path, fields in FORMS:
        if path not in CREATING:
            continue
        path, fields = ready(world, path, fields)
        if path == f"/me/events/{world['published']}/sign-up":
            visit(who).post(f"/me/events/{world['published']}/cancel")
        before, submission = trail.counts(), str(uuid.uuid4())
        first = visit(who).post(path, submission=submission, **fields)
        after = trail.counts()
        second = visit(who).post(path, submission=submission, **fields)
        assert after != before and trail.counts() == after, path
        assert (first.path, first.notice) == (second.path, second.notice), path


def test_nobody_is_let_in_by_a_foreign_site(visit, world):
    before = trail.counts()
    for _area, who, path, fields in FORMS:
        path, fields = ready(world, path, fields)
        browser = visit(who or None)
        response = browser.web.post(
            path, data=fields, headers={"Referer": "https://evil.example/", "Sec-Fetch-Site": "cross-site"}
        )
        assert response.status_code == 400, path
        assert b"expired or did not come from our page" in response.data and b"<textarea" not in response.data, path
    assert trail.counts() == before


def test_a_choice_that_is_not_on_the_list_is_told_in_the_pages_language(visit, liufang):
    for language, words in (("en", "Please choose from the list."), ("zh", "请从列表中选择。")):
        page = visit(liufang, language=language).post(
            "/me/requests/new", status=422, kind="request", category="bribe", subject="茶", details="谢谢"
        )
        assert words in page.errors["category"]
        assert page.value("subject") == "茶"
