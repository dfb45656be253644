"""Files are chosen one after another, seen, taken out again; what is too much is said before anything is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.test_story import photo

pytestmark = pytest.mark.browser

FILES = "form.form input[type=file]"


def text(name: str, size: int) -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": b"a" * size}


@pytest.mark.parametrize("setting", ["phone-zh-light", "desk-en-dark", "phone-zh-big-text"])
def test_it_works(person, setting):
    client = person("chengang", setting).open("/me/requests/new")
    page, names = client.page, client.page.locator(".picked-name")
    page.set_input_files(FILES, {"name": "现场.png", "mimeType": "image/png", "buffer": photo()})
    page.set_input_files(FILES, [text("说明.txt", 300), text("备注.txt", 2000)])
    expect(names).to_have_count(3)
    assert page.locator(".picked-file img").evaluate("async (one) => (await one.decode(), one.naturalWidth)") == 64
    expect(page.locator(".picked-said")).to_contain_text("3")
    client.looked.clear()
    client.look()
    assert chromium.overflow(page) == []
    page.locator(".picked-file", has_text="说明.txt").locator("button").focus()
    page.keyboard.press("Enter")
    expect(names).to_have_count(2)
    expect(page.locator(".picked-file", has_text="备注.txt").locator("button")).to_be_focused()
    client.fill("form.form", kind="request", category="card", subject="刷卡机", details="见照片").send("form.form")
    expect(page.locator(".file")).to_have_count(2)
    reply = "form[action$='/reply']"
    client.fill(reply, body="谢谢").send(reply)
    expect(page.locator(f"{reply} .picker-add")).to_be_visible()
    assert page.locator(f"{reply} input[type=file]").evaluate("one => getComputedStyle(one).opacity") == "0"


def test_too_large_too_many_and_empty(person):
    client = person("zhoujie", "phone-zh-light").open("/me/requests/new")
    page, refused = client.page, client.page.locator(".picked-refused")
    huge = """(input, size) => { const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array(size)], '合同.pdf')); input.files = carried.files;
        input.dispatchEvent(new Event('change', {bubbles: true})); }"""
    page.locator(FILES).evaluate(huge, 21 * 1024 * 1024)
    expect(refused).to_contain_text("合同.pdf")
    expect(page.locator(".picked-name")).to_have_count(0)
    page.locator(FILES).evaluate(huge, 20 * 1024 * 1024)
    expect(page.locator(".picked-name")).to_contain_text("20.0 MB")
    expect(refused).to_be_empty()
    page.set_input_files(FILES, [text(f"{n}.txt", 10 + n) for n in range(10)])
    expect(page.locator(".picked-name")).to_have_count(10)
    expect(refused).to_contain_text("9.txt")
    page.locator(".picked-remove").first.tap()
    page.set_input_files(FILES, text("空.txt", 0))
    expect(refused).to_contain_text("空.txt")


def test_a_single_file_and_without_script(person):
    admin = person("zhaomin", "desk-zh-light").open("/imports/new")
    admin.page.set_input_files(FILES, text("客户.csv", 1500))
    expect(admin.page.locator(".picked-name")).to_contain_text("客户.csv")
    plain = person("liufang", "phone-zh-no-script").open("/me/requests/new")
    expect(plain.page.locator(FILES)).to_be_visible()


def test_what_cannot_be_kept_is_named(person):
    client = person("liufang", "phone-zh-light").open("/me/requests/new")
    client.page.set_input_files(FILES, text("收据.txt", 20))
    client.fill("form.form", details="附上收据")
    client.page.reload()
    client.page.locator("[data-restore]").tap()
    expect(client.page.locator(".picked-refused")).to_contain_text("收据.txt")
