"""Fixtures of the browser tests: one Chromium a run, a fresh context for each setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from . import chromium as own


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
