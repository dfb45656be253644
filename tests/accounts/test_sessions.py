"""How long a sign-in lasts, and how it ends."""

from __future__ import annotations

import pytest

from portal.actions.accounts.codes import issue_code
from portal.models import Account, RoleGrant, SignIn, Staff
from tests.accounts.test_sign_in import arrive
from tests.ground import people


def is_out(visitor) -> bool:
    page = visitor.get("/account", status=303, follow=False)
    return page.response.headers["Location"].startswith("/login")


def test_it_works(visit, manager, at):
    """A morning of work with pauses under half an hour."""
    browser = visit(manager)
    for moment in ("10:25", "10:50", "11:15", "11:40"):
        at(f"2026-11-24 {moment}")
        assert browser.get("/account").heading == "Account and safety"


def test_idle_staff_are_signed_out_after_half_an_hour(visit, manager, at):
    browser = visit(manager)
    at("2026-11-24 10:29")
    browser.get("/account")
    at("2026-11-24 10:58")
    browser.get("/account")
    at("2026-11-24 11:29")
    assert is_out(browser)


def test_an_idle_client_has_an_hour(visit, chengang, at):
    browser = visit(chengang)
    at("2026-11-24 10:59")
    browser.get("/account")
    at("2026-11-24 12:00")
    assert is_out(browser)


def test_nobody_stays_longer_than_twelve_hours(visit, manager, at):
    browser = visit(manager)
    for hour in range(10, 22):
        for minute in ("10", "35", "59"):
            at(f"2026-11-24 {hour}:{minute}")
            browser.get("/account")
    at("2026-11-24 22:01")
    assert is_out(browser)


def test_signing_out_ends_this_device_on_the_server(visit, manager):
    browser = visit(manager)
    cookie = browser.web.get_cookie("portal").value
    page = browser.post("/logout")
    assert page.heading == "Sign in" and page.notice == "You have signed out."
    browser.web.set_cookie("portal", cookie)
    assert is_out(browser)


def test_signing_out_elsewhere(visit, manager):
    desk, phone = visit(manager), visit(manager)
    page = desk.get("/account")
    assert page.section("devices").count("Sign out") >= 2
    page = desk.post("/account/sign-out-everywhere", referer="/account")
    assert page.notice == "All other devices have been signed out."
    assert is_out(phone)
    desk.get("/account")


def test_one_device_of_several(visit, manager):
    desk, phone = visit(manager), visit(manager)
    other = SignIn.select().order_by(SignIn.id.desc()).get()
    desk.post(f"/account/devices/{other.id}/sign-out")
    assert is_out(phone)
    desk.post(f"/account/devices/{other.id}/sign-out", status=404)


@pytest.mark.one_engine
def test_nobody_ends_the_device_of_another(visit, manager, adviser):
    visit(adviser)
    other = SignIn.get()
    visit(manager).post(f"/account/devices/{other.id}/sign-out", status=404)
    assert SignIn.get_by_id(other.id).ended_at is None


def test_a_device_that_ran_out_is_not_listed(visit, manager, at):
    visit(manager)
    at("2026-11-24 11:00")
    page = visit(manager).get("/account")
    assert len(page.html.select("#devices li")) == 1


def test_whoever_left_is_out_at_once(visit, manager, at):
    browser = visit(manager)
    Staff.update(left_on="2026-11-24").where(Staff.id == manager.id).execute()
    assert is_out(browser)


def test_an_ended_role_counts_at_once(visit, branch_admin):
    browser = visit(branch_admin)
    browser.get("/staff")
    RoleGrant.update(until="2026-11-24").execute()
    browser.get("/staff", status=403)


def test_a_made_up_cookie_is_nobody(visit):
    browser = visit()
    with browser.web.session_transaction() as session:
        session["_user_id"] = "1"
    assert is_out(browser)


def test_arriving_anew_leaves_the_first_device_in(visit, manager):
    first, second = visit(), visit()
    arrive(first, "wanglei")
    arrive(second, "wanglei")
    first.get("/account")
    second.get("/account")


def sign_ins() -> list[bool]:
    """Which devices of all people are still signed in, the oldest first."""
    return [row.ended_at is None for row in SignIn.select().order_by(SignIn.id)]


def test_signing_in_again_ends_the_session_before(visit, manager):
    """In the same browser: nobody could sign the former one out any more, yet its cookie would still open the door."""
    browser = visit()
    arrive(browser, "wanglei")
    before = browser.web.get_cookie("portal").value
    arrive(browser, "wanglei")
    assert sign_ins() == [False, True] and len(browser.get("/account").html.select("#devices li")) == 1
    browser.web.set_cookie("portal", before)
    assert is_out(browser)


def test_somebody_else_at_the_same_browser_ends_it_too(visit, manager, adviser):
    browser, elsewhere = visit(), visit(manager)
    arrive(browser, "wanglei")
    arrive(browser, "lina")
    assert sign_ins() == [True, False, True]
    elsewhere.get("/account")


def test_a_demo_person_and_a_one_time_code_replace_it_too(app, visit, manager, adviser):
    Account.update(is_demo=True).execute()
    browser = visit()
    arrive(browser, "wanglei")
    browser.post("/login/demo", username="lina", follow=False, status=303)
    assert sign_ins() == [False, True]
    with app.app_context():
        code = issue_code(people.actor(manager), people.account_of(manager), days=14)
    fields = {"code": code, "password": "green tea in the morning", "again": "green tea in the morning"}
    browser.post("/activate", follow=False, status=303, **fields)
    assert sign_ins() == [False, False, True]


def test_a_sign_in_that_fails_ends_nothing(visit, manager):
    browser = visit()
    arrive(browser, "wanglei")
    arrive(browser, "wanglei", "not-the-password", status=422)
    assert sign_ins() == [True]
    browser.get("/account")
