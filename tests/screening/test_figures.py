"""Figures of lists, the overview of start pages, what `portal check` proves, how much a page asks."""

from __future__ import annotations

import pytest

from portal.derived import faults
from portal.models import Client, ListMark, ListName, Step, TierList
from tests.ground import people
from tests.ground.plans import plans_of, reads_all
from tests.screening.names import at_name, complete_record, decided, draft, fresh, name_of, record_of, rich, submitted


@pytest.fixture
def told(visit, at, branch_admin, other_branch_admin, head_office, manager, adviser, specialist):
    """Two branches: one record complete on day 5, one rejected, one late and open, one approved at 净月."""
    quick, never, slow, other = rich("孙志远"), rich("周海"), rich("林小"), rich("魏东", at="JY")
    at("2026-11-02 10:00")
    submitted(branch_admin, quick, never, slow)
    decided(head_office, quick)
    decided(head_office, slow)
    decided(head_office, never, "reject", "过桥资金")
    complete_record(fresh(quick), manager, adviser, specialist)
    at("2026-11-09 10:00")
    visit(branch_admin).post(f"{at_name(quick)}/complete")
    at("2026-11-24 10:00")
    submitted(other_branch_admin, other, at="JY")
    decided(head_office, other)
    return quick, never, slow, other


def test_it_works(visit, told, head_office):
    page = visit(head_office).get("/tiers/lists/figures")
    ours, theirs, together = page.table("by-branch")
    assert ours == ["FAW Sub-branch", "1", "3", "2", "1", "1", "5", "5", "1", "50%"]
    assert theirs[1:] == ["1", "1", "1", "0", "0", "–", "–", "0", "–"]
    assert together == ["Together", "2", "4", "3", "1", "1", "5", "5", "1", "50%"]
    assert page.table("by-month") == [["Nov 2026", "2", "4", "3", "1", "1", "5", "5", "1", "50%"]]


@pytest.mark.one_engine
def test_a_branch_reads_its_own(visit, told, branch_admin, other_branch_admin, auditor, manager):
    page = visit(other_branch_admin).get("/tiers/lists/figures")
    assert [row[0] for row in page.table("by-branch")] == ["Jingyue Sub-branch", "Together"]
    assert [row[0] for row in visit(branch_admin).get("/tiers/lists/figures?branch=JY").table("by-branch")] == []
    assert len(visit(auditor).get("/tiers/lists/figures").table("by-branch")) == 3
    visit(manager).get("/tiers/lists/figures", status=403)


def test_start_pages(visit, told, branch_admin, head_office, manager, other_branch_admin):
    people.seat(told[2], "manager", manager)
    for person in (branch_admin, manager):
        assert "林小" in visit(person).get("/home").section("queue")
    assert "林小" not in visit(other_branch_admin).get("/home").section("queue")
    wanted = rich("高亚云")
    submitted(branch_admin, wanted)
    section = visit(head_office).get("/home").section("queue")
    assert "Decide about 高亚云" in section and "Late: the record of 林小" in section


def test_nothing_yet(visit, head_office, branch_admin, manager):
    assert "No figures yet" in visit(head_office).get("/tiers/lists/figures").text
    assert "Nothing is waiting" in visit(head_office).get("/tiers/lists/review").text
    assert "No lists yet" in visit(branch_admin).get("/tiers/lists").text
    assert "None of your clients is on a list" in visit(manager).get("/tiers/lists").text


def test_a_list_number_is_found_by_the_search(visit, told, branch_admin, other_branch_admin):
    number = TierList.get(TierList.title == "十一月名单").number
    assert visit(branch_admin).get(f"/search?q={number.lower()}").path == f"/tiers/lists/{number}"
    visit(other_branch_admin).get(f"/search?q={number}", status=404)


FAULTS = {
    "list_status": (lambda q, s: Client.update(list_status="returned").where(Client.id == s.id), "list status returned, the lists and the months say completing"),
    "no_name": (lambda q, s: Client.update(list_status="rejected").where(Client.id == q.id), "list status rejected, the lists and the months say complete"),
    "list": (lambda q, s: TierList.update(state="returned"), "it is returned, its names say decided"),
    "due": (lambda q, s: Step.update(due_on="2026-12-24").where(Step.id == record_of(s).id), "due on 2026-12-24, its clock says 2026-11-16"),
    "taken": (lambda q, s: ListName.update(days_taken=4).where(ListName.client == q.id), "4 days, late False; its clock says 5 and False"),
    "no_step": (lambda q, s: Step.delete().where(Step.id == record_of(s).id), "approved, but nothing says by when it is completed"),
    "step": (lambda q, s: Step.update(state="done").where(Step.id == record_of(s).id), "completing, but the step of its record is done"),
    "mark": (lambda q, s: ListMark.delete().where(ListMark.kind == "stop"), "complete, but its clock runs"),
    "start": (lambda q, s: ListMark.delete(), "approved, but its clock never started"),
    "number": (lambda q, s: TierList.update(number="L-2026-0900").where(TierList.branch == people.branch("JY").id), "list L-2026-0900 lies beyond its sequence"),
}  # fmt: skip


def test_the_check_finds_nothing_wrong(told):
    assert [line for line in faults() if "list" in line or "name of" in line] == []


@pytest.mark.parametrize("what", [*FAULTS])
def test_the_check_finds(told, what):
    spoil, words = FAULTS[what]
    spoil(told[0], told[2]).execute()
    assert any(words in line for line in faults()), list(faults())


@pytest.mark.parametrize(("who", "path", "most"), [
    ("zhaomin", "/tiers/lists", 5), ("zhaomin", "/tiers/lists/{list}", 6), ("zhaomin", "/tiers/lists/{draft}/screening", 9), ("gaoyuan", "/tiers/lists/review", 5),
    ("gaoyuan", "/tiers/lists/figures", 3), ("gaoyuan", "{name}", 9), ("zhaomin", "/tiers/letters", 3),
])  # fmt: skip
def test_a_page_asks_little_however_much_it_shows(visit, told, branch_admin, head_office, statements, who, path, most):
    many = [rich(f"孙远{n}") for n in range(12)]
    submitted(branch_admin, *many)
    row = draft(branch_admin)
    for n in range(6):
        rich(f"周远{n}")
    path = path.format(list=name_of(many[0]).tier_list.number, draft=row.number, name=at_name(many[0]))
    somebody = visit(who)
    somebody.get(path)
    with statements() as seen:
        somebody.get(path)
    assert len(seen) <= most, [sql for sql, _ in seen]


def test_lists_and_names_are_found_by_an_index(visit, told, branch_admin, head_office, manager, statements):
    row = draft(branch_admin)
    for person, path in ((head_office, "/tiers/lists/review"), (branch_admin, "/tiers/lists"), (manager, "/home")):
        browser = visit(person)
        with statements() as seen:
            browser.get(path)
        for plan in plans_of(seen, '"list_name"'):
            assert not reads_all(plan, "list_name"), (path, plan)
    browser = visit(branch_admin)
    with statements() as seen:
        browser.get(f"/tiers/lists/{row.number}/screening")
    assert not any(reads_all(plan, "client") for plan in plans_of(seen, "aum_average"))
