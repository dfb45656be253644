"""Somebody at the portal in a real browser: signs in, opens pages, sends forms; every page is looked at."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import chromium

PASSWORD = "Changchun-2026"


def one_click(page: Page, username: str) -> Locator:
    """The button of the sign-in page that lets a demo person in."""
    own = f"button[name=username][value={username}]"
    return page.locator(f"{own}, form:has(input[name=username][value={username}]) button").first


class Person:
    """One person with a browser of his own. Each page opened is checked: nothing sticks out, axe finds nothing serious."""

    def __init__(self, page: Page, username: str, setting: chromium.Setting) -> None:
        self.page, self.username, self.setting = page, username, setting
        self.faults: list[str] = []
        self.looked: set[str] = set()

    def sign_in_by_one_click(self) -> Person:
        self.page.goto("/login")
        self.look()
        with self.page.expect_navigation(url=lambda url: "/login" not in url):
            one_click(self.page, self.username).click()
        self.look()
        return self

    def open(self, path: str) -> Person:
        response = self.page.goto(path)
        assert response is not None and response.status == 200, (
            f"{self.username} {path}: {response and response.status}"
        )
        self.look()
        return self

    def look(self) -> None:
        """What any reader would trip over on this page; each kind of page once."""
        kind = self.page.url.split("?")[0].rstrip("0123456789-").split("//")[1]
        if kind in self.looked:
            return
        self.looked.add(kind)
        self.faults += (
            [f"{self.username} {self.page.url} reaches out: {one}" for one in chromium.overflow(self.page)]
            if self.setting.script
            else []
        )
        self.faults += (
            [f"{self.username} {self.page.url} {one}" for one in chromium.axe(self.page)] if self.setting.script else []
        )

    def fill(self, form: str, **values: Any) -> Person:
        """Fill a form's fields by name: lists tick boxes, selects are chosen, the rest is typed."""
        for name, value in values.items():
            field = self.page.locator(f"{form} [name={name}]")
            if isinstance(value, list):
                for one in value:
                    self.page.locator(f"{form} [name={name}][value='{one}']").check()
            elif field.first.evaluate("e => e.tagName") == "SELECT":
                field.select_option(str(value))
            elif field.first.get_attribute("type") == "radio":
                self.page.locator(f"{form} [name={name}][value='{value}']").check()
            elif field.first.get_attribute("type") == "checkbox":
                field.set_checked(bool(value))
            else:
                field.fill(str(value))
        return self

    def send(self, form: str, done: bool = True, button: str = "[type=submit]") -> Person:
        """Press the form's button (its first, unless another one is meant) and wait until the page says what became of
        it."""
        pressed = self.page.locator(f"{form} button{button}").first
        self.page.evaluate(
            "document.querySelectorAll('#messages > *').forEach(one => one.remove())"
        ) if self.setting.script else None
        pressed.scroll_into_view_if_needed()
        pressed.click()
        words = self.page.locator("#messages [role=status]" if done else "[role=alert]").first
        expect(words).to_be_visible(timeout=15_000)
        self.look()
        return self

    def unfold(self, inside: str) -> Person:
        """Open the folded part that holds an element."""
        fold = self.page.locator(f"details:has({inside})").first
        if fold.count() and not fold.evaluate("e => e.open"):
            fold.locator("summary").first.click()
        return self

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def address(self) -> str:
        return "/" + self.page.url.split("?")[0].split("/", 3)[3]
