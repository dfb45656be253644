"""From the line of what is due a contact is recorded in four taps and one request, on a phone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("setting", ["phone-zh-light", "phone-zh-no-script"])
def test_it_works(person, setting):
    adviser = person("lina", setting)
    adviser.open("/contacts?whose=team")
    page = adviser.page
    line = page.locator(".due-line").first
    name = line.locator(".row-title").inner_text()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    line.locator("details[id^=record-] > summary").tap()
    line.locator("label", has_text="已留言").tap()
    line.locator("input[name=summary]").tap()
    page.keyboard.type("请家人转告理财到期")
    line.locator("details[open] button[type=submit]").tap()
    page.wait_for_url("**/contacts")
    assert len(sent) == 1 and sent[0].endswith("/contacts/new?back=contacts")
    assert page.locator("#messages [role=status]").inner_text().strip()
    assert "已留言" in page.locator(".due-line", has_text=name).first.inner_text()
