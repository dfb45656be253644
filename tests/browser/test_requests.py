"""A request on a phone: filed with pictures, answered by keys at the desk, settled, rated."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.ground.files import photo

pytestmark = pytest.mark.browser

NEW, REPLY = "form.form", "form.write-reply"


def chosen(name: str, kind: str = "JPEG") -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo(kind, size=(800, 600))}


def test_a_request_on_a_phone(person):
    client = person("chengang", "phone-zh-light").open("/me/requests/new")
    page = client.page
    client.fill(
        NEW, kind="request", category="school", subject="孩子入学证明", details="请问需要哪些材料？附两张照片。"
    )
    assert not page.locator(".only-praise").is_visible()
    page.set_input_files(f"{NEW} input[type=file]", [chosen("户口本.jpg"), chosen("拍错的.jpg"), chosen("出生证.jpg")])
    expect(page.locator(".picked-file img")).to_have_count(3)
    page.locator(".picked-file", has_text="拍错的.jpg").locator("button").tap()
    expect(page.locator(".picked-file")).to_have_count(2)
    client.send(NEW)
    number = re.search(r"R-\d{4}-\d{6}", client.address())[0]
    expect(page.locator("#entries .file img")).to_have_count(2)

    manager = person("wanglei", "desk-zh-light").open("/requests?mine=1")
    desk = manager.page
    row = desk.locator("#requests a.row-link", has_text="孩子入学证明")
    row.focus()
    desk.keyboard.press("r")
    desk.wait_for_url(f"**/requests/{number}#reply")
    manager.look()
    desk.locator("h1").click()
    desk.keyboard.press("r")
    expect(desk.locator("#reply-body")).to_be_focused()
    desk.keyboard.type("陈总：")
    desk.locator("#reply-phrase").select_option(index=1)
    desk.locator("[data-insert]").click()
    expect(desk.locator("#reply-body")).to_be_focused()
    assert number in desk.locator("#reply-body").input_value()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#messages [role=status]")).to_be_visible()
    expect(desk.locator("#reply-body")).to_have_value("")
    assert "领取" in desk.locator("#entries").inner_text()
    manager.fill(REPLY, body="材料已备齐，证明明日可取。").send(REPLY, button="[value=resolve]")

    client.open("/me/requests")
    expect(page.locator("#requests-list li", has_text="孩子入学证明").locator(".chip")).to_be_visible()
    client.open(f"/me/requests/{number}")
    assert "证明明日可取" in client.text
    client.fill("#rate", score=5, comment="很快").send("#rate")
    assert "很快" in manager.open(f"/requests/{number}").text


def test_the_counts_follow_without_reloading(person):
    """Taken from the queue by its key: the tabs say at once how many are left."""
    specialist = person("hejun", "desk-zh-light").open("/requests?unassigned=1")
    page = specialist.page
    tab = page.locator(".tabs a[aria-current] .count")
    before, taken = int(tab.inner_text()), page.locator("#requests tbody tr").count()
    assert before == taken > 0
    page.evaluate("window.stays = true")
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(tab).to_have_text(str(before - 1))
    expect(page.locator("#requests tbody tr")).to_have_count(taken - 1)
    assert page.evaluate("window.stays") is True


def test_praise_asks_whom_it_is_for(person):
    client = person("chengang", "phone-zh-light").open("/me/requests/new")
    client.fill(NEW, kind="praise")
    expect(client.page.locator(".only-praise select")).to_be_visible()
    client.look()
