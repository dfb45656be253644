"""Every page of a client in every look, for `scripts/screenshots.py --member` (`make screenshots MEMBER=1`).

Pictures go to `instance/screenshots/member/<who>/<look>/<page>.png`; `index.html` beside them shows all looks of a page
side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import Setting, axe, overflow, person

LOOKS = {
    "zh-390": Setting(390, "zh-CN"),
    "zh-390-dark": Setting(390, "zh-CN", dark=True),
    "en-390": Setting(390, "en-GB"),
    "en-390-dark": Setting(390, "en-GB", dark=True),
    "zh-320": Setting(320, "zh-CN"),
    "en-320": Setting(320, "en-GB"),
    "zh-390-large": Setting(390, "zh-CN", text=200),
    "zh-1280": Setting(1280, "zh-CN"),
    "en-1280-dark": Setting(1280, "en-GB", dark=True),
}
PEOPLE = ("chengang", "liufang", "sunli", "wutao")
"""One with much, one with some, a company's person, one with nothing."""

VOUCHER = "/me/vouchers first:#vouchers li:has(.chip-{}) a"
PAGES: dict[str, str] = {
    "home": "/me",
    "benefits": "/me/benefits",
    "redeem": "/me/benefits/airport_lounge/redeem",
    "statement": "/me/benefits/statement",
    "vouchers": "/me/vouchers",
    "voucher-confirmed": VOUCHER.format("done"),
    "voucher-asked": VOUCHER.format("wait"),
    "voucher-used": VOUCHER.format("info"),
    "voucher-ended": VOUCHER.format("plain"),
    "voucher-card": VOUCHER.format("done") + " then:a[href$='/card']",
    "voucher-cancel": VOUCHER.format("wait") + " then:a[href$='/cancel']",
    "requests": "/me/requests",
    "request-answer": "/me/requests first:#requests-list li:has(.chip-wait) a",
    "request-rate": "/me/requests first:#requests-list li:has(.chip-done) a",
    "request-withdraw": "/me/requests first:#requests-list li:has(.chip-info) a then:a[href$='/withdraw']",
    "request-new": "/me/requests/new",
    "call-back": "/me/call-back",
    "events": "/me/events",
    "event": "/me/events first:#coming li:not(:has(.chip-done)) a",
    "event-own": "/me/events first:#coming li:has(.chip-done) a",
    "event-guests": "/me/events first:#coming li:has(.chip-done) a then:a[href$='/guests']",
    "event-cancel": "/me/events first:#coming li:has(.chip-done) a then:a[href$='/cancel']",
    "team": "/me/team",
    "tier": "/me/tier",
    "accounts": "/me/accounts",
    "card": "/me/card",
    "profile": "/me/profile",
    "correct": "/me/profile/correct",
    "privacy": "/me/privacy",
    "signatures": "/me/signatures",
    "signed": "/me/signatures first:#ended-signatures a",
    "notices": "/me/notices",
    "account": "/account",
}
"""Name → address; "first:" follows the first such link, "then:" one on that page. A page that this client has not got
is left out."""


def take(
    browser: Browser,
    url: str,
    folder: Path,
    sign_in: Callable[[Page, str], None],
    *,
    people: Iterable[str] = PEOPLE,
    looks: Iterable[str] = LOOKS,
    pages: Iterable[str] = PAGES,
) -> list[str]:
    """Take the pictures; return a line for whatever reaches out of the window or that axe finds serious."""
    people, looks, pages = tuple(people), tuple(looks), tuple(pages)
    faults: list[str] = []
    for who in people:
        for look in looks:
            context = person(browser, LOOKS[look], url)
            page = context.new_page()
            sign_in(page, who)
            place = folder / who / look
            place.mkdir(parents=True, exist_ok=True)
            for name in pages:
                if open_page(page, PAGES[name]):
                    _whole(page, place / f"{name}.png", LOOKS[look])
                    found = faults_of(page, with_axe=LOOKS[look].width == 390)
                    faults += [f"{who} {look} {name}: {one}" for one in found]
            print(f"{who} {look}", flush=True)
            context.close()
    _index(folder, people, looks, pages)
    return faults


def _whole(page: Page, path: Path, look: Setting) -> None:
    """The whole page in one picture, its bar at the bottom of it."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": look.width, "height": max(height, look.height)})
    page.screenshot(path=path)
    page.set_viewport_size({"width": look.width, "height": look.height})


def faults_of(page: Page, with_axe: bool) -> list[str]:
    """What sticks out, what is too small for a thumb, and what axe finds serious."""
    return [*overflow(page), *small(page), *(axe(page) if with_axe else ())]


def small(page: Page) -> list[str]:
    """What a thumb would miss: buttons and fields under 44 px on a phone. Links inside of sentences are exempt."""
    if (page.viewport_size or {})["width"] >= 860:
        return []
    found: list[str] = page.evaluate("""() => {
        const main = ["button", ".btn", "summary", "select", "input:not([type=hidden])", "li > a", ".section-head a"];
        const exempt = (one) => one.closest("label, p, dd") || one.matches(".row-button, .row-link");
        return [...document.querySelectorAll([...main.map((one) => `main ${one}`), "nav a", "header a"].join())]
        .filter((one) => one.checkVisibility() && !exempt(one))
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
        .map(([one, box]) => `small ${Math.round(box.width)}×${Math.round(box.height)}: ${one.outerHTML.slice(0, 99)}`);
    }""")
    return found


def open_page(page: Page, address: str) -> bool:
    """Open a page by its address and links; False for one that is not there."""
    path, _, link = address.partition(" first:")
    answer = page.goto(path)
    for selector in filter(None, link.split(" then:")):
        found = page.locator(selector)
        if not found.count():
            return False
        answer = page.goto(found.first.get_attribute("href") or path)
    page.wait_for_load_state("networkidle")
    return bool(answer and answer.status == 200)


def _index(folder: Path, people: tuple[str, ...], looks: tuple[str, ...], pages: tuple[str, ...]) -> None:
    rows = []
    for who in people:
        for name in pages:
            found = [look for look in looks if (folder / who / look / f"{name}.png").exists()]
            figures = (
                f"<figure><figcaption>{look}</figcaption><a href='{who}/{look}/{name}.png'>"
                f"<img loading='lazy' src='{who}/{look}/{name}.png'></a></figure>"
                for look in found
            )
            if found:
                rows.append(f"<h2>{who} · {name}</h2><div>{''.join(figures)}</div>")
    style = "div{display:flex;gap:1rem;align-items:start;overflow-x:auto}figure{margin:0}img{max-width:24rem}"
    whole = f"<!doctype html><meta charset='utf-8'><style>{style}</style>{''.join(rows)}"
    folder.joinpath("index.html").write_text(whole)
