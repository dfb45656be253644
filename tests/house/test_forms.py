"""Forms in general: tokens, strange words in every field, other people's numbers."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from portal.ground import clock
from portal.models import AuditEntry, Client, Request, SignIn
from tests.ground import people

STRANGE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE client; --",
    "🍵\u202eabc\u200b",
    "a\x00b",
    "{{ 7*7 }}",
    "x" * 5000,
    "%00%0a",
    "../../etc/passwd",
]
WORDS = {"kind": "request", "category": "medical", "subject": "预约", "details": "希望下周二上午，吉大一院，老地方。"}


def test_without_a_token_nothing_is_written_and_nothing_typed_is_lost(visit, served):
    page = visit(served).post("/me/requests/new", status=400, csrf=False, **WORDS)
    assert Request.select().count() == 0
    assert WORDS["details"] in page.text or WORDS["details"] in str(page.html)


def test_an_old_token_is_refused(app, visit, served):
    somebody = visit(served)
    old = somebody.csrf
    with somebody.web.session_transaction() as session:
        session["csrf_token"] = "another"
    response = somebody.web.post(
        "/me/requests/new", data={**WORDS, "csrf_token": old}, headers={"Referer": "http://localhost/me/requests/new"}
    )
    assert response.status_code == 400 and Request.select().count() == 0


def test_a_foreign_page_gets_nothing_shown(visit, served):
    somebody = visit(served)
    response = somebody.web.post(
        "/me/requests/new", data=WORDS, headers={"Referer": "https://evil.example/", "Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 400 and WORDS["details"] not in response.get_data(as_text=True)


@pytest.mark.parametrize("words", STRANGE)
def test_strange_words_in_filters_and_searches(visit, served, manager, branch_admin, auditor, words):
    for person, path in ((manager, "/clients"), (manager, "/requests"), (manager, "/search"), (branch_admin, "/staff")):
        visit(person).get(path, q=words)
    visit(manager).get(
        "/clients", tier=words, branch=words, manager=words, order=words, after=words, **{"class": words}
    )
    visit(auditor).get("/audit", actor=words, subject=words, since=words, until=words, before=words)
    visit(manager).get("/requests?" + urlencode({"status": words, "kind": words, "after": words, "overdue": words}))
    visit(branch_admin).get("/teams", after=words)


@pytest.mark.parametrize("words", STRANGE)
def test_strange_words_in_the_client_record(visit, branch_admin, words):
    page = visit(branch_admin)
    response = page.web.post(
        "/clients/new",
        data={"csrf_token": page.csrf, "kind": "individual", "name": words, "branch": "FAW", "mobile": words},
    )
    assert response.status_code in (422, 413)
    assert b"<script>alert" not in response.data
    assert Client.select().count() == 0


@pytest.mark.parametrize(
    "number", ["C-9999999", "C-0", "c-1'", "R-2026-000001", "%00", "..%2f..", "C-00000000001", "１２３"]
)
def test_numbers_that_are_nobodys(visit, served, manager, number):
    for path in (f"/clients/{number}", f"/clients/{number}/edit", f"/requests/{number}", f"/events/{number}"):
        assert visit(manager).web.get(path).status_code == 404, path


def test_a_leavers_session_ends(visit, manager, admin):
    somebody = visit(manager)
    somebody.get("/home")
    visit(admin).post("/staff/wanglei/leave")
    assert somebody.get("/home").path == "/login"
    assert SignIn.select().where(SignIn.ended_at.is_null(), SignIn.account == people.account_of(manager)).count() == 0


def test_each_refusal_has_a_page(app, visit, served, manager, monkeypatch):
    visit(manager).get("/nowhere", status=404)
    visit(manager).get("/staff", status=403)
    visit(served).get("/home", status=403)
    assert visit(manager).web.post("/home").status_code in (400, 405)
    assert visit(manager).web.put("/home").status_code in (400, 405)
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "home.index", lambda: 1 / 0)
    page = visit(manager).get("/home", status=500)
    assert page.response.headers["X-Request-Id"] in page.text


def test_headers_of_every_answer(visit, served):
    answer = visit(served).get("/me").response
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_what_is_recorded_names_the_request(visit, served):
    page = visit(served).post("/me/requests/new", follow=False, status=303, **WORDS)
    entry = AuditEntry.get(AuditEntry.action == "request.filed")
    assert (
        entry.request_id == page.response.headers["X-Request-Id"]
        and entry.ip == "127.0.0.1"
        and entry.at == clock.now()
    )


HUGE = ("9" * 30, "2147483648", "9223372036854775808", "0")


@pytest.mark.parametrize("number", HUGE)
def test_numbers_that_no_row_can_have(app, visit, served, manager, branch_admin, number):
    """Every address with a whole number in it: a number beyond what the database keeps is nobody's."""
    browser = visit(branch_admin)
    for rule in app.url_map.iter_rules():
        if "<int:" not in rule.rule or ("GET" not in rule.methods and "POST" not in rule.methods):
            continue
        address = re.sub(r"<int:[^>]+>", number, rule.rule).replace("<number>", served.number)
        if "<" in address:
            continue
        for method in rule.methods & {"GET", "POST"}:
            data = {"csrf_token": browser.csrf, "reason": "核对", "until": "2026-11-24", "name": "x", "tag": number}
            with browser.web.session_transaction() as session:
                session["csrf_token"] = browser.raw
            headers = {"Referer": f"http://localhost{address}"}
            status = browser.web.open(
                address, method=method, data=data if method == "POST" else None, headers=headers
            ).status_code
            assert status in (303, 403, 404, 422), (method, address, status)
