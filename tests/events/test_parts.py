"""The parts of a plan: programme, speakers, gifts, people and the budget by line; each figure is approved again."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry, BudgetLine, EventChange, EventHelper
from tests.events.plans import PLAN, event, fresh
from tests.ground import people

PROGRAMME = {
    "programme-at": ["19:30", "19：00"], "programme-what": ["古琴三首", "岩茶"], "programme-who": ["周伯安", ""],
    "speakers-name": ["林素心"], "speakers-about": ["国家一级茶艺师"], "gifts-what": ["岩茶礼盒"], "gifts-count": ["20"], "gifts-each": ["88"],
}  # fmt: skip
LINES = {"budget_lines-label": ["场地", "茶点", ""], "budget_lines-yuan": ["3000", "1500.50", ""]}


def save(visitor, row, part, status=200, version=None, **fields):
    version = version or fresh(row).version
    return visitor.post(f"/events/{row.number}/{part}", status=status, version=version, **fields)


def test_it_works(visit, coordinator, chengang):
    row = event(coordinator, "draft")
    browser = visit(coordinator)
    assert save(browser, row, "programme", **PROGRAMME).notice == "The plan is saved."
    page = save(browser, row, "budget", **LINES)
    assert "19:00 岩茶 19:30 古琴三首 周伯安" in page.section("programme")
    assert "岩茶礼盒 × 20 ¥88.00 each, ¥1,760.00 in all" in page.section("programme")
    assert "场地 ¥3,000.00 茶点 ¥1,500.50 In all ¥4,500.50" in page.section("budget")
    assert fresh(row).budget == 450_050 and BudgetLine.select().count() == 2
    shown = visit(coordinator).get(f"/audit?subject={row.number}").text
    assert "19:00 岩茶; 19:30 古琴三首 周伯安" in shown or AuditEntry.select().count() == 2
    assert browser.get(f"/events/{row.number}/budget").value("budget_lines-yuan") == "3000.00"


@pytest.mark.one_engine
def test_clients_read_programme_and_speakers(visit, coordinator, chengang):
    row = event(coordinator, programme="19:00\t岩茶\t林素心", speakers="林素心\t国家一级茶艺师", gifts="礼盒\t20\t8800")
    text = visit(chengang).get(f"/me/events/{row.number}").text
    assert "19:00 岩茶 林素心" in text and "国家一级茶艺师" in text and "礼盒" not in text


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("part", "fields", "cell", "words"),
    [
        ("programme", {"programme-at": ["25:00"], "programme-what": ["茶"], "programme-who": [""]}, "programme-at", "Line 1: There is no such time."),
        ("programme", {"programme-at": ["", "19:00"], "programme-what": ["茶", "琴"], "programme-who": ["", ""]}, "programme-at", "Line 1: “Time” is missing."),
        ("programme", {"programme-at": ["19:00"], "programme-what": ["茶" * 3000], "programme-who": [""]}, "programme-what", "At most 80 characters"),
        ("programme", {"gifts-what": ["盒"], "gifts-count": ["-1"], "gifts-each": ["3"]}, "gifts-count", "from 1 to 10000"),
        ("budget", {"budget_lines-label": ["场地"], "budget_lines-yuan": ["很多"]}, "budget_lines-yuan", "an amount in yuan"),
        ("budget", {"budget_lines-label": ["场地"], "budget_lines-yuan": ["-5"]}, "budget_lines-yuan", "from zero"),
        ("budget", {"budget_lines-label": ["名" * 3000], "budget_lines-yuan": ["5"]}, "budget_lines-label", "At most 60 characters"),
        ("budget", {"budget_lines-label": [""], "budget_lines-yuan": ["5"]}, "budget_lines-label", "“What for” is missing."),
    ],
)  # fmt: skip
def test_bad_lines_are_kept_with_their_message(visit, coordinator, part, fields, cell, words):
    row = event(coordinator, "draft")
    page = save(visit(coordinator), row, part, status=422, **fields)
    assert words in page.errors[cell]
    assert page.value(cell)[:200] in fields[cell][0] and fresh(row).version == row.version


@pytest.mark.one_engine
def test_too_many_lines(visit, coordinator):
    row = event(coordinator, "draft")
    many = {"budget_lines-label": ["茶"] * 41, "budget_lines-yuan": ["1"] * 41}
    assert "At most 40 lines" in save(visit(coordinator), row, "budget", status=422, **many).text


def test_every_figure_waits_for_approval(visit, coordinator, branch_admin):
    """Two parts of one change wait together, and take force together."""
    row = event(coordinator, budget=100_000)
    save(visit(coordinator), row, "programme", **PROGRAMME)
    page = save(visit(coordinator), row, "budget", **LINES)
    assert page.notice == "The change waits for approval; until then the event stands as it was approved."
    change = EventChange.get(EventChange.state == "waits")
    assert set(change.changes) == {"programme", "speakers", "gifts", "budget", "budget_lines"}
    assert change.budget == 450_050 and fresh(row).programme == "" and BudgetLine.select().count() == 0
    shown = visit(branch_admin).get(f"/events/{row.number}").section("change")
    assert "场地 ¥3,000.00; 茶点 ¥1,500.50" in shown and "岩茶礼盒 × 20 ¥88.00" in shown
    assert visit(coordinator).get(f"/events/{row.number}/programme").value("programme-what") == "岩茶"
    assert "four eyes" in visit(coordinator).get(f"/events/{row.number}").text
    visit(branch_admin).post(f"/events/{row.number}/approve")
    now = fresh(row)
    assert now.programme.startswith("19:00\t岩茶") and now.budget == 450_050 and BudgetLine.select().count() == 2


def test_a_plan_posted_as_ever_keeps_what_it_does_not_name(visit, coordinator):
    row = event(coordinator, "draft", aim="答谢", programme="19:00\t岩茶\t")
    save(visit(coordinator), row, "budget", **LINES)
    plan = {name: value for name, value in PLAN.items() if name != "branch"}
    save(visit(coordinator), row, "edit", **plan)  # ¥5,000, of which the lines have ¥4,500.50
    now = fresh(row)
    assert (now.aim, now.programme, now.budget) == ("答谢", "19:00\t岩茶\t", 500_000)
    assert [(one.label, one.planned) for one in BudgetLine.select().order_by(BudgetLine.position)] == [
        ("场地", 300_000), ("茶点", 150_050), ("Other", 49_950)
    ]  # fmt: skip
    page = save(visit(coordinator), row, "edit", status=422, **(plan | {"budget": "4000"}))
    assert "The lines of the budget come to more." in page.errors["budget"] and fresh(row).budget == 500_000


def test_a_line_that_stays_is_the_same_row(visit, coordinator):
    row = event(coordinator, "draft")
    save(visit(coordinator), row, "budget", **LINES)
    kept = BudgetLine.get(BudgetLine.label == "茶点").id
    save(
        visit(coordinator),
        row,
        "budget",
        **{"budget_lines-label": ["茶点", "讲师"], "budget_lines-yuan": ["900", "2000"]},
    )
    assert BudgetLine.get(BudgetLine.label == "茶点").id == kept and fresh(row).budget == 290_000
    assert BudgetLine.select().count() == 2


def test_who_is_in_charge_is_approved_and_who_helps_is_not(visit, coordinator, branch_admin, manager, specialist):
    row = event(coordinator)
    chosen = {"charge": str(manager.id), "helpers": [str(specialist.id), str(manager.id)]}
    save(visit(coordinator), row, "people", **chosen)
    assert [(one.staff_id, one.duty) for one in EventHelper.select()] == [(specialist.id, "help")]
    assert EventChange.get(EventChange.state == "waits").changes.keys() == {"charge"}
    assert f"In charge: – → {manager.name}" in visit(branch_admin).get(f"/events/{row.number}").section("change")
    visit(branch_admin).post(f"/events/{row.number}/approve")
    found = {one.staff_id: one.duty for one in EventHelper.select()}
    assert found == {specialist.id: "help", manager.id: "charge"}
    save(visit(coordinator), row, "people", charge=str(manager.id), helpers=[])
    assert [one.duty for one in EventHelper.select()] == ["charge"]


@pytest.mark.one_engine
def test_people_of_other_branches_cannot_be_named(visit, coordinator, other_branch_admin):
    row = event(coordinator, "draft")
    page = save(visit(coordinator), row, "people", status=422, charge=str(other_branch_admin.id), helpers=[])
    assert "charge" in page.errors and EventHelper.select().count() == 0


def test_two_at_one_part(visit, coordinator, branch_admin):
    row = event(coordinator, "draft")
    old = row.version
    save(visit(coordinator), row, "budget", **LINES)
    other = {"budget_lines-label": ["讲师"], "budget_lines-yuan": ["2000"]}
    page = save(visit(branch_admin), row, "budget", status=409, version=old, **other)
    assert (
        page.table("versions") == [["Lines of the budget", "场地 · ¥3000.00; 茶点 · ¥1500.50", "讲师 · ¥2000.00"]]
        and page.value("budget_lines-label") == "讲师"
    )
    save(visit(branch_admin), row, "budget", version=page.value("version"), **other)
    assert fresh(row).budget == 200_000


@pytest.mark.one_engine
def test_who_may_not(visit, coordinator, manager, auditor, chengang, other_branch_admin):
    row = event(coordinator, "draft")
    for part in ("programme", "people", "budget", "steps", "picture"):
        for person in (manager, auditor, chengang):
            visit(person).get(f"/events/{row.number}/{part}", status=403)
        visit(other_branch_admin).get(f"/events/{row.number}/{part}", status=404)
    above = event(people.staff("luwei", "陆薇", "branch_admin", at="CC"), "draft", branch=people.branch("CC"))
    save(visit(coordinator), above, "budget", status=403, **LINES)
