"""What is typed comes back: offered after a reload, filled in beside another form that is sent, gone after a sign-out."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from tests.browser import chromium

pytestmark = pytest.mark.browser

TEXT = "孩子择校的材料已经备齐，想请您周四下午一起看一看。"
NEW = "form.form"


@pytest.fixture
def client(person):
    return person("chengang", "phone-zh-light")


def kept(page) -> int:
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft|')).length")


def a_request(client) -> str:
    """File a request and return its address."""
    client.open("/me/requests/new").fill(NEW, kind="request", category="travel", subject="机场接送", details="周五晚上")
    client.send(NEW)
    return client.address()


def test_it_is_offered_and_restored(client):
    page = client.open("/me/requests/new").page
    client.fill(NEW, subject="择校", details=TEXT)
    page.reload()
    expect(page.locator("[name=details]")).to_have_value("")
    client.looked.clear()
    client.look()
    page.locator("[data-restore]").tap()
    expect(page.locator("[name=details]")).to_have_value(TEXT)
    expect(page.locator("[name=subject]")).to_have_value("择校")
    expect(page.locator(".draft")).to_have_count(0)


def test_what_is_discarded_is_not_offered_again_and_what_is_sent_neither(client):
    page = client.open("/me/requests/new").page
    client.fill(NEW, subject="择校", details=TEXT)
    page.reload()
    page.locator("[data-discard]").tap()
    page.reload()
    expect(page.locator(".draft")).to_have_count(0)
    a_request(client)
    assert kept(page) == 0
    client.open("/me/requests/new")
    expect(page.locator(".draft")).to_have_count(0)


def test_another_language_takes_the_text_along(client):
    page = client.open("/me/requests/new").page
    client.fill(NEW, details=TEXT)
    page.locator("details.menu summary").tap()
    page.locator("form[action='/language/en'] button").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    expect(page.locator("[name=details]")).to_have_value(TEXT)
    page.locator("details.menu summary").tap()
    page.locator("form[action='/language/zh'] button").tap()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_a_draft_of_100_000_characters(client):
    page = client.open("/me/requests/new").page
    long = "长" * 100_000
    page.locator("[name=details]").evaluate(
        "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})); }", long
    )
    page.reload()
    page.locator("[data-restore]").tap()
    assert page.locator("[name=details]").input_value() == long
    page.locator("[name=details]").fill("")


def test_the_other_forms_of_a_page_keep_theirs(client, person):
    number = a_request(client).rsplit("/", 1)[1]
    manager = person("wanglei", "desk-zh-light").open(f"/requests/{number}")
    page, note, reply = manager.page, "form:has([name=internal])", "form.write-reply"
    manager.send("form[action$='/take']")
    expect(page.locator("#thread #messages [role=status]")).to_be_focused()
    manager.unfold("[name=internal]").fill(note, body="先问问信贷部")
    manager.fill(reply, body="您好，已在安排。")
    manager.send(reply)
    expect(page.locator(f"{note} [name=body]")).to_have_value("先问问信贷部")
    expect(page.locator(f"{reply} [name=body]")).to_have_value("")
    chromium.until(page, "document.activeElement !== document.body && document.activeElement.closest('#thread')")
    hand = page.locator("#messages").bounding_box()["y"] - page.locator(reply).bounding_box()["y"]
    assert -200 < hand < 0
    manager.unfold("#reassign-reason").fill("form[action$='/reassign']", reason="第二句")
    manager.fill(reply, body="已办妥").send(reply, button="[value=resolve]")
    expect(page.locator(".leftover textarea")).to_have_value("第二句")


def test_a_rating_leaves_the_reason_to_open_it_again(client, person):
    number = a_request(client).rsplit("/", 1)[1]
    manager = person("wanglei", "desk-zh-light").open(f"/requests/{number}")
    manager.fill("form.write-reply", body="车已订好").send("form.write-reply", button="[value=resolve]")
    page = client.open(f"/me/requests/{number}").page
    client.unfold("[name=reason]").fill("form[action$='/reopen']", reason="回程还没有车")
    client.fill("form[action$='/rate']", score=4).send("form[action$='/rate']")
    expect(page.locator("[name=reason]")).to_have_value("回程还没有车")


def test_what_stood_unanswered_stays_beside_what_is_written_now(client):
    page = client.open("/me/requests/new").page
    client.fill(NEW, details="第一稿")
    page.reload()
    client.fill(NEW, details="第二稿")
    page.reload()
    expect(page.locator(".draft")).to_have_count(2)
    page.locator(".draft", has_text="第一稿").locator("[data-discard]").tap()
    page.locator(".draft", has_text="第二稿").locator("[data-restore]").tap()
    expect(page.locator("[name=details]")).to_have_value("第二稿")


def test_two_tabs_keep_their_own_and_a_sign_out_ends_both(client):
    first = client.open("/me/requests/new").page
    second = first.context.new_page()
    second.goto("/me/requests/new")
    first.locator("[name=details]").fill("在第一页")
    second.locator("[name=details]").fill("在第二页")
    first.reload(), second.reload()
    expect(first.locator(".draft")).to_contain_text("在第一页")
    expect(second.locator(".draft")).to_contain_text("在第二页")
    first.locator("details.menu summary").tap()
    first.locator("form[action='/logout'] button").tap()
    first.wait_for_url("**/login")
    assert kept(first) == 0
    chromium.until(second, "!Object.keys(sessionStorage).some((key) => key.startsWith('draft|'))")
    client.sign_in_by_one_click().open("/me/requests/new")
    expect(first.locator(".draft")).to_have_count(0)


def test_a_draft_ends_after_a_day_and_is_for_its_person_alone(client):
    page = client.open("/me/requests/new").page
    client.fill(NEW, details=TEXT)
    page.reload()
    expect(page.locator(".draft")).to_have_count(1)
    page.evaluate("document.body.dataset.person = 'x'")
    old = """(hours) => Object.keys(sessionStorage).filter((key) => key.startsWith('draft|')).forEach((key) => {
        const list = JSON.parse(sessionStorage[key]);
        sessionStorage[key] = JSON.stringify(list.map((one) => ({...one, at: one.at - hours * 3600000})));
    })"""
    page.evaluate(old, 25)
    page.reload()
    expect(page.locator(".draft")).to_have_count(0)
    assert kept(page) == 0


def test_passwords_and_numbers_of_documents_are_never_kept(client, person):
    page = client.open("/account#change-password").page
    page.locator("[name=current]").fill("Changchun-2026")
    page.locator("[name=password]").fill("Changchun-2027")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert kept(page) == 0
    manager = person("wanglei", "desk-zh-light").open("/clients/new")
    manager.page.locator("[name=name]").first.fill("刘新民")
    manager.page.locator("[name=document]").first.fill("220102199003075430")
    manager.page.evaluate("dispatchEvent(new Event('pagehide'))")
    text = manager.page.evaluate("JSON.stringify({...sessionStorage})")
    assert "刘新民" in text and "220102199003075430" not in text


def test_a_browser_without_storage_breaks_nothing(browser_page, demo_portal):
    from tests.browser.chromium import SETTINGS
    from tests.browser.people import Person

    page = browser_page("phone-zh-light", demo_portal)
    page.add_init_script(
        "for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name,"
        " {get() { throw new DOMException('denied', 'SecurityError'); }});"
        "window.BroadcastChannel = class { constructor() { throw new DOMException('denied', 'SecurityError'); } };"
    )
    client = Person(page, "zhoujie", SETTINGS["phone-zh-light"]).sign_in_by_one_click()
    a_request(client)
    reply = "form[action$='/reply']"
    client.fill(reply, body="另外请带上行李。").send(reply)
    assert "另外请带上行李" in client.text


def test_back_to_a_page_that_was_swapped(client):
    a_request(client)
    page = client.page
    page.locator("form[action$='/reply'] [name=body]").fill("补充一句")
    page.goto("/me")
    page.go_back()
    field = page.locator("form[action$='/reply'] [name=body]")
    expect(field).to_be_visible()
    if field.input_value() != "补充一句":
        page.locator("[data-restore]").tap()
    expect(field).to_have_value("补充一句")


def test_a_draft_is_of_one_client_and_holds_no_file(client, person):
    """Two clients' forms for a contact do not share one; of a file that was chosen only the name is kept."""
    manager = person("wanglei", "desk-zh-light")
    page = manager.open("/clients?manager=wanglei").page
    found = page.eval_on_selector_all(
        "tbody a[href^='/clients/C-']", "all => all.map((one) => one.getAttribute('href').split('?')[0])"
    )
    first, second = (f"{address}/contacts/new" for address in list(dict.fromkeys(found))[:2])
    texts = {first: "女儿出国，想了解购汇。", second: "厂里搬迁，下月再约。"}
    for address, text in texts.items():
        manager.open(address)
        expect(page.locator(".draft")).to_have_count(0)
        manager.fill(NEW, summary=text)
    for address, text in texts.items():
        manager.open(address)
        expect(page.locator(".draft")).to_have_count(1)
        expect(page.locator("[name=summary]")).to_have_value("")
        page.locator("[data-restore]").click()
        expect(page.locator("[name=summary]")).to_have_value(text)
    manager.open(first)
    page.locator("[data-discard]").click()
    manager.open(second)
    expect(page.locator(".draft")).to_have_count(1)
    writes = client.open("/me/requests/new").page
    client.fill(NEW, subject="收入证明", details=TEXT)
    inside = "工资单内容".encode()
    writes.set_input_files("[name=attachments]", {"name": "工资单.txt", "mimeType": "text/plain", "buffer": inside})
    writes.evaluate("dispatchEvent(new Event('pagehide'))")
    text = writes.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    assert TEXT in text and "工资单.txt" in text
    assert "工资单内容" not in text and base64.b64encode(inside).decode()[:12] not in text
