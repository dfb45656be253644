"""Two people, one thing: who comes second reads what happened, at 390 and at 1280 px, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person


@pytest.mark.parametrize("setting", ["phone-zh-light", "desk-en-dark", "phone-zh-no-script"])
def test_who_comes_second_reads_what_happened(person, setting):
    one: Person = person("zhaomin", setting)
    one.open("/requests?status=taken")
    where = one.page.locator("a[href^='/requests/R-']").first.get_attribute("href")
    two: Person = person("luwei", setting)
    for who in (one, two):
        who.open(where)
    for who, place in ((one, 1), (two, 2)):
        who.page.locator("details:has(form[action$='/reassign']) > summary").click()
        form = who.page.locator("form[action$='/reassign']")
        form.locator("[name=staff]").select_option(index=place)
        form.locator("[name=reason]").fill("王磊休假，请代为跟进")
        form.locator("button[type=submit]").click()
    page = two.page
    expect(page.locator("#overtaken")).to_be_visible()
    assert page.locator("h1").count() == 1 and page.locator("main").count() == 1
    assert "赵敏" in page.locator("#happened").inner_text()
    assert page.locator("#again strong").inner_text()  # whom he had chosen
    two.look()
    page.locator("#again button[type=submit]").click()
    expect(page.locator("[role=status]").first).to_be_visible()
