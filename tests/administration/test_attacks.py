"""Attacks leave a record: who was refused what, from which address; bounded, and nothing of what was typed in it."""

from __future__ import annotations

import logging

import pytest
from werkzeug.exceptions import TooManyRequests

from portal.actions.administration import attacks
from portal.actions.shared.recording import set_origin
from portal.ground import clock
from portal.models import AuditEntry, Setting
from tests.ground import people


def noted() -> list[tuple[str, str | None, str]]:
    """Kind, page and address of each entry."""
    rows = AuditEntry.select().where(AuditEntry.action.startswith("security.")).order_by(AuditEntry.id)
    return [(row.action.removeprefix("security."), row.words.get("page"), row.ip) for row in rows]


def test_it_works(visit, manager, other_manager, served, auditor):
    visit(other_manager).get(f"/clients/{served.number}/edit", status=404)
    visit(manager).get("/settings", status=403)
    assert noted() == [
        ("out_of_scope", f"/clients/{served.number}/edit", "127.0.0.1"),
        ("not_allowed", "/settings", "127.0.0.1"),
    ]
    first = AuditEntry.get(AuditEntry.action == "security.out_of_scope")
    assert first.actor_id == people.account_of(other_manager).id and len(first.request_id) == 32
    page = visit(auditor).get("/audit", action="security")
    assert f"张伟 asked for /clients/{served.number}/edit, which does not exist" in page.text


def test_a_sign_in_as_nobody_keeps_no_name(visit, app, manager):
    for typed in ("13904310001", "王磊的密码", "13904310001"):
        visit().post("/login", status=422, username=typed, password="Geheim-und-lang")
    rows = list(AuditEntry.select().where(AuditEntry.action == "security.unknown_user").order_by(AuditEntry.id))
    marks = [row.words["mark"] for row in rows]
    assert len(rows) == 3 and marks[0] == marks[2] != marks[1]
    kept = str([row.__data__ for row in AuditEntry.select()])
    assert not [secret for secret in ("13904310001", "王磊的密码", "Geheim") if secret in kept]


def test_wrong_codes_and_passwords(visit, manager):
    visit().post(
        "/activate", status=422, code="AAAA-BBBB-CCCC", password="a-Good-enough-0ne", again="a-Good-enough-0ne"
    )
    visit(manager).post(
        "/account/password", status=422, current="not it", password="a-Good-enough-0ne", again="a-Good-enough-0ne"
    )
    assert [kind for kind, _page, _ip in noted()] == ["wrong_code", "wrong_password"]
    assert "AAAABBBB" not in str([row.words for row in AuditEntry.select()])


def test_a_forged_form(app, visit, manager):
    browser = visit(manager)
    browser.web.post("/language/zh", data={"csrf_token": "nothing"}, headers={"Referer": "https://elsewhere.example/"})
    assert [(kind, page) for kind, page, _ip in noted()] == [("forged", "/language/<code>")]
    assert AuditEntry.get(AuditEntry.action == "security.forged").actor_id == people.account_of(manager).id


def test_the_disk_cannot_be_filled(app, visit, at):
    """The attack: a thousand refusals from one address, then from many addresses of one network."""
    with app.app_context():
        set_origin("203.0.113.9", "r")
        for _ in range(1000):
            attacks.note("wrong_code")
        assert len(noted()) == attacks.PER_ADDRESS + 1 and noted()[-1][0] == "more"
        for last in range(200):
            set_origin(f"2001:db8::{last:x}", "r")
            attacks.note("wrong_code")
        assert len(noted()) == 2 * (attacks.PER_ADDRESS + 1)
        at("2026-11-24 11:05")
        attacks.note("wrong_code")
        assert len(noted()) == 2 * (attacks.PER_ADDRESS + 1) + 1
    set_origin("", "")


def test_many_addresses_together_are_bounded(app, monkeypatch):
    monkeypatch.setattr(attacks, "IN_ALL", 20)
    with app.app_context():
        for last in range(100):
            set_origin(f"203.0.113.{last}", "r")
            attacks.note("wrong_code")
    set_origin("", "")
    assert len(noted()) == 21


def test_too_many_tries_leave_a_record(app, visit, manager):
    """A limit of a deed (look-ups), and a limit of the door (so many requests a minute): each with its page."""
    Setting.create(name="privacy.lookups_per_hour", value=1, since=clock.today(), created_at=clock.now())
    browser = visit(manager)
    browser.post("/search", q="13900001111")
    browser.post("/search", status=429, q="13900001112")
    assert noted() == [("too_often", "/search", "127.0.0.1")]
    entry = AuditEntry.get(AuditEntry.action == "security.too_often")
    assert entry.actor_id == people.account_of(manager).id and "1390000" not in str(entry.words)
    with app.test_request_context("/login"):
        app.preprocess_request()
        assert app.make_response(app.handle_user_exception(TooManyRequests())).status_code == 429
    assert [(kind, page) for kind, page, _ip in noted()][1:] == [("too_often", "/login")]


@pytest.mark.one_engine
def test_who_reads_them(visit, manager, other_manager, served, admin, auditor, branch_admin):
    visit(other_manager).get(f"/clients/{served.number}/edit", status=404)
    for person, reads in ((admin, True), (auditor, True), (branch_admin, False)):
        assert ("out of reach" in visit(person).get("/audit", action="security").text) is reads


@pytest.mark.one_engine
def test_a_page_that_is_not_there_is_no_attack(visit, manager):
    visit(manager).get("/nothing", status=404)
    assert noted() == []


@pytest.mark.one_engine
def test_the_access_log_says_no_more_than_it_must(app, visit, manager, served, caplog):
    app.config["SETTINGS"].access_log = True
    browser = visit(manager)
    with caplog.at_level(logging.INFO, logger="portal.access"):
        browser.get(f"/clients/{served.number}?list=secret")
        browser.get("/search?q=13904310001")
    lines = [record.getMessage() for record in caplog.records if record.name == "portal.access"]
    assert "GET /clients/<number> 200 " in lines[0] and lines[0].endswith(f" {people.account_of(manager).id}")
    assert not [line for line in lines if "secret" in line or "1390431" in line or served.number in line]


@pytest.mark.one_engine
def test_without_the_setting_there_is_none(visit, manager, caplog):
    with caplog.at_level(logging.INFO, logger="portal.access"):
        visit(manager).get("/home")
    assert not [record for record in caplog.records if record.name == "portal.access"]
