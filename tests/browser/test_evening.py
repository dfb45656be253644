"""What else happens in an evening: signing out while scans wait, tickets read from pictures, the draw computed anew (two
phones at one door stand in test_event_story.py)."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from portal.rules.events.door import payload
from tests.browser import chromium
from tests.browser.door import open_door, type_code
from tests.browser.people import Person

pytestmark = pytest.mark.browser

TODAY = "a.row-link:has-text('贵宾厅开放日')"


def door_of(one: Person) -> str:
    """The door of today's event, from the list of events."""
    one.open("/events")
    return open_door(one, one.page.locator(TODAY).first.get_attribute("href") or "")


def test_signing_out_asks_while_scans_wait(person):
    one = person("zhaomin", "phone-zh-light")
    path = door_of(one)
    page = one.page
    page.context.set_offline(True)
    type_code(page, "K7M2-Q9XC")
    expect(page.locator("#door-waiting")).to_contain_text("1 条")
    page.context.set_offline(False)
    page.context.clear_cookies()  # the session is over: what waits stays on the phone
    page.goto("/login")
    assert page.evaluate("() => localStorage.getItem('door-scans')") == "1"
    one.sign_in_by_one_click()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.evaluate("() => document.querySelector(\"form[action='/logout']\").requestSubmit()")
    assert "1 条" in asked[0] and "/login" not in page.url
    page.goto(path)
    chromium.until(page, "localStorage.getItem('door-scans') === null")
    one.open(f"{path}/scans")
    expect(page.locator("#scans")).to_contain_text("K7M2-Q9XC")


def pictures():
    """A ticket as cameras see it: plain, small, turned, in bad light, out of focus."""
    file = io.BytesIO()
    segno.make(payload("E-2026-0042", "0123456789ABCDEF" * 2), error="m", micro=False).save(
        file, kind="png", scale=8, border=4
    )
    plain = Image.open(file).convert("RGB")
    table = Image.new("RGB", (900, 1200), "#8A7B66")
    table.paste(plain.resize((320, 320)), (270, 420))
    return {
        "plain": plain,
        "small": table,
        "turned": table.rotate(17, expand=True, fillcolor="#8A7B66"),
        "dark": plain.point(lambda value: value // 3 + 20),
        "blurred": plain.filter(ImageFilter.GaussianBlur(2)),
    }


def test_tickets_are_read_from_pictures(person):
    one = person("sunyue", "phone-zh-light")
    door_of(one)
    page = one.page
    for name, picture in pictures().items():
        file = io.BytesIO()
        picture.save(file, "PNG")
        page.evaluate("() => document.querySelector('#door-result').replaceChildren()")
        page.set_input_files(
            "#door-picture", {"name": f"{name}.png", "mimeType": "image/png", "buffer": file.getvalue()}
        )
        expect(page.locator("#door-result"), name).to_contain_text("没有这张入场券", timeout=10_000)
    blank = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(blank, "PNG")
    page.set_input_files("#door-picture", {"name": "blank.png", "mimeType": "image/png", "buffer": blank.getvalue()})
    expect(page.locator("#door-result")).to_contain_text("没有找到入场码", timeout=10_000)


def test_the_browser_computes_the_draw_anew(person):
    one = person("sunyue", "desk-zh-light").open("/events")
    page = one.page
    page.locator("a.row-link:has-text('红旗文化展馆亲子日')").first.click()
    page.locator("#evening a[href$='/draw']").click()
    one.look()
    page.locator("a[href$='/draw/verify']").click()
    one.look()
    said = page.locator("[data-draw] [role=status]")
    expect(said).to_have_count(2)
    for n in range(2):
        expect(said.nth(n)).to_contain_text("结果相符")
