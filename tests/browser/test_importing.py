"""A file with faults is brought in: reviewed, mended in place, confirmed, read in the report, and taken back as a whole."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FILE = "外部编号,姓名,类型,手机号,出生日期,单位\nE1,沙海燕,个人,13904310871,1980-05-06,一汽解放\nE2,欧阳雪松,贵人,13904310872,1981/6/30,一汽大众\nE3,司徒建国,贵人,13904310873,1975-01-02,一汽红旗\n"
UNTIL = 30_000


@pytest.mark.parametrize("setting", ["desk-zh-light", "phone-zh-light"])
def test_from_the_file_to_the_undo(person, setting):
    admin, mark = person("zhaomin", setting), "甲" if setting.startswith("desk") else "乙"
    page = admin.page
    admin.open("/imports/new")
    text = re.sub(r"(?m)^E", f"E{mark}", FILE).replace("燕", mark).replace("松", mark).replace("国,", f"{mark},")
    text = text.replace("139043108", "139043108" if mark == "甲" else "139043109")
    page.set_input_files(
        "[name=files]", {"name": f"客户{mark}.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    )
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("#run a[href$='/confirm']")).to_be_visible(timeout=UNTIL)
    admin.look()
    run = admin.address()
    admin.open(f"{run}/rows?sheet=0&show=faults")
    expect(page.locator("#staged tbody tr")).to_have_count(2)
    page.locator("#staged tbody tr").first.locator("a").first.click()
    expect(page.locator("[aria-invalid=true]")).to_be_focused()
    admin.look()
    page.locator("[aria-invalid=true]").fill("个人")
    page.locator("#row form button[type=submit]").last.click()
    expect(page.locator("#messages [role=status]")).to_be_visible()
    expect(page.locator("#row [aria-invalid=true]")).to_have_count(0)
    admin.open(f"{run}/confirm")
    page.locator("[name=mode][value=good]").check()
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("#run a[href$='/undo']")).to_be_visible(timeout=UNTIL)
    admin.look()
    with page.expect_download() as rejected:
        page.locator("#run a[href$='/rejected.xlsx']").click()
    assert rejected.value.suggested_filename.endswith(".xlsx")
    admin.open(f"{run}/records?what=new")
    expect(page.locator("#records tbody tr")).to_have_count(2)
    admin.open(f"/clients?q=欧阳雪{mark}")
    expect(page.locator("#clients tbody tr")).to_have_count(1)
    admin.open(f"{run}/undo").page.locator(".btn-danger").click()
    expect(page.locator("#run")).to_contain_text("已撤销", timeout=UNTIL)
    admin.look()
    admin.open(f"/clients?q=欧阳雪{mark}")
    expect(page.locator("#clients tbody tr")).to_have_count(0)
