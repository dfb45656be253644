"""A client complains on his phone; his manager deals with it at the desk; the level above reviews the decision."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_from_a_phone_to_the_level_above(person):
    client = person("liufang", "phone-zh-light").open("/me/requests/new")
    page = client.page
    expect(page.locator(".of-complaint")).to_be_hidden()
    client.fill("form.form", kind="complaint")
    expect(page.locator(".of-complaint")).to_be_visible()
    client.look()
    client.fill("form.form", category="card", subject="补卡工本费收了两次", details="十一月账单里有两笔。")
    client.send("form.form")
    number = client.address().rpartition("/")[2]
    expect(page.locator("#case")).to_contain_text("前作出处理决定")

    manager = person("wanglei", "desk-en-dark").open(f"/requests/{number}")
    desk = manager.page
    manager.send(f"form[action='/requests/{number}/accept']")
    manager.open(f"/requests/{number}/extend").fill("form.form", reason="需要与发卡中心核对").send("form.form")
    expect(desk.locator("#case")).to_contain_text("30 days left")
    resolve = f"form[action='/requests/{number}/resolve']"
    manager.unfold("#resolve-answer").fill(
        resolve, answer="已退回一笔，向您致歉。", outcome="upheld", cause="pricing", root_cause="批量收费重复"
    )
    manager.send(resolve)
    manager.open(f"/requests/{number}/measure")
    manager.fill("form.form", cause="pricing", what="批量收费前先核对", owner="wanglei").send("form.form")
    expect(desk.locator("#case-measures")).to_contain_text("批量收费前先核对")

    client.open(f"/me/requests/{number}").unfold("#review-words")
    review = f"form[action='/me/requests/{number}/review']"
    client.fill(review, words="利息没有补").send(review)
    expect(page.locator("#case")).to_contain_text("核查中")

    above = person("luwei", "desk-zh-light").open("/home")
    expect(above.page.locator("main")).to_contain_text("补卡工本费收了两次")
    above.open(f"/requests/{number}/review/answer").fill("form.form", outcome="changed", words="补付利息。").send(
        "form.form"
    )
    client.open(f"/me/requests/{number}")
    expect(page.locator("main")).to_contain_text("补付利息。")


def test_about_his_manager_who_sees_nothing(person):
    """A client complains of his manager: for him it does not exist, his leader decides, the client reads it."""
    client = person("zhoujie", "phone-zh-light").open("/me/requests/new")
    client.fill("form.form", kind="complaint")
    client.fill(
        "form.form", about_staff=["wanglei"], category="wealth", subject="约好的回访没有来", details="等了一个下午。"
    )
    client.send("form.form")
    number = client.address().rpartition("/")[2]

    manager = person("wanglei", "desk-zh-light")

    def sees_nothing():
        for path in ("/home", "/requests?kind=complaint&status=all", "/search?q=约好的回访", "/notices"):
            manager.open(path)
            expect(manager.page.locator("main")).not_to_contain_text("约好的回访没有来")
            expect(manager.page.locator(f"a[href*='{number}']")).to_have_count(0)
        response = manager.page.goto(f"/requests/{number}")
        assert response is not None and response.status == 404

    sees_nothing()
    leader = person("zhaomin", "desk-en-dark").open("/requests?kind=complaint&status=all")
    expect(leader.page.locator("main")).to_contain_text("约好的回访没有来")
    leader.open(f"/requests/{number}").send(f"form[action='/requests/{number}/accept']")
    resolve = f"form[action='/requests/{number}/resolve']"
    leader.unfold("#resolve-answer").fill(
        resolve, answer="已另行安排并致歉。", outcome="upheld", cause="attitude", root_cause="约定未记入日程"
    )
    leader.send(resolve)
    sees_nothing()
    client.open(f"/me/requests/{number}")
    expect(client.page.locator("main")).to_contain_text("已另行安排并致歉。")


def test_a_stranger_at_the_counter(person):
    colleague = person("hejun", "desk-zh-light").open("/complaints/new")
    page = colleague.page
    colleague.fill("form.form", complainant="other")
    expect(page.locator(".of-client")).to_be_hidden()
    colleague.fill(
        "form.form",
        name="孙立",
        contact="13804310099",
        channel="visit",
        category="other",
        subject="取号机坏了没人管",
        details="等了半小时才有人来。",
    )
    colleague.send("form.form")
    expect(page.locator("h1")).to_contain_text("投诉回执")
