"""The whole story of the branch, clicked in a real browser in three settings, on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import datetime, timedelta

import pytest

from tests.browser import chromium
from tests.browser.people import Person
from tests.browser.server import running

pytestmark = pytest.mark.browser

SETTINGS = {"phone-zh-light": "sqlite", "desk-en-dark": "postgresql", "phone-zh-no-script": "sqlite"}
SECRET = "内部备注：先查他的授信余额"


def photo() -> bytes:
    """A small real PNG."""
    rows = b"".join(b"\0" + bytes([200, 180, 40] * 64) for _ in range(48))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def empty_database(request, copies, tmp_path):
    """A database that nobody has migrated: the portal does it at its start."""
    engine = SETTINGS[request.node.callspec.params["setting"]]
    url = copies.fresh(engine)
    yield url
    copies.drop(url)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_story(setting, empty_database, browser_page, tmp_path):
    with running(empty_database, tmp_path) as url:
        people = {}

        def person(username: str) -> Person:
            if username not in people:
                people[username] = Person(
                    browser_page(setting, url), username, chromium.SETTINGS[setting]
                ).sign_in_by_one_click()
            return people[username]

        number = a_request_is_filed_answered_and_rated(person)
        the_note_stays_inside(person, number)
        a_team_is_given_and_changed(person)
        a_salon_is_planned_approved_and_filled(person)
        assert [fault for one in people.values() for fault in one.faults] == []


def a_request_is_filed_answered_and_rated(person) -> str:
    client, manager = person("chengang"), person("wanglei")
    for words in ("王磊", "李娜"):
        assert words in client.open("/me").text, words
    client.open("/me/requests/new").fill(
        "form.form", kind="request", category="medical", subject="预约心内科专家", details="希望下周二上午，吉大一院。"
    )
    client.page.set_input_files(
        "form.form input[type=file]", {"name": "病历.png", "mimeType": "image/png", "buffer": photo()}
    )
    client.send("form.form")
    number = re.search(r"R-\d{4}-\d{6}", client.address())[0]
    assert "预约心内科专家" in manager.open("/requests?q=预约心内科专家").text
    assert "预约心内科专家" in manager.open("/requests").text
    manager.open(f"/requests/{number}").send("form[action$='/take']")
    note = "form:has([name=internal])"
    manager.unfold("[name=internal]").fill(note, body=SECRET).send(note)
    reply = "form.write-reply"
    manager.fill(reply, body="已为您约好周二上午九点，请带身份证。").send(reply)
    assert "请带身份证" in client.open(f"/me/requests/{number}").text
    answer = f"form[action='/me/requests/{number}/reply']"
    client.fill(answer, body="谢谢，我会准时到。").send(answer)
    assert "我会准时到" in manager.open(f"/requests/{number}").text
    manager.fill(reply, body="已安排妥当。").send(reply, button="[value=resolve]")
    rate = f"form[action='/me/requests/{number}/rate']"
    client.open(f"/me/requests/{number}").fill(rate, score=5, comment="很周到").send(rate)
    assert "很周到" in manager.open(f"/requests/{number}").text
    return number


def the_note_stays_inside(person, number: str) -> None:
    assert SECRET in person("wanglei").open(f"/requests/{number}").page.content()
    for path in ("/me", f"/me/requests/{number}", "/me/requests", "/me/notices"):
        assert SECRET not in person("chengang").open(path).page.content()


def a_team_is_given_and_changed(person) -> None:
    admin = person("zhaomin")
    admin.open("/clients?q=wutao")
    admin.page.locator("#clients tbody a").first.click()
    admin.page.wait_for_url("**/clients/C-*")
    admin.look()
    team = f"{admin.address()}/team"
    for kind, username in (
        ("manager", "wanglei"),
        ("adviser", "lina"),
        ("specialists", "hejun"),
        ("specialists", "zhengyang"),
        ("manager", "qianfeng"),
    ):
        form = f"form[action$='/team/{kind}']"
        admin.open(team).unfold(f"form[action$='/team/{kind}']").fill(form, staff=username, reason="新客户分配").send(
            form
        )
    assert "钱峰" in admin.open(team).text
    today = datetime.now().date()
    assert (
        "王磊"
        not in admin.open(f"{team}/on?date={today - timedelta(days=400)}")
        .page.locator("#on-date, #on_date, #on")
        .first.inner_text()
    )


def a_salon_is_planned_approved_and_filled(person) -> None:
    coordinator, admin, client = person("sunyue"), person("zhaomin"), person("chengang")
    day = (datetime.now() + timedelta(days=20)).date()
    coordinator.open("/events/new").fill(
        "form.form", title="冬日围炉茶会", kind="culture_salon", starts_at=f"{day}T19:00", ends_at=f"{day}T21:00", sign_up_until=f"{day - timedelta(days=2)}T17:00",
        venue="一汽支行贵宾厅", capacity=4, guests_per_client=1, tiers=["gold", "platinum", "diamond"], budget="6000", description="岩茶、古琴与冬夜。",
    ).send("form.form")  # fmt: skip
    event = coordinator.address()
    coordinator.send(f"form[action='{event}/submit']")
    admin.open(event).send(f"form[action='{event}/approve']")
    coordinator.open(event).send(f"form[action='{event}/publish']")
    sign_up = f"form[action='/me{event}/sign-up']"
    client.open(f"/me{event}").fill(sign_up, guests=1, guest_names="王秀兰").send(sign_up)
    found = re.findall(r"C-\d{7}", coordinator.open("/clients?tier=gold").page.content())
    first, second = [*dict.fromkeys(found)][:2]
    form = f"form[action='{event}/sign-up']"
    coordinator.open(event).unfold(form).fill(form, client=first, guests=1, guest_names="家人").send(form)
    coordinator.open(event).unfold(form).fill(form, client=second, guests=0).send(form)
    answered = coordinator.page.locator("[role=status]").first.inner_text()
    assert "候补" in answered or "waiting list" in answered
