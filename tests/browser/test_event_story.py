"""One evening from the plan to its result: above the branch's limit, in waves, full, with a line, with two phones at the
door of which one has no line, and what came of it. The days pass by the portal's clock; the evening is now, as phones know
no other time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from portal import jobs
from portal.ground import clock
from tests.browser import chromium
from tests.browser.door import open_door, type_code
from tests.browser.people import PASSWORD, Person
from tests.browser.server import serving
from tests.ground import people

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

DESK, PHONE = "desk-zh-light", "phone-zh-light"
TITLE = "岁末答谢：茶与古琴"
FORM = "form.form"
FIGURES = """() => [...document.querySelectorAll(".figure")].map(
  (one) => [one.querySelector("dt").innerText.trim(), one.querySelector("dd").innerText.trim()]
)"""


class Days:
    """The days around the evening, which begins within the half-hour."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.begins = (datetime.now(clock.UTC) + timedelta(minutes=25)).replace(second=0, microsecond=0)

    def go(self, days: int) -> None:
        """To ten o'clock, so many days after the evening (or before it); the worker does what is due."""
        wall = clock.local(self.begins + timedelta(days=days)).replace(hour=10, minute=0, tzinfo=None)
        moment = clock.from_local(wall)
        clock.set_source(lambda: moment)
        with self.app.app_context():
            jobs.minute()

    def tonight(self) -> None:
        """A phone knows no other time than its own."""
        clock.set_source(None)

    def typed(self, **later: int) -> str:
        return clock.local(self.begins + timedelta(**later)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def days(app):
    made = Days(app)
    made.go(-10)
    yield made
    clock.set_source(None)


@pytest.fixture
def branch(days):
    """Who plans, approves and stands at the door; four clients of three tiers."""
    for username, name, role, place in (
        ("sunyue", "孙悦", "coordinator", "FAW"),
        ("zhaomin", "赵敏", "branch_admin", "FAW"),
        ("gaoyuan", "高远", "head_office", "JLB"),
        ("hejun", "何军", "specialist", "FAW"),
    ):
        people.staff(username, name, role, place)
    for username, name, tier in (
        ("chengang", "陈刚", "diamond"),
        ("zhoujie", "周洁", "platinum"),
        ("hanxue", "韩雪", "platinum"),
        ("liufang", "刘芳", "gold"),
    ):
        people.client(username, name, tier)


@pytest.fixture
def person(app, branch, browser_page):
    """`person("sunyue", DESK)`: a browser of their own; it signs in again where the days have ended the session.

    Each kind of page is looked at once, on the phone; `test_every_page.py` looks at desks.
    """
    known: dict[str, Person] = {}
    looked: set[str] = set()
    with serving(app) as address:

        def signed_in(username: str, setting: str) -> Person:
            key = f"{username} {setting}"
            if key not in known:
                known[key] = Person(browser_page(setting, address), username, chromium.SETTINGS[setting])
                known[key].looked = looked
                if setting == DESK:
                    known[key].look = lambda: None  # type: ignore[method-assign]
            one = known[key]
            if one.page.request.get("/account", max_redirects=0).status != 200:
                one.page.goto("/login")
                one.page.fill("[name=username]", username)
                one.page.fill("[name=password]", PASSWORD)
                one.page.press("[name=password]", "Enter")
                one.page.wait_for_url(lambda where: "/login" not in where)
            return one

        yield signed_in
    assert [fault for one in known.values() for fault in one.faults] == []


def test_from_the_plan_to_the_result(person, days):
    event = it_is_planned_with_its_lines(person("sunyue", DESK), days)
    its_parts_on_a_phone(person("sunyue", PHONE), event)
    it_costs_more_than_the_branch_may_approve(person, event)
    it_is_opened_in_waves(person, event, days)
    it_is_full_and_a_party_waits(person, event, days)
    places_come_free_and_the_party_takes_them(person, event, days)
    two_phones_at_the_door(person, event, days)
    they_are_thanked_and_say_how_it_was(person, event, days)
    the_result_says_what_came_of_it(person, event)


def it_is_planned_with_its_lines(coordinator, days):
    coordinator.open("/events/new?kind=culture_salon").fill(
        FORM,
        title=TITLE,
        aim="让老客户互相认识",
        starts_at=days.typed(),
        ends_at=days.typed(hours=2),
        sign_up_until=days.typed(days=-2),
        venue="一汽支行三楼贵宾厅",
        capacity=6,
        guests_per_client=2,
        tiers=["gold", "platinum", "diamond"],
        budget="26000",
    ).send(FORM)
    event, page = coordinator.address(), coordinator.page
    coordinator.open(f"{event}/budget")
    lines = page.locator(".lines-line")
    before = lines.count()
    for label, yuan in (("茶席与茶点", "18000"), ("古琴演奏", "8000")):
        page.locator("[data-add-row]").click()
        page.keyboard.type(label)
        lines.last.locator("[name=budget_lines-yuan]").fill(yuan)
    expect(lines).to_have_count(before + 2)
    coordinator.send(FORM)
    expect(page.locator("#budget")).to_contain_text("¥26,000.00")
    coordinator.open(f"{event}/people").fill(FORM, helpers=[str(people.Staff.get(name="何军").id)]).send(FORM)
    page.locator("#steps form button").first.click()
    expect(page.locator("#steps .step-done")).to_have_count(1)
    return event


def its_parts_on_a_phone(coordinator, event):
    for part in ("", "/programme", "/budget", "/people", "/steps", "/picture", "/again", "/audience"):
        coordinator.open(event + part)
    for path in ("/events/calendar", "/events/list", "/events/venues", "/events/kinds"):
        coordinator.open(path)


def it_costs_more_than_the_branch_may_approve(person, event):
    person("sunyue", DESK).open(event).send(f"form[action='{event}/submit']")
    branch_admin = person("zhaomin", DESK).open(event)
    expect(branch_admin.page.locator(f"form[action='{event}/approve']")).to_have_count(0)
    assert "总行" in branch_admin.page.locator("#budget").inner_text()
    person("gaoyuan", DESK).open(event).send(f"form[action='{event}/approve']")


def it_is_opened_in_waves(person, event, days):
    coordinator = person("sunyue", DESK).open(f"{event}/audience")
    coordinator.fill(f"form[action='{event}/audience']", wave_gold=days.typed(days=-8)).send(
        f"form[action='{event}/audience']"
    )
    coordinator.open(event).send(f"form[action='{event}/publish']")
    assert TITLE in person("chengang", PHONE).open("/me/events").text
    assert TITLE not in person("liufang", PHONE).open("/me/events").text


def it_is_full_and_a_party_waits(person, event, days):
    form = f"form[action='/me{event}/sign-up']"
    client = person("chengang", PHONE).open(f"/me{event}")
    client.fill(form, guests=2, guest_names="王秀兰\n陈晓").send(form)
    person("zhoujie", PHONE).open(f"/me{event}").fill(form, guests=1, guest_names="周明").send(form)
    staff = f"form[action='{event}/sign-up']"
    person("sunyue", DESK).open(event).fill(staff, client="韩雪", guests=0).send(staff)
    days.go(-7)
    waits = person("liufang", PHONE).open("/me/notices")
    assert TITLE in waits.text
    waits.open(f"/me{event}").fill(form, guests=1, guest_names="刘强").send(form)
    assert "您排第 1 位" in waits.page.locator("#own-party").inner_text()
    assert "共 2 席" in waits.page.locator("#own-party").inner_text()


def places_come_free_and_the_party_takes_them(person, event, days):
    days.go(-5)
    leaves = person("zhoujie", PHONE).open(f"/me{event}/cancel")
    leaves.send("main form")
    taker = person("liufang", PHONE).open("/me")
    taker.page.locator(f"main a[href='/me{event}']").first.click()
    taker.page.wait_for_url(f"**/me{event}")
    taker.send(f"form[action='/me{event}/accept']")
    expect(taker.page.locator("#event .message-done")).to_contain_text("已为您保留 2 席")


def two_phones_at_the_door(person, event, days):
    days.tonight()
    codes = [code_of(person(name, PHONE), event) for name in ("chengang", "liufang")]
    first, second = person("sunyue", PHONE), person("hejun", PHONE)
    for one in (first, second):
        open_door(one, event)
    page = second.page
    page.context.set_offline(True)
    page.goto(f"{event}/door")  # the page itself opens without a line
    type_code(page, codes[0], "1")
    expect(page.locator("#door-result [role=status]")).to_contain_text("现已到 1 / 3 位")
    type_code(page, codes[0], "1")
    expect(page.locator("#door-result [role=status]")).to_contain_text("现已到 2 / 3 位")
    type_code(page, codes[1])
    expect(page.locator("#door-result [role=status]")).to_contain_text("现已到 2 / 2 位")
    type_code(page, "K7M2-Q9XB")
    expect(page.locator("#door-result [role=alert]")).to_contain_text("没有这张券")
    expect(page.locator("#door-waiting")).to_contain_text("4 条")
    assert not any(name in page.content() for name in ("陈刚", "刘芳"))
    type_code(first.page, codes[1])  # meanwhile at the other door
    expect(first.page.locator("#door-result [role=status]")).to_contain_text("刘芳")
    page.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.locator("#door-waiting")).to_be_hidden(timeout=20_000)
    expect(page.locator("#door-here")).to_have_text("4")
    second.open(f"{event}/door/scans")
    expect(page.locator("#conflicts li")).to_have_count(1)
    expect(page.locator("#conflicts")).to_contain_text("刘芳")


def code_of(client, event):
    client.open(f"/me{event}").page.locator("a[href$='/ticket']").click()
    client.page.wait_for_url("**/ticket")
    client.look()
    return client.page.inner_text(".voucher-number")


def they_are_thanked_and_say_how_it_was(person, event, days):
    days.go(1)
    for name, score in (("chengang", "5"), ("liufang", "4")):
        one = person(name, PHONE).open("/me/notices")
        one.page.locator("#notices button", has_text="三个").first.click()
        one.page.wait_for_url("**/feedback")
        one.fill("main form", score=score, good="茶和古琴", wish="想学书法").send("main form")
    unasked = person("hanxue", PHONE).open("/me/notices")
    assert "三个" not in unasked.text


def the_result_says_what_came_of_it(person, event):
    coordinator = person("sunyue", DESK).open(f"{event}/expenses/new")
    coordinator.fill(FORM, amount="12000", words="茶席与古琴").send(FORM)
    page = coordinator.open(f"{event}/result").page
    shown = {
        "预留席位的来宾组": "3 6 席",
        "到场客人（组）": "2 4 人",
        "现场到访": "0",
        "未到场": "1 占 3 组的 33%",
        "已支出": "¥12,000.00 预算 ¥26,000.00",
        "人均": "¥3,000.00",
        "满意度（满分 5 分）": "4.5 n = 2",
    }
    figures = {label: re.sub(r"\s+", " ", said) for label, said in page.evaluate(FIGURES)}
    assert {label: figures.get(label) for label in shown} == shown
    form = f"form[action='{event}/result/complete']"
    coordinator.fill(form, went="四位到场，两位客户互相认识。", follows="春天再办一场书法。").send(form)
    person("zhaomin", DESK).open(f"{event}/result").send(f"form[action='{event}/result/close']")
    closed = coordinator.open(f"{event}/result").text
    assert "已审结" in closed and "想学书法" in closed
