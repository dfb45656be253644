"""The ground of the browser tests: Chromium starts, reads Chinese, and holds several people at once."""

from __future__ import annotations

import pytest

from tests.browser.chromium import SETTINGS, axe, overflow

pytestmark = pytest.mark.browser

PAGE = "<html lang=zh-CN><head><title>页</title></head><body><main><h1>钻石贵宾</h1><p>{}</p></main></body></html>"


def test_chinese_has_letters_not_boxes(browser_page):
    page = browser_page("phone-zh-light")
    page.set_content(PAGE.format("<span id=a>贵</span> <span id=b>宾</span>"))
    pictures = [page.locator(f"#{name}").screenshot() for name in "ab"]
    assert pictures[0] != pictures[1]


def test_every_setting_opens_beside_the_others(browser_page):
    pages = {name: browser_page(name) for name in SETTINGS}
    for name, page in pages.items():
        page.set_content(PAGE.format(name))
        assert page.locator("p").inner_text() == name
        assert page.viewport_size["width"] == SETTINGS[name].width


def test_axe_finds_what_is_wrong_and_only_that(browser_page):
    page = browser_page("desk-zh-light")
    page.set_content(PAGE.format("好"))
    assert axe(page) == []
    page.set_content(PAGE.format("<input>"))
    assert any("label" in line for line in axe(page))


def test_overflow_names_what_is_too_wide(browser_page):
    page = browser_page("phone-zh-light")
    page.set_content(PAGE.format("好"))
    assert overflow(page) == []
    page.set_content(PAGE.format("<b style='display:block;width:900px'>宽</b>"))
    assert overflow(page)
