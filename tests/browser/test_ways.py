"""Finding one's way: groups of the bar stay folded, a client is picked as one types, the day's work is done in its row."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_folded_group_stays_folded(person):
    admin = person("zhaomin", "desk-zh-light").open("/home")
    page = admin.page
    group = page.locator(".place-groups [data-group=vip]")
    group.locator("summary").click()
    expect(group).not_to_have_attribute("open", "")
    admin.open("/clients")
    expect(page.locator(".place-groups [data-group=vip]")).not_to_have_attribute("open", "")
    admin.open("/tiers/lists")  # where one is, is never folded
    expect(page.locator(".place-groups [data-group=vip] [aria-current]")).to_be_visible()
    admin.open("/requests")
    group = page.locator(".place-groups [data-group=vip]")
    expect(group).not_to_have_attribute("open", "")
    group.locator("summary").press("Enter")
    admin.open("/home")
    expect(page.locator(".place-groups [data-group=vip]")).to_have_attribute("open", "")


@pytest.mark.parametrize("setting", ["phone-zh-light", "desk-en-dark"])
def test_a_client_is_picked_as_one_types(person, setting):
    manager = person("wanglei", setting).open("/clients/C-0000001/relations/new")
    page = manager.page
    field = page.locator("[name=other]")
    field.press_sequentially("liufang", delay=20)
    option = page.locator(".picker-option").first
    expect(option).to_contain_text("刘芳")
    expect(field).to_have_attribute("aria-expanded", "true")
    if setting.startswith("phone"):
        option.click()
    else:
        field.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "true")
        field.press("Enter")
    expect(field).to_have_value("刘芳 C-0000003")
    expect(page.locator(".picker-option")).to_have_count(0)
    field.fill("zzzzzz")
    field.press_sequentially("z")
    expect(page.locator(".picker-none")).to_be_visible()
    field.press("Escape")
    expect(page.locator(".picker-none")).to_have_count(0)
    expect(field).to_have_value("zzzzzzz")


@pytest.mark.parametrize("setting", ["phone-zh-light", "phone-zh-no-script"])
def test_the_days_work_on_a_phone(person, setting):
    adviser = person("lina", setting).open("/home")  # the adviser's seat keeps in touch
    page = adviser.page
    expect(page.locator("#queue .work-line").first).to_be_visible()
    record = page.locator("#queue .work-line", has=page.locator("a[href$='/contacts/new']")).first
    if page.locator("#queue form[action$='/call']").count():  # not in quiet hours
        expect(page.locator("#queue form[action$='/call'] button").first).to_be_visible()
    record.locator("a[href$='/contacts/new']").click()
    expect(page.locator("[name=summary]")).to_be_visible()
    adviser.open("/home")
    page.locator(".places-more summary").click()
    expect(page.locator(".places-sheet h2").first).to_be_visible()
