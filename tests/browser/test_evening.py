"""The evening with two phones: one loses its line and goes on; what it did arrives later, and what does not fit is said."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from portal.rules.events.door import payload

pytestmark = pytest.mark.browser

TODAY = "a.row-link:has-text('贵宾厅开放日')"


def door_of(one):
    """The door of today's event, from the list of events; the page is kept before it goes on."""
    one.open("/events")
    href = one.page.locator(TODAY).first.get_attribute("href")
    one.open(f"{href}/door")
    one.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    path = f"{href}/door"
    one.page.wait_for_function(
        "async (path) => Boolean(await caches.match(path, { ignoreVary: true }))", arg=path, timeout=20_000
    )
    expect(one.page.locator("#door-kept")).to_be_visible()
    return path


def type_code(page, code, heads=""):
    page.locator(f"#door-form input[name=heads][value='{heads}']").check(force=True)
    page.fill("#door-form [name=code]", code)
    page.click("#door-form [type=submit]")


def code_of(person, username):
    client = person(username, "phone-zh-light").open("/me/events")
    client.page.locator("a:has-text('贵宾厅开放日')").first.click()
    client.page.locator("a[href$='/ticket']").click()
    client.look()
    return client.page.inner_text(".voucher-number")


def test_two_phones_one_without_a_line(person):
    codes = [code_of(person, name) for name in ("chengang", "liufang")]
    first, second = person("hejun", "phone-zh-light"), person("sunyue", "phone-zh-light")
    path = door_of(first)
    door_of(second)
    page = second.page
    page.context.set_offline(True)
    page.goto(path)  # the page itself opens without a line
    type_code(page, codes[0], "1")
    expect(page.locator("#door-result [role=status]")).to_contain_text("现已到 1 / 2 位")
    type_code(page, codes[1])
    expect(page.locator("#door-result [role=status]")).to_contain_text("现已到 2 / 2 位")
    type_code(page, "K7M2-Q9XB")
    expect(page.locator("#door-result [role=alert]")).to_contain_text("没有这张券")
    expect(page.locator("#door-waiting")).to_contain_text("3 条")
    assert not any(name in page.content() for name in ("陈刚", "刘芳"))
    type_code(first.page, codes[1])  # meanwhile at the other door
    expect(first.page.locator("#door-result [role=status]")).to_contain_text("刘芳")
    page.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.locator("#door-waiting")).to_be_hidden(timeout=20_000)
    second.open(f"{path}/scans")
    expect(page.locator("#conflicts li")).to_have_count(1)
    expect(page.locator("#conflicts")).to_contain_text("刘芳")


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
    page.wait_for_function("() => localStorage.getItem('door-scans') === null")
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
