"""The door of an event on a phone, as tests use it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.browser.people import Person


def open_door(one: Person, event: str) -> str:
    """Open the door of `/events/E-…`, and wait until the phone has kept the page and the list. Answers its address."""
    path = f"{event}/door"
    one.open(path)
    chromium.until(one.page, "navigator.serviceWorker.controller !== null")
    one.page.wait_for_function(
        "async (path) => Boolean(await caches.match(path, { ignoreVary: true }))", arg=path, timeout=20_000
    )
    expect(one.page.locator("#door-kept")).to_be_visible()
    return path


def type_code(page: Page, code: str, heads: str = "") -> None:
    """Type the code of a ticket; `heads` how many of its party are here, all of them by default."""
    page.locator(f"#door-form input[name=heads][value='{heads}']").check(force=True)
    page.fill("#door-form [name=code]", code)
    page.click("#door-form [type=submit]")
