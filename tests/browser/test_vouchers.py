"""A client books on his phone, keeps the voucher as a picture; his manager confirms it at the desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import one_click

pytestmark = pytest.mark.browser

DARK = """() => {
  const image = document.querySelector("#picture img");
  const brush = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height }).getContext("2d");
  brush.drawImage(image, 0, 0);
  const points = brush.getImageData(0, 0, image.width, image.height).data;
  let dark = 0;
  for (let at = 0; at < points.length; at += 4) dark += points[at] < 60;
  return dark;
}"""
"""How many points of the drawn picture are dark."""


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


def test_in_wechat_it_is_a_picture_to_press(chromium, demo_portal):
    """Nothing is offered there that does not work there: no installing, no printing, no download."""
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile MicroMessenger/8.0.50 Language/zh_CN"
    context = chromium.new_context(
        base_url=demo_portal, user_agent=agent, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    page, downloads, blocked = context.new_page(), [], []
    page.on("download", lambda one: downloads.append(one))
    page.on("console", lambda one: blocked.append(one.text) if "Content Security Policy" in one.text else None)
    page.goto("/login")
    with page.expect_navigation(url=lambda url: "/login" not in url):
        one_click(page, "chengang").click()
    assert page.locator("[data-install], link[rel=manifest]").count() == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    page.goto("/me/vouchers")
    page.locator("#vouchers li:has(.chip-done) a").first.click()
    assert page.locator("[data-print], a[href$='/card']").count() == 0
    page.locator("[data-draw-voucher]").click()
    drawn = page.locator("#picture img")
    expect(drawn).to_be_visible()
    assert drawn.get_attribute("src").startswith("data:image/png") and "长按" in page.locator("#picture").inner_text()
    assert page.evaluate(DARK) > 4000  # the code, and words below it
    page.goto("/me/requests")
    assert (downloads, blocked) == ([], [])
    context.close()


def test_booked_on_a_phone_and_confirmed_at_the_desk(person):
    client = person("zhoujie", "phone-zh-light").open("/me/benefits")
    page = client.page
    page.locator("a[href='/me/benefits/hospital_booking/redeem']").first.click()
    client.look()
    day = page.evaluate("new Date(Date.now() + 12 * 864e5).toISOString().slice(0, 10)")
    client.fill("form.form", wanted_on=day, note="周二上午方便").send("form.form")
    number = client.address().rpartition("/")[2]
    expect(page.locator("h1")).to_contain_text(number)
    manager = person("wanglei", "desk-en-dark").open(f"/benefits/redemptions/{number}")
    manager.page.fill("#confirming [name=result]", "吉林大学第一医院 心血管内科，上午 9:30")
    manager.page.locator("#confirming button[type=submit]").click()
    expect(manager.page.locator("#messages [role=status]")).to_be_visible()
    manager.open("/benefits/redemptions").open(f"/benefits/redemptions/{number}/decline")
    client.open(f"/me/vouchers/{number}")
    expect(page.locator("svg.qr")).to_be_visible()
    client.open("/me/benefits/statement").open(f"/me/vouchers/{number}/cancel")
