"""A branch's own list, as it is, brought in by somebody who has never imported anything: title, four columns, 300 people."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from portal.rules.clients.identity import make_resident_id
from tests.imports.files import workbook

pytestmark = pytest.mark.browser

CLICKS = 12
UNTIL = 60_000
SURNAMES, MIDDLES, LASTS = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩", "建国志明春", "华军丽敏"
KNOWN = [
    ["陈刚", "13843001234", "220103196805060012", "一汽解放青岛公司"],
    ["周洁", "139 4405 2619", "", "一汽-大众汽车有限公司"],
    ["刘芳", "13604319999", "", "一汽红旗"],
]
"""By her document, by name and phone, by her name alone."""


def its_list() -> bytes:
    names = [first + middle + last for first in SURNAMES for middle in MIDDLES for last in LASTS][: 300 - len(KNOWN)]
    people = [
        [name, f"1770431{n:04d}", make_resident_id("220102", date(1960, 1, 1) + timedelta(n * 37), n), "一汽解放"]
        for n, name in enumerate(names)
    ]
    people[7][2] = people[7][2][:-1] + ("1" if people[7][2][-1] != "1" else "2")
    title = ["一汽支行贵宾客户名单（2026年11月）", "", "", ""]
    end = [["合计", "300", "", ""], ["制表人：赵敏", "", "", ""]]
    return workbook(名单=[title, ["姓名", "电话", "身份证", "单位"], *KNOWN, *people, *end])


class Clicks:
    """Whatever somebody presses is counted."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, what: Locator) -> None:
        what.click()
        self.count += 1

    def choose(self, page: Any, name: str, content: bytes) -> None:
        """The button of the page, the file, the button of the window that opens."""
        with page.expect_file_chooser() as window:
            self(page.locator("label.picker-add[for=files]"))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        window.value.set_files({"name": name, "mimeType": kind, "buffer": content})
        self.count += 2


def test_from_upload_to_done(person, record_property):
    admin, click = person("zhaomin", "desk-zh-light"), Clicks()
    page, content = admin.open("/imports").page, its_list()
    begun = time.monotonic()
    click(page.locator("main a[href='/imports/new']").first)
    click.choose(page, "贵宾客户名单.xlsx", content)
    click(page.locator("form.form button[type=submit]"))
    confirming = page.locator("#run a[href$='/confirm']")
    expect(confirming).to_be_visible(timeout=UNTIL)
    admin.look()
    expect(page.locator("#run")).to_contain_text("同一手机号")
    for reason, label in (("name_phone", "均为已有客户"), ("namesake", "均为新客户")):
        form = page.locator(f"#run form:has([name=reason][value={reason}])")
        click(form.get_by_role("button", name=label))
        expect(page.locator("#messages [role=status]")).to_be_visible()
        expect(form).to_have_count(0)
    click(confirming)
    admin.look()
    expect(page.locator("main")).to_contain_text("1 行未通过")
    click(page.locator("[name=mode][value=good]"))
    click(page.locator("form.form button[type=submit]"))
    expect(page.locator("#run a[href$='/undo']")).to_be_visible(timeout=UNTIL)
    took = time.monotonic() - begun
    record_property("clicks", click.count)
    record_property("seconds", round(took, 1))
    print(f"300 rows in {took:.1f} s by {click.count} clicks")
    assert click.count <= CLICKS
    admin.look()
    admin.open("/clients?q=13604319999")
    expect(page.locator("#clients tbody tr")).to_have_count(1)
    admin.open("/clients?q=刘芳")
    expect(page.locator("#clients tbody tr")).to_have_count(2)
    admin.open("/clients?q=周洁")
    expect(page.locator("#clients tbody tr")).to_have_count(1)
    admin.open("/clients/C-0000001/profile")
    expect(page.locator("main")).to_contain_text("一汽解放青岛公司")
