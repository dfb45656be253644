"""Two records become one with a value of their own in the middle; where much is at stake a second person confirms; it can be undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_typed_in_the_middle_and_undone(person):
    admin = person("zhaomin", "desk-zh-light").open("/clients/duplicates")
    page = admin.page
    page.locator("#pairs a[href*='/merge/']").first.click()
    admin.look()
    kept, gone = admin.address().split("/")[2::2]
    plain = ("employer", "plant", "post", "hobbies", "wechat")  # texts that are held to no rule
    row = page.locator(", ".join(f"#merge tr[data-unit={unit}]:has(.merge-middle input)" for unit in plain)).first
    page.locator("[data-take=gone]").click()
    expect(row.locator("[value=gone]")).to_be_checked()
    row.locator(".merge-middle .form-control").fill("一汽解放底盘分公司")
    expect(row.locator("[value=typed]")).to_be_checked()
    admin.fill("form[data-merge]", reason="同一位客户，两次开户").send("form[data-merge]")
    merge = admin.address()
    assert merge.startswith(("/merges/", "/clients/"))
    assert admin.open(f"/clients/{gone}").address() == f"/clients/{kept}"
    admin.open(f"/clients/{kept}")
    admin.open("/clients/duplicates").page.locator("#merged a").first.click()
    page.locator("a[href$='/undo']").click()
    admin.look()
    page.locator(".btn-danger").click()
    expect(page.locator("#messages [role=status]")).to_be_visible()
    assert admin.open(f"/clients/{gone}").address() == f"/clients/{gone}"


def test_a_second_person_confirms_on_a_phone(person):
    admin = person("zhaomin", "desk-zh-light").open("/clients/C-0000118/merge/C-0000137")
    admin.fill("form[data-merge]", reason="同一位客户").send("form[data-merge]")
    merge = admin.address()
    above = person("luwei", "phone-zh-light").open("/clients/duplicates")
    above.page.locator(f"#merges-waiting a[href='{merge}']").tap()
    above.page.wait_for_url(f"**{merge}")
    above.look()
    above.send(f"form[action='{merge}/confirm']")
    assert above.open("/clients/C-0000137").address() == "/clients/C-0000118"
    above.open(f"{merge}/undo").page.locator(".btn-danger").tap()
    expect(above.page.locator("#messages [role=status]")).to_be_visible()
    assert admin.open("/clients/C-0000137").address() == "/clients/C-0000137"
