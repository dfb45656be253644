"""Fixtures of the browser tests: one Chromium a run, a fresh context for each setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium as own
from tests.browser.people import Person
from tests.browser.server import running
from tests.ground.engines import Copies


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with own.chromium() as browser:
        yield browser


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`browser_page("phone-zh-light", base_url)`: a new person's page; an error in a script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(setting: str, base_url: str = "") -> Page:
        context = own.person(chromium, own.SETTINGS[setting], base_url)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: faults.append(f"{page.url}: {message.text}") if _broken_policy(message.text) else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _broken_policy(text: str) -> bool:
    return "Content Security Policy" in text or "Content-Security-Policy" in text


@pytest.fixture(scope="session")
def demo_portal(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One portal with the demo branch for several stories that do not meet; its start costs more than each of them."""
    url = copies.fresh("sqlite")
    with running(url, tmp_path_factory.mktemp("portal")) as address:
        yield address
    copies.drop(url)


@pytest.fixture
def person(browser_page: Callable[..., Page], demo_portal: str) -> Iterator[Callable[..., Person]]:
    """`person("wanglei", "desk-zh-light")`: signed in at the shared portal; what any page lacks for a reader fails the test."""
    people: list[Person] = []

    def signed_in(username: str, setting: str) -> Person:
        page = browser_page(setting, demo_portal)
        people.append(Person(page, username, own.SETTINGS[setting]).sign_in_by_one_click())
        return people[-1]

    yield signed_in
    assert [fault for one in people for fault in one.faults] == []
