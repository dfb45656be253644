"""A client books on his phone, keeps the voucher as a picture; his manager confirms it at the desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_picture_is_drawn_in_the_page(person):
    client = person("chengang", "phone-zh-light").open("/me/vouchers")
    page = client.page
    page.locator("#vouchers li:has(.chip-done) a").first.click()
    client.look()
    with page.expect_download() as download:
        page.locator("[data-draw-voucher]").click()
    assert download.value.suggested_filename.endswith(".png")
    drawn = page.locator("#picture img")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("one => one.naturalWidth") == 720
    client.look()
    page.locator("a[href$='/card']").click()
    client.look()
    assert page.locator("form").count() == 0


def test_booked_on_a_phone_and_confirmed_at_the_desk(person):
    client = person("liufang", "phone-zh-light").open("/me/benefits")
    page = client.page
    page.locator("a[href='/me/benefits/hospital_booking/redeem']").first.click()
    client.look()
    day = page.evaluate("new Date(Date.now() + 12 * 864e5).toISOString().slice(0, 10)")
    client.fill("form.form", wanted_on=day, note="周二上午方便").send("form.form")
    number = client.address().rpartition("/")[2]
    expect(page.locator("h1")).to_contain_text(number)
    manager = person("wanglei", "desk-en-dark").open(f"/benefits/redemptions/{number}")
    manager.page.locator("form[action$='/confirm'] button").click()
    expect(manager.page.locator("#messages [role=status]")).to_be_visible()
    manager.open("/benefits/redemptions").open(f"/benefits/redemptions/{number}/decline")
    client.open(f"/me/vouchers/{number}")
    expect(page.locator("svg.qr")).to_be_visible()
    client.open("/me/benefits/statement").open(f"/me/vouchers/{number}/cancel")
