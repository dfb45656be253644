"""A day of 王磊 on a phone: his day's lines, a follow-up call with its questions, a due contact recorded in four taps
with its next step, another one put off.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("setting", ["phone-zh-light"])
def test_it_works(person, setting):
    manager = person("wanglei", setting)
    page = manager.page
    manager.open("/home")
    expect(page.locator(".work-line").first).to_be_visible()

    line = page.locator(".work-line", has_text="回访").first  # why it is here, and the deed in the row
    expect(line.locator(".row-sub")).to_contain_text(re.compile("后"))
    line.locator("a", has_text="记录").tap()
    page.wait_for_url(re.compile("/follow-ups/"))
    manager.look()
    page.locator("textarea[name=summary]").fill("客户满意，问下次讲座")
    if page.locator("input[name=satisfied]").count():
        page.locator("label", has=page.locator("input[name=satisfied][value=yes]")).tap()
        page.locator("label", has=page.locator("input[name=understood][value=yes]")).tap()
    page.locator("main form.form button[type=submit]").tap()
    expect(page.locator("#messages [role=status]")).to_contain_text("回访已登记")

    manager.open("/contacts?whose=team")
    due = page.locator(".due-line").first
    name = due.locator(".row-title").inner_text()
    call = due.locator("form[action$='/call'] button")
    if call.count():  # not in quiet hours
        with page.expect_response(re.compile("/call$")) as dialled:
            call.tap()
        assert dialled.value.headers["hx-redirect"].startswith("tel:")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    due.locator("details[id^=record-] > summary").tap()
    due.locator("label", has_text="已联系到").tap()
    due.locator("input[name=summary]").tap()
    page.keyboard.type("客户下周回长春")
    due.locator("input[name=step_what]").fill("寄大额存单对比表")
    due.locator("input[name=step_due]").fill(
        page.evaluate("new Date(Date.now() + 864e5 * 2).toISOString().slice(0, 10)")
    )
    due.locator("details[open] button[type=submit]").tap()
    page.wait_for_url("**/contacts")
    assert len(sent) == 1 and sent[0].endswith("/contacts/new?back=contacts")
    expect(page.locator("#steps")).to_contain_text("寄大额存单对比表")

    manager.open("/contacts?whose=team")
    other = page.locator(".due-line").filter(has_not_text=name).first
    other.locator("details[id^=postpone-] > summary").tap()
    other.locator("input[name=until]").fill(
        page.evaluate("new Date(Date.now() + 864e5 * 9).toISOString().slice(0, 10)")
    )
    other.locator("select[name=cause]").select_option("travelling")
    other.locator("details[open] button[type=submit]").tap()
    page.wait_for_url("**/contacts")
    expect(page.locator("#messages [role=status]")).to_be_visible()
    manager.open("/home")
    expect(page.locator(".work-line", has_text="寄大额存单对比表")).to_be_visible()
