"""A session that ends while somebody writes: he signs in and finds his text, and nobody else does."""

from __future__ import annotations

import io

import pytest

from portal.ground import clock
from portal.models import RequestEntry, SignIn
from tests.ground.people import PASSWORD
from tests.requests.cases import taken

TEXT = "请于下周三前寄出存款证明，谢谢。"
FIRST = {"kind": "request", "category": "medical", "subject": "预约挂号", "details": TEXT}


def leave(browser, at):
    """Nothing is done for two hours."""
    at("2026-11-24 12:30")


def end(browser, at):
    """Signed out from another device."""
    SignIn.update(ended_at=clock.now()).execute()


def sign_in(browser, page, username="wanglei", **more):
    return browser.post("/login", username=username, password=PASSWORD, **hidden(page), **more)


def hidden(page):
    """What the form to sign in with carries."""
    form = page.html.find("form", id="sign-in")
    return {one["name"]: one["value"] for one in form.select("[name=next], [name=carried]")}


@pytest.mark.parametrize(("ends", "why"), [(leave, "nothing was done here"), (end, "from another device")])
def test_it_works(visit, served, manager, at, ends, why):
    row = taken(served, manager)
    browser = visit(manager)
    ends(browser, at)
    page = browser.post(f"/requests/{row.number}/reply", status=401, body=TEXT)
    assert why in page.text and "What you typed is kept" in page.text and TEXT not in page.text
    back = sign_in(browser, page)
    assert back.value("body").strip() == TEXT and back.heading == browser.get(f"/requests/{row.number}").heading
    assert "was not sent yet" in back.notice
    assert not RequestEntry.select().where(RequestEntry.body == TEXT).exists()
    browser.post(f"/requests/{row.number}/reply", body=back.value("body"), submission=back.value("submission"))
    assert RequestEntry.select().where(RequestEntry.body == TEXT).count() == 1


def test_somebody_else_sees_nothing_of_it(visit, served, manager, second_manager, at):
    row = taken(served, manager)
    browser = visit(manager)
    leave(browser, at)
    page = browser.post(f"/requests/{row.number}/reply", status=401, body=TEXT)
    other = sign_in(browser, page, "qianfeng")
    assert other.path == "/home" and TEXT not in other.response.get_data(as_text=True)


def test_a_wrong_password_loses_nothing(visit, served, at):
    browser = visit(served)
    leave(browser, at)
    page = browser.post("/me/requests/new", status=401, **FIRST)
    wrong = browser.post("/login", status=422, username="chengang", password="no", carried=page.value("carried"))
    assert wrong.value("carried") == page.value("carried")
    assert sign_in(browser, wrong, "chengang").value("details").strip() == TEXT


def test_a_seal_is_nobodys_invention(visit, served, at):
    browser = visit(served)
    leave(browser, at)
    page = browser.post("/me/requests/new", status=401, **FIRST)
    for broken in ("x", page.value("carried")[:-4] + "AAAA", "a:" + "9" * 400_000):
        arrived = browser.post("/login", username="chengang", password=PASSWORD, carried=broken)
        assert arrived.path == "/me" and TEXT not in arrived.text


def test_after_a_day_it_is_gone(visit, served, at):
    browser = visit(served)
    leave(browser, at)
    page = browser.post("/me/requests/new", status=401, **FIRST)
    at("2026-11-25 12:31")
    assert sign_in(browser, page, "chengang").path == "/me"


def test_passwords_never_travel(visit, manager, at):
    browser = visit(manager)
    leave(browser, at)
    page = browser.post(
        "/account/password", status=303, follow=False, current=PASSWORD, password="a quiet evening", again="a quiet one"
    )
    assert page.response.headers["Location"].startswith("/login")


def test_files_are_named_to_be_chosen_again(visit, served, at):
    browser = visit(served)
    leave(browser, at)
    page = browser.post("/me/requests/new", status=401, attachments=(io.BytesIO(b"hello"), "存单.txt"), **FIRST)
    back = sign_in(browser, page, "chengang")
    assert back.value("details").strip() == TEXT and "存单.txt" in back.text


def test_a_htmx_deed_shows_the_sign_in_beside_it(visit, served, manager, at):
    row = taken(served, manager)
    browser = visit(manager, htmx="thread")
    leave(browser, at)
    page = browser.post(f"/requests/{row.number}/reply", status=401, body=TEXT)
    assert page.response.headers["X-Portal-Signed-Out"] == "1" and page.html.find("form", id="sign-in")
    assert page.html.html is None and "HX-Redirect" not in page.response.headers
    plain = visit(None)
    plain.web, plain.raw = browser.web, browser.raw
    back = sign_in(plain, page)
    assert back.value("body").strip() == TEXT and back.html.html is not None


def test_a_list_that_was_filtered_is_found_again(visit, manager, at):
    browser = visit(manager)
    leave(browser, at)
    page = browser.get("/clients?tier=gold")
    assert page.path == "/login" and "nothing was done here" in page.text
    assert sign_in(browser, page).path == "/clients"
    at("2026-11-24 15:00")
    browser.htmx = "rows"
    page = browser.get("/clients?tier=gold", status=401)
    assert hidden(page)["next"] == ""
    headers = {"HX-Request": "true", "HX-Target": "rows", "HX-Current-URL": "http://localhost/clients"}
    page = browser.web.get("/clients?tier=gold", headers=headers)
    assert b'name="next" value="/clients?tier=gold"' in page.data


def test_a_second_sign_in_page_goes_on(visit, manager):
    first = visit(None)
    page = first.get("/clients?tier=gold")
    token = page.value("csrf_token")
    assert sign_in(first, page).path == "/clients"
    assert first.get("/login?next=/requests").path == "/requests"
    late = first.post(
        "/login",
        csrf=False,
        referer="/login",
        csrf_token=token,
        username="wanglei",
        password=PASSWORD,
        next="/requests",
    )
    assert late.path == "/requests" and "signed in already" in late.notice


def test_a_long_text_travels_whole(visit, served, at):
    browser = visit(served)
    leave(browser, at)
    long = "长" * 4000
    page = browser.post("/me/requests/new", status=401, **{**FIRST, "details": long})
    assert sign_in(browser, page, "chengang").value("details").strip() == long
    page = visit(served).post("/me/requests/new", status=422, **{**FIRST, "details": "长" * 100_000})
    assert len(page.value("details").strip()) > 4000
