"""What if on a big bank: the worker reckons it in ranges of clients; the page shows what was kept, and nobody moves."""

from __future__ import annotations

import pytest

from portal.actions.tiers import trials
from portal.models import Client, Task, TierChange, TrialMover
from tests.ground import people
from tests.tiers.months import months
from tests.tiers.test_what_if import PRESENT, facts

OTHER = PRESENT | {"threshold_platinum": "1500000", "threshold_gold": "700000"}


@pytest.fixture
def big(monkeypatch):
    monkeypatch.setattr("portal.reads.tiers.trial.MOST_AT_ONCE", 0)
    monkeypatch.setattr("portal.actions.tiers.trials.AT_ONCE", 2)


def reckoned(visit, person, work, fields=OTHER):
    """The result's page, opened from the task's."""
    page = visit(person).post("/tiers/what-if", **fields)
    assert page.path == f"/tasks/{Task.get().id}"
    assert work() == 1
    page = visit(person).get(page.path)
    assert "clients were looked at. Nobody was moved." in page.text
    return visit(person).get(page.html.find("a", string="Show the result")["href"])


def test_it_works(visit, head_office, figures, work, big):
    page = visit(head_office).get("/tiers/what-if", **OTHER)
    assert not page.html.select("#moves") and "reckoned in the background" in page.text
    page = reckoned(visit, head_office, work)
    assert facts(page) == {
        "Going up at once": "1 client", "Going down after the protected months": "1 client",
        "Below, but held by hand": "0 clients", "Candidates for the list": "0 clients",
    }  # fmt: skip
    assert "with the present rules 0" in page.text
    assert page.table("branches") == [
        ["FAW Sub-branch", "1", "0", "0", "0", "1", "1"],
        ["Jingyue Sub-branch", "0", "1", "0", "0", "0", "0"],
    ]
    assert page.table("movers")[0][0] == "刘芳" and page.table("movers")[0][3:] == ["¥1.80m", "Gold", "Platinum"]
    down = page.html.select_one("#branches a[href*='kind=down']")["href"]
    assert visit(head_office).get(down).table("movers")[0][0] == "赵蕾"
    assert TierChange.select().count() == 0 and {row.name: row.tier_id for row in Client.select()}["刘芳"] == "gold"


def test_the_same_as_at_once(visit, head_office, figures, work, monkeypatch):
    for number in range(7):
        months(
            people.client(None, f"钱{number}", ("standard", "gold", "platinum")[number % 3]),
            10 * number**2,
            9 * number**2,
            50,
        )
    fields = OTHER | {"weight_deposits": "0.9", "average_months": "2"}
    small = visit(head_office).get("/tiers/what-if", **fields)
    monkeypatch.setattr("portal.reads.tiers.trial.MOST_AT_ONCE", 0)
    monkeypatch.setattr("portal.actions.tiers.trials.AT_ONCE", 3)
    page = reckoned(visit, head_office, work, fields)
    for table in ("levels", "branches", "units", "movers"):
        assert page.table(table) == small.table(table), table
    assert facts(page) == facts(small)


def test_pages_of_movers(visit, head_office, work, big, liufang):
    for number in range(55):
        months(people.client(None, f"钱{number}", "gold"), 300, 300, 300)
    page = reckoned(visit, head_office, work, PRESENT)
    assert len(page.table("movers")) == 50
    page = visit(head_office).get(page.html.select_one("a[rel=next]")["href"])
    assert len(page.table("movers")) == 5


def test_a_trial_that_was_cut_off_begins_anew(visit, head_office, figures, work, big):
    visit(head_office).post("/tiers/what-if", **OTHER)
    task = Task.get()
    trials.run(task, lambda done, total=0: None)
    assert work() == 1
    assert TrialMover.select().where(TrialMover.task == task.id).count() == 2


def test_it_is_shown_for_its_own_rules_to_its_own_person_for_some_days(
    visit, head_office, admin, figures, work, big, at
):
    page = reckoned(visit, head_office, work)
    trial = Task.get().id
    other = people.staff("zhaoqian", "赵谦", "head_office", at="JLB")
    for person, fields in ((other, OTHER), (head_office, PRESENT), (head_office, OTHER | {"average_months": "2"})):
        page = visit(person).get("/tiers/what-if", status=404, trial=trial, **fields)
        assert page.value("threshold_gold") and not page.html.select("#moves")
    assert "Please have it worked out again" in page.text
    visit(head_office).get("/tiers/what-if", status=404, trial=10**12, **OTHER)
    at("2026-12-03 10:00")
    visit(head_office).get("/tiers/what-if", status=404, trial=trial, **OTHER)
    assert trials.put_away() == 2 and TrialMover.select().count() == 0


@pytest.mark.one_engine
def test_bad_input_begins_nothing(visit, head_office, figures, big):
    page = visit(head_office).post(
        "/tiers/what-if", status=422, **OTHER | {"threshold_gold": "9000000", "weight_funds": "10"}
    )
    assert "threshold_platinum" in page.errors and "weight_funds" in page.errors and page.value("weight_funds") == "10"
    assert Task.select().count() == 0


def test_new_rules_are_previewed_beside_the_form(visit, head_office, figures, big):
    fields = OTHER | {"valid_from": "2026-12-01", "reason": "明年起提高门槛", "preview": "1"}
    page = visit(head_office).post("/tiers/settings/new", **fields)
    assert page.value("reason") == "明年起提高门槛" and f"/tasks/{Task.get().id}" in page.links()


@pytest.mark.one_engine
def test_who_may_not(visit, branch_admin, auditor, figures, big):
    for person in (branch_admin, auditor):
        visit(person).post("/tiers/what-if", status=403, **OTHER)
    assert Task.select().count() == 0
