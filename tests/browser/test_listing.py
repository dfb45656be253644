"""How a client becomes a VIP: screened, submitted, decided by head office with others, completed, written to; and rules tried before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def without_login(admin, number: str) -> bool:
    """Has this client never had a login? Only then there is a letter to write."""
    return "尚无登录账号" in admin.open(f"/clients/{number}/activation").text


def test_from_the_screening_to_the_letter(person):
    admin = person("zhaomin", "desk-zh-light").open("/tiers/lists/new")
    page = admin.page
    admin.fill("form.form", title="浏览器名单").send("form.form")
    here = re.search(r"/tiers/lists/L-\d{4}-\d{4}", page.url)[0]
    admin.open(f"{here}/screening")
    candidates = [one.get_attribute("value") for one in page.locator("#candidates [name=clients]").all()]
    assert len(candidates) >= 2
    number = next(one for one in candidates if without_login(admin, one))
    admin.open(f"{here}/screening")
    for one in (number, next(one for one in candidates if one != number)):
        page.locator(f"#candidates [name=clients][value={one}]").check()
    page.locator("#pick .btn-primary").click()
    expect(page.locator("#messages [role=status]")).to_be_visible()
    admin.open(here)
    expect(page.locator("#list-names tbody tr")).to_have_count(2)
    admin.open(f"{here}/submit").send(f"form[action='{here}/submit']")

    reviewer = person("gaoyuan", "desk-en-dark").open("/tiers/lists/review")
    ours = reviewer.page.locator(f"#review-names tr:has(a[href='{here}'])")
    expect(ours).to_have_count(2)
    for one in (0, 1):
        ours.nth(one).locator("[name=names]").check()
    reviewer.page.locator("[name=decision][value=approve]").click()
    reviewer.look()
    reviewer.send("form[action='/tiers/lists/review/decide']")

    for kind, staff, name in (
        ("manager", "wanglei", "王磊"),
        ("adviser", "lina", "李娜"),
        ("specialists", "hejun", "何军"),
    ):
        form = f"form[action$='/team/{kind}']"
        if name not in admin.open(f"/clients/{number}/team").page.locator("main table").first.inner_text():
            admin.unfold(form).fill(form, staff=staff, reason="新贵宾").send(form)
    admin.open(f"/clients/{number}/profile").send(f"form[action='/clients/{number}/confirm']")
    name = f"{here}/names/{number}"
    admin.open(name)
    admin.send(f"form[action='{name}/complete']")
    page.locator(f"form[action='{name}/letter'] button").click()
    expect(page.locator(".letter-code")).to_be_visible()
    admin.look()


def test_other_rules_are_tried_on_a_phone(person):
    reviewer = person("gaoyuan", "phone-zh-light").open("/tiers/settings")
    page, before = reviewer.page, reviewer.text
    reviewer.open("/tiers/what-if").fill("form.form", threshold_gold="600000")
    page.locator("form.form button[type=submit]").tap()
    expect(page.locator("#result h2")).to_be_in_viewport()
    expect(page.locator("#levels tbody tr")).to_have_count(4)
    reviewer.looked.clear()
    reviewer.look()
    page.locator("#people nav a[href*='kind=down']").tap()
    expect(page.locator("#movers tbody tr").first).to_be_visible()
    page.locator("a[href^='/tiers/settings/new']").tap()
    expect(page.locator("[name=threshold_gold]")).to_have_value("600,000")
    reviewer.look()
    assert reviewer.open("/tiers/settings").text == before
