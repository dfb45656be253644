"""A client signs on his phone: draws, turns it, signs; the proof of it is open to everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.browser.people import PASSWORD, one_click

pytestmark = pytest.mark.browser

INK = """() => {
  const canvas = document.querySelector("form[data-sign] canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [dark, left, right] = [0, canvas.width, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 100) continue;
    const x = (at / 4) % canvas.width;
    dark += 1;
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return { dark, left: left / canvas.width, right: right / canvas.width, width: canvas.offsetWidth };
}"""
"""How much ink the field has, and from where to where, as parts of its width."""
STROKES = (((0.15, 0.3), (0.35, 0.75), (0.5, 0.25)), ((0.55, 0.7), (0.7, 0.3), (0.85, 0.6)))


def draw(page: Page, strokes=STROKES) -> None:
    canvas = page.locator("form[data-sign] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=12)
        page.mouse.up()


def sign(page: Page) -> None:
    page.locator("form[data-sign] button[type=submit]").click()


def test_drawn_turned_signed_and_proved(person):
    client = person("liufang", "phone-zh-light").open("/me")
    page = client.page
    page.get_by_role("link", name="阅读并签署").first.click()
    client.look()
    sign(page)
    expect(page.locator("[data-said]")).to_contain_text("签名区为空")
    draw(page, (((0.5, 0.5), (0.505, 0.505)),))
    sign(page)
    expect(page.locator("[data-said]")).not_to_be_empty()
    page.locator("[data-clear]").click()
    draw(page)
    before = page.evaluate(INK)
    assert before["dark"] > 300
    page.set_viewport_size({"width": 844, "height": 390})
    chromium.until(page, f"document.querySelector('form[data-sign] canvas').offsetWidth > {before['width'] + 50}")
    page.wait_for_timeout(200)
    turned = page.evaluate(INK)
    assert turned["dark"] > 300, "the strokes are still there"
    assert abs(turned["left"] - before["left"]) < 0.03 and abs(turned["right"] - before["right"]) < 0.03
    client.look()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(200)
    assert page.evaluate(INK)["dark"] > 300
    with page.expect_navigation():
        sign(page)
    expect(page.get_by_text("签署成功")).to_be_visible()
    image = page.locator(".signed-picture")
    expect(image).to_be_visible()
    assert image.evaluate("one => one.naturalWidth") > 300
    client.look()
    page.locator(".signed-verify a").click()
    expect(page.get_by_text("签署后未经改动")).to_be_visible()
    assert "刘芳" not in page.inner_text("main")
    client.look()


def test_a_browser_that_hands_out_no_picture_offers_the_name(chromium, demo_portal):
    """As with protection against tracking: what is read from a canvas is white."""
    context = chromium.new_context(base_url=demo_portal, locale="zh-CN", viewport={"width": 390, "height": 844})
    context.add_init_script(
        """const read = CanvasRenderingContext2D.prototype.getImageData;
        CanvasRenderingContext2D.prototype.getImageData = function (...box) {
          const found = read.apply(this, box);
          found.data.fill(255);
          return found;
        };"""
    )
    page = context.new_page()
    page.goto("/login")
    with page.expect_navigation(url=lambda url: "/login" not in url):
        one_click(page, "zhoujie").click()
    page.goto("/me/benefits/safe_box/redeem")
    page.get_by_role("button", name="阅读并签署条款").click()
    expect(page.locator("[data-said]")).to_contain_text("防跟踪")
    expect(page.locator("#by-name")).to_have_attribute("open", "")
    page.fill("#by-name [name=typed_name]", "周洁")
    page.fill("#by-name [name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("#by-name button[type=submit]").click()
    expect(page.locator("#signature")).to_be_visible()
    context.close()


def test_without_script_one_signs_by_name(chromium, demo_portal):
    context = chromium.new_context(
        base_url=demo_portal, locale="zh-CN", java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/login")
    one_click(page, "chengang").click()
    page.goto("/me/signatures")
    page.locator("#ended-signatures a").first.click()
    expect(page.locator(".signed-picture")).to_be_visible()
    context.close()
