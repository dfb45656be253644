"""A deed that was not done says so beside itself: the page and the text stay, and it can be sent again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.people import PASSWORD, one_click

pytestmark = pytest.mark.browser

TEXT = "行李比较多，麻烦安排一辆商务车。"
REPLY = "form[action$='/reply']"


@pytest.fixture
def client(person):
    """Gold 刘芳 on the page of a request that she filed just now."""
    client = person("liufang", "phone-zh-light").open("/me/requests/new")
    client.fill("form.form", kind="request", category="travel", subject="机场接送", details="周五晚上").send(
        "form.form"
    )
    return client


def answered(page, status: int, body: str = "", headers: dict[str, str] | None = None) -> None:
    """The server answers the next replies like this."""
    page.route(
        re.compile(r"/reply$"),
        lambda route: route.fulfill(status=status, body=body, content_type="text/html", headers=headers or {}),
    )


def refusal(client):
    """The message beside the form; the page and the text in it have stayed."""
    box = client.page.locator(f"{REPLY} .refusal:not([data-old])")
    expect(box).to_be_visible()
    expect(client.page.locator("h1")).to_have_text("机场接送")
    expect(client.page.locator(f"{REPLY} [name=body]")).to_have_value(TEXT)
    return box


@pytest.mark.parametrize("status", [413, 429, 500, 503])
def test_with_a_page_of_the_server_or_words_of_its_own(client, status):
    page = client.page
    client.fill(REPLY, body=TEXT)
    for body, headers, words in (
        ("<p>请稍候片刻。</p>", {"X-Portal-Refusal": "1"}, "请稍候片刻"),
        ("<!DOCTYPE html><main><h1>错误</h1></main>", {}, "请"),
        ("", {}, "请"),
    ):
        page.unroute_all()
        answered(page, status, body, headers)
        page.locator(f"{REPLY} button[type=submit]").tap()
        expect(refusal(client)).to_contain_text(words)
        page.locator(".refusal").evaluate("box => box.dataset.old = 1")
    expect(page.locator("[data-send-again]")).to_be_focused()
    assert chromium.axe(page) == [] and chromium.overflow(page) == []
    page.unroute_all()
    page.locator("[data-send-again]").tap()
    expect(page.locator("#messages [role=status]")).to_be_visible()
    expect(page.locator(".entry-words", has_text=TEXT)).to_have_count(1)
    expect(page.locator(".refusal")).to_have_count(0)


def test_a_lost_answer_and_a_file_that_stays(client, tmp_path):
    page = client.page
    client.fill(REPLY, body=TEXT)
    page.set_input_files(
        f"{REPLY} input[type=file]", {"name": "航班.txt", "mimeType": "text/plain", "buffer": b"CZ6147"}
    )
    page.route(re.compile(r"/reply$"), lambda route: route.abort("connectionreset"))
    page.locator(f"{REPLY} button[type=submit]").tap()
    expect(refusal(client)).to_contain_text("没有收到回复")
    page.unroute_all()
    page.locator("[data-send-again]").tap()
    expect(page.locator(".file", has_text="航班.txt")).to_have_count(1)


def test_a_refused_form_keeps_its_files(client):
    page = client.page
    page.set_input_files(
        f"{REPLY} input[type=file]", {"name": "航班.txt", "mimeType": "text/plain", "buffer": b"CZ6147"}
    )
    page.locator(f"{REPLY} button[type=submit]").tap()
    expect(page.locator(f"{REPLY} [name=body]")).to_be_focused()
    expect(page.locator(f"{REPLY} .picked-name")).to_contain_text("航班.txt")
    client.open("/me/requests/new")
    page.set_input_files("form.form input[type=file]", {"name": "证明.txt", "mimeType": "text/plain", "buffer": b"1"})
    page.locator("form.form button[type=submit]").tap()
    expect(page.locator(".form-errors")).to_be_visible()
    expect(page.locator("form.form .picked-name")).to_contain_text("证明.txt")


def test_a_session_that_ended_keeps_the_text_until_the_same_person_is_back(client):
    page = client.page
    thread = client.address()
    client.fill(REPLY, body=TEXT)
    page.context.clear_cookies()
    page.locator(f"{REPLY} button[type=submit]").tap()
    expect(page.locator(".refusal")).to_be_visible()
    assert chromium.axe(page) == []
    expect(page.locator(f"{REPLY} [name=body]")).to_have_value(TEXT)
    client.sign_in_by_one_click().open(thread)
    if page.locator("[data-restore]").count():
        page.locator("[data-restore]").tap()
    expect(page.locator(f"{REPLY} [name=body]")).to_have_value(TEXT)


def test_the_form_to_sign_in_that_the_server_sends_stands_beside_the_text(client):
    page = client.page
    client.fill(REPLY, body=TEXT)
    form = (
        '<form id="sign-in" class="form" method="post" action="/login"><p>您已退出。</p>'
        '<input type="hidden" name="carried" value="x"><label for="username">用户名</label>'
        '<input id="username" class="form-control" name="username"><button class="btn">登录</button></form>'
    )
    answered(page, 401, form, {"X-Portal-Signed-Out": "1"})
    page.locator(f"{REPLY} button[type=submit]").tap()
    expect(page.locator("#sign-in [name=username]")).to_be_focused()
    expect(page.locator(f"{REPLY} [name=body]")).to_have_value(TEXT)
    assert page.locator(f"{REPLY} #sign-in").count() == 0
    assert chromium.axe(page) == [] and chromium.overflow(page) == []


def test_signed_out_from_another_device_one_goes_on_beside_the_text(client, person):
    page, thread = client.page, client.address()
    client.fill(REPLY, body=TEXT)
    other = person("liufang", "desk-zh-light").open("/account#devices")
    other.page.locator("form[action='/account/sign-out-everywhere'] button").click()
    expect(other.page.locator("#messages [role=status]")).to_be_visible()
    page.locator(f"{REPLY} button[type=submit]").tap()
    page.locator("#sign-in [name=username]").fill("liufang")
    page.locator("#sign-in [name=password]").fill(PASSWORD)
    page.locator("#sign-in button[type=submit]").tap()
    page.wait_for_url("**/login")
    expect(page.locator("h1")).to_have_text("机场接送")
    expect(page.locator(f"{REPLY} [name=body]")).to_have_value(TEXT)
    page.locator(f"{REPLY} button[type=submit]").tap()
    expect(page.locator(".entry-words", has_text=TEXT)).to_have_count(1)
    client.open(thread)
    expect(page.locator(".draft")).to_have_count(0)


def sent_after_a_sign_in_elsewhere(client, username):
    """The session is gone and somebody signs in in another tab (answered); then what was typed here is sent."""
    page = client.page
    client.fill(REPLY, body=TEXT)
    other = page.context.new_page()
    page.context.clear_cookies()
    other.goto("/login")
    one_click(other, username).tap()
    other.wait_for_url("**/me")
    page.locator(f"{REPLY} button[type=submit]").tap()
    return other


def test_a_sign_in_in_another_tab_lets_the_first_go_on(client):
    page, _other = client.page, sent_after_a_sign_in_elsewhere(client, "liufang")
    expect(page.locator(".entry-words", has_text=TEXT)).to_have_count(1)


def test_when_somebody_else_signed_in_nothing_is_sent(client):
    page, other = client.page, sent_after_a_sign_in_elsewhere(client, "wutao")
    expect(refusal(client)).to_contain_text("其他用户")
    other.goto(page.url)
    assert TEXT not in other.content()


def test_a_filter_that_fails_leaves_the_list(person):
    manager = person("wanglei", "desk-zh-light").open("/requests")
    page = manager.page
    rows = page.locator("tbody tr").count()
    page.route(
        re.compile(r"/requests(\?|$)"), lambda route: route.fulfill(status=500, body="<!DOCTYPE html><h1>x</h1>")
    )
    page.locator("form.filters select").first.select_option(index=1)
    expect(page.locator(".refusal")).to_be_visible()
    assert page.locator("tbody tr").count() == rows
    page.unroute_all()
    page.locator("[data-send-again]").click()
    expect(page.locator(".refusal")).to_have_count(0)
    page.locator("#q").fill("接送")
    page.wait_for_url("**/requests?*")
    manager.open("/requests")
    expect(page.locator(".draft")).to_have_count(0)
