"""A phone without a line: what was kept opens, everything else says so; after signing out nothing is left."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page

from tests.browser import chromium

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("kept-"));
  const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
  return lists.flat();
}"""
DRAFTS = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('draft|'))"


def kept(page: Page) -> list[str]:
    return page.evaluate(KEPT)


def nothing_of_his(page: Page) -> bool:
    """The sign-in page of a demonstration names him; nothing else does."""
    page.wait_for_load_state()
    chromium.until(page, "document.readyState === 'complete'")
    shown = page.content()
    return not any(words in shown for words in ("陈先生", "陈*", "C-0000001", "tier-card", "data-worker"))


def with_card(person, username="chengang"):
    """Signed in, the worker at work, the card kept."""
    client = person(username, "phone-zh-light").open("/me")
    client.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    chromium.until(client.page, "navigator.serviceWorker.controller !== null")
    client.open("/me/card")
    chromium.until(client.page, f"({KEPT})().then((found) => found.includes('/me/card'))")
    return client


def test_it_works(person):
    client = with_card(person)
    page = client.page
    client.open("/me/benefits").open("/me/requests")
    assert kept(page) == ["/me/card"]
    page.context.set_offline(True)
    page.goto("/me/card")
    assert "陈*" in page.inner_text("main") and page.locator("form").count() == 0
    page.goto("/me")
    assert page.inner_text("h1") == "当前没有网络"
    page.context.set_offline(False)
    page.goto("/me")
    assert "陈先生" in page.inner_text("h1")


def test_after_signing_out_nothing_is_left(person):
    client = with_card(person)
    page = client.page
    client.open("/me/requests/new").open("/me")
    page.locator(".member-top details.menu summary").last.click()
    with page.expect_navigation(url="**/login*"):
        page.locator("form[action='/logout'] button").first.click()
    assert kept(page) == []
    for _ in range(3):
        page.go_back()
        assert nothing_of_his(page), page.url
    page.go_forward()
    assert nothing_of_his(page), page.url
    page.context.set_offline(True)
    again = page.context.new_page()
    with suppress(Error):  # the worker is gone too: the browser's own page says that there is no line
        again.goto("/me/card")
    assert nothing_of_his(again)
    page.context.set_offline(False)


def test_another_person_finds_nothing_but_drafts_stay(person):
    client = with_card(person)
    page = client.page
    client.open("/me/requests/new").fill("form.form", subject="机场接送", details="周五晚上到")
    chromium.until(page, f"({DRAFTS})().length > 0")
    page.context.clear_cookies()
    client.username = "zhoujie"
    client.sign_in_by_one_click().open("/me")
    chromium.until(page, f"({KEPT})().then((found) => found.length === 0)")
    assert page.evaluate(DRAFTS)


def test_a_voucher_given_back_is_not_shown_again(person):
    client = with_card(person, "liufang").open("/me/vouchers")
    page = client.page
    path = page.locator("#vouchers li:has(.chip-done) a").first.get_attribute("href")
    client.open(f"{path}/card")
    chromium.until(page, f"({KEPT})().then((found) => found.includes('{path}/card'))")
    client.open(f"{path}/cancel").send("form[action$='/cancel']")
    chromium.until(page, f"({KEPT})().then((found) => found.join() === '/me/card')")
    page.context.set_offline(True)
    page.goto(f"{path}/card")
    assert page.inner_text("h1") == "当前没有网络"
    page.context.set_offline(False)
