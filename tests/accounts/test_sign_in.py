"""Signing in at /login."""

from __future__ import annotations

import pytest

from portal.models import Account, AuditEntry, SignIn
from tests.ground.people import PASSWORD


def arrive(visitor, username, password=PASSWORD, status=303, **fields):
    return visitor.post("/login", status=status, follow=False, username=username, password=password, **fields)


def test_it_works(visit, manager):
    stranger = visit()
    assert stranger.get("/login").heading == "Sign in"
    page = arrive(stranger, "wanglei")
    assert page.response.headers["Location"] == "/"
    assert stranger.get("/account").heading == "Account and safety"
    assert AuditEntry.select().where(AuditEntry.action == "account.signed_in").count() == 1


def test_a_client_signs_in_with_his_mobile_number(visit, chengang):
    stranger = visit()
    arrive(stranger, chengang.mobile.removeprefix("+86"))
    assert "陈刚" in stranger.get("/account").text


def test_a_user_name_in_capitals_works(visit, manager):
    arrive(visit(), " WangLei ")


@pytest.mark.one_engine
def test_wrong_password_and_unknown_user_get_the_same_answer(visit, manager):
    wrong = arrive(visit(), "wanglei", "not-the-password", status=422)
    unknown = arrive(visit(), "nobody", "not-the-password", status=422)
    assert wrong.refusal == unknown.refusal == "User name or password is not right."
    assert wrong.value("username") == "wanglei"
    assert wrong.value("password") in ("", None)
    assert SignIn.select().count() == 0


def test_an_unknown_user_costs_a_hash_too(visit, manager, monkeypatch):
    from portal.ground import security

    asked = []
    real = security.verify_password
    monkeypatch.setattr(security, "verify_password", lambda kept, typed: asked.append(kept) or real(kept, typed))
    arrive(visit(), "nobody", "not-the-password", status=422)
    arrive(visit(), "wanglei", "not-the-password", status=422)
    assert asked[0] is None and asked[1]


@pytest.mark.one_engine
def test_empty_fields_are_named(visit):
    page = arrive(visit(), "", "", status=422)
    assert set(page.errors) == {"username", "password"}


def test_odd_input_is_only_wrong(visit, manager):
    for odd in ("'; DROP TABLE account", "<script>alert(1)</script>", "wang\u202elei", "\x00", "🙂" * 10, "x" * 64):
        arrive(visit(), odd, "not-the-password", status=422)
    assert "At most 64" in arrive(visit(), "x" * 65, status=422).errors["username"]


@pytest.mark.one_engine
def test_a_switched_off_login_is_refused(visit, manager):
    Account.update(active=False).where(Account.username == "wanglei").execute()
    assert arrive(visit(), "wanglei", status=422).refusal == "User name or password is not right."


def test_next_leads_only_to_our_own_pages(visit, manager):
    assert arrive(visit(), "wanglei", next="/clients?tier=gold").response.headers["Location"] == "/clients?tier=gold"
    for foreign in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ):
        assert arrive(visit(), "wanglei", next=foreign).response.headers["Location"] == "/"


def test_a_stranger_is_led_to_sign_in_and_back(visit):
    page = visit().get("/clients", status=303, follow=False, tier="gold")
    assert page.response.headers["Location"] == "/login?next=/clients?tier%3Dgold"
    assert visit().get("/login?next=/clients").html.select_one("#sign-in [name=next]")["value"] == "/clients"


def test_the_session_is_renewed(visit, manager):
    stranger = visit()
    stranger.get("/login")
    with stranger.web.session_transaction() as session:
        before = session.get("csrf_token")
        session["planted"] = "by an attacker"
    arrive(stranger, "wanglei")
    with stranger.web.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_the_cookie_is_for_the_server_only(visit, manager):
    cookies = arrive(visit(), "wanglei").response.headers.getlist("Set-Cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("portal="))
    assert "HttpOnly" in session and "SameSite=Lax" in session


def test_whoever_is_signed_in_needs_no_sign_in_page(visit, manager):
    assert visit(manager).get("/login", status=303, follow=False).response.headers["Location"] == "/"
