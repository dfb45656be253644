"""A coordinator plans an evening: begins from a kind, adds lines to the budget, ticks off the checklist."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", ["phone-zh-light", "desk-zh-light"])
def test_the_parts_of_a_plan(person, look):
    coordinator = person("sunyue", look).open("/events/new?kind=golf")
    page = coordinator.page
    expect(page.locator("[name=capacity]")).to_have_value("16")
    page.fill("[name=title]", f"冬日挥杆 {look}")
    if look.startswith("phone"):  # the other one would find the room taken at that hour
        page.select_option("[name=room]", index=1)
    page.fill("[name=venue]", "净月潭")
    page.fill("[name=budget]", "3000")
    page.locator("main form[method=post] .btn-primary").click()
    coordinator.look()
    page.locator("#budget .section-head a").click()
    coordinator.look()
    lines = page.locator(".lines-line")
    before = lines.count()
    for _ in range(2):
        page.locator("[data-add-row]").click()
    expect(lines).to_have_count(before + 2)
    expect(page.locator(":focus")).to_have_attribute("name", "budget_lines-label")
    page.keyboard.type("果岭费")
    lines.last.locator("[name=budget_lines-yuan]").fill("4200")
    page.locator("main form[method=post] .btn-primary").click()
    expect(page.locator("#budget")).to_contain_text("¥4,200.00")
    event = page.url.split("#")[0]
    for part in ("programme", "people", "steps", "picture", "again"):
        coordinator.open(f"{event}/{part}")
    for path in ("/events/calendar", "/events/list", "/events/venues", "/events/templates", "/events/kinds"):
        coordinator.open(path)


def test_a_line_of_the_checklist(person):
    coordinator = person("sunyue", "phone-zh-light").open("/home")
    page = coordinator.page
    page.locator(
        ".work-line:has-text('确认嘉宾与议题') form button, li:has-text('确认嘉宾与议题') form button"
    ).first.click()
    expect(page.locator("#steps .step-done", has_text="确认嘉宾与议题")).to_be_visible()
    coordinator.look()
