"""A client is found with the keys alone, by filters on a phone, and a view that is kept comes back as it was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def names(page) -> list[str]:
    return page.locator("#clients .row-link").all_inner_texts()


def test_with_the_keys_alone(person):
    adviser = person("lina", "desk-zh-light").open("/clients")
    page, key = adviser.page, adviser.page.keyboard.press
    listed = names(page)
    for press, focused in (("j", 0), ("j", 1), ("k", 0), ("j", 1)):
        key(press)
        expect(page.locator("#clients .row-link").nth(focused)).to_be_focused()
    key("Enter")
    expect(page.locator("h1")).to_contain_text(listed[1])
    for press, shown in (("n", 2), ("n", 3), ("p", 2)):
        key(press)
        expect(page.locator("h1")).to_contain_text(listed[shown])
    key("?")
    expect(page.locator("dialog.keys-dialog")).to_be_visible()
    key("Escape")
    expect(page.locator("dialog.keys-dialog")).to_be_hidden()
    key("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("chengang")
    expect(page.locator("#search-found a").first).to_contain_text("陈刚")
    key("ArrowDown")
    key("Enter")
    expect(page.locator("h1")).to_contain_text("陈刚")
    adviser.look()
    for path, links in (("/requests", "#requests .row-link"), ("/events", "main .rows .row-link")):
        adviser.open(path)
        key("j")
        expect(page.locator(links).first).to_be_focused()


def test_whoever_turns_single_keys_off_is_left_alone(person):
    adviser = person("zhangmin", "desk-en-dark").open("/account#keys-switch")
    page = adviser.page
    page.locator("form[action='/account/keys'] button", has_text="Off").click()
    expect(page.locator("form[action='/account/keys'] button[aria-pressed=true]")).to_have_text("Off")
    adviser.open("/clients")
    for press in ("j", "/", "?"):
        page.keyboard.press(press)
    expect(page.locator("body")).to_be_focused()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_filters_on_a_phone(person):
    manager = person("wanglei", "phone-zh-light").open("/clients")
    page, panel = manager.page, manager.page.locator("details.filter-panel")
    everybody = len(names(page))
    panel.locator("summary").first.click()
    count = panel.locator("#n-tier-gold")
    expect(count).to_have_text(re.compile(r"^[1-9]\d*$"))
    gold = int(count.inner_text())  # the life of the demo branch goes on with the days
    assert gold < everybody
    manager.looked.clear()
    manager.look()
    panel.locator("[name=tier][value=gold]").check()
    panel.locator(".filter-panel-foot .btn-primary").tap()
    expect(panel).not_to_have_attribute("open", "")
    expect(page.locator(".filter-chip")).to_have_count(1)
    expect(page.locator("#clients tbody tr")).to_have_count(gold)
    page.locator(".filter-chip").tap()
    expect(page.locator("#clients tbody tr")).to_have_count(everybody)


def test_a_view_is_saved_changed_discarded_and_saved(person):
    manager = person("qianfeng", "desk-zh-light").open("/clients?tier=gold")
    page, bar = manager.page, manager.page.locator(".saved-bar")
    save, discard = bar.locator("form[action$='/save'] button"), bar.get_by_role("link", name="放弃更改")
    bar.locator("a[href*='/clients/filters/new']").click()
    manager.look()
    manager.fill("form.form", name="我的金卡").send("form.form")
    manager.open("/clients/filters").page.locator("#filters .row-link", has_text="我的金卡").click()
    expect(page.locator("h1")).to_have_text("我的金卡")
    expect(save.or_(discard)).to_have_count(0)
    gold = len(names(page))
    page.locator(".filter-panel > summary").click()
    page.locator("[name=kind][value=company]").check()
    expect(save).to_be_visible()
    expect(discard).to_be_visible()
    companies = page.locator("#clients tbody tr")
    expect(companies).not_to_have_count(gold)
    few = companies.count()
    discard.click()
    expect(companies).to_have_count(gold)
    expect(save.or_(discard)).to_have_count(0)
    page.locator(".filter-panel > summary").click()
    page.locator("[name=kind][value=company]").check()
    save.click()
    expect(companies).to_have_count(few)
    expect(save.or_(discard)).to_have_count(0)
    manager.look()
