"""Classes of complaints: those of one complaint, and what head office calls them."""

from __future__ import annotations

import pytest

from portal.actions.complaints import classifying
from portal.ground.errors import StaleVersion
from portal.models import AuditEntry, Complaint, ComplaintClass, Request
from portal.reads.complaints import classes
from portal.reads.complaints.cases import missing_of
from tests.complaints.naming import complained
from tests.ground import people
from tests.ground.together import together

SAID = {
    "class_channel": "counter",
    "class_business": "debit",
    "inner_cause": "slow",
    "class_cause": "",
    "response": "money",
    "redress": "12.50",
}


def case_of(row):
    return Complaint.get(Complaint.request == row.id)


def classified(visitor, row, status=200, **fields):
    page = visitor.get(f"/requests/{row.number}/classes")
    values = {**SAID, "version": page.value("version"), **fields}
    return visitor.post(f"/requests/{row.number}/classes", status=status, **values)


def test_it_works(visit, served, manager):
    row = complained(served)
    browser = visit(manager)
    assert browser.get(f"/requests/{row.number}/classes").heading == f"Classes of complaint {row.number}"
    page = classified(browser, row)
    assert page.notice == "The complaint is classified."
    case = case_of(row)
    assert (case.class_channel, case.class_business, case.inner_cause) == ("counter", "debit", "slow")
    assert (case.class_cause, case.response, case.redress) == ("process", "money", 1250)
    entry = AuditEntry.select().where(AuditEntry.action == "complaint.classified").get()
    assert entry.changes["redress"] == ["None", "1250"]
    assert "Rules and procedures · It took too long" in page.section("case")
    again = browser.get(f"/requests/{row.number}/classes")
    assert (again.value("class_business"), again.value("redress")) == ("debit", "12.50")


def test_who_may_not(visit, served, manager, adviser, second_manager, coordinator, auditor, head_office):
    row = complained(served, manager)
    for person, status in (
        (manager, 404),
        (second_manager, 404),
        (coordinator, 404),
        (auditor, 403),
        (head_office, 403),
    ):
        visit(person).get(f"/requests/{row.number}/classes", status=status)
    assert visit(adviser).get(f"/requests/{row.number}/classes").status == 200
    plain = Request.create(
        **{**{name: row.__data__[name] for name in ("branch", "category", "subject", "details", "filed_by", "filed_at", "minutes", "moved_at")},
           "number": "R-2026-000900", "client": served, "kind": "request", "holder": adviser}
    )  # fmt: skip
    visit(adviser).get(f"/requests/{plain.number}/classes", status=404)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"class_channel": ""}, "class_channel"),
        ({"class_channel": "nothing"}, "class_channel"),
        ({"inner_cause": "debit"}, "inner_cause"),
        ({"redress": ""}, "redress"),
        ({"redress": "viel"}, "redress"),
        ({"redress": "-1"}, "redress"),
        ({"response": "golden"}, "response"),
    ],
)
def test_bad_input(visit, served, manager, fields, field):
    row = complained(served)
    assert field in classified(visit(manager), row, status=422, **fields).errors
    assert case_of(row).class_business is None


def test_what_was_no_money_has_no_amount(visit, served, manager):
    row = complained(served)
    classified(visit(manager), row, response="explained", redress="99")
    assert (case_of(row).response, case_of(row).redress) == ("explained", None)


def test_two_old_pages(visit, served, manager, branch_admin):
    row = complained(served)
    browser, other = visit(manager), visit(branch_admin)
    old = other.get(f"/requests/{row.number}/classes").value("version")
    classified(browser, row)
    page = other.post(
        f"/requests/{row.number}/classes", status=409, **{**SAID, "version": old, "class_business": "credit"}
    )
    assert "Somebody else has saved this" in page.refusal and page.value("class_business") == "credit"
    assert ["Business", "Bank cards · Debit cards", "Bank cards · Credit cards"] in page.table("versions")
    assert other.post(
        f"/requests/{row.number}/classes", **{**SAID, "version": page.value("version"), "class_business": "credit"}
    ).notice
    assert case_of(row).class_business == "credit"


def test_two_at_once(app, served, manager, branch_admin):
    row = complained(served)
    version = case_of(row).version

    def deed(person, code):
        values = {**SAID, "class_business": code, "redress": 1250}
        return lambda: classifying.classify(people.actor(person), Request.get_by_id(row.id), values, version)

    found = together(app, deed(manager, "debit"), deed(branch_admin, "credit"))
    assert sorted(isinstance(one, StaleVersion) for one in found) == [False, True]


def test_closing_needs_them(served, manager):
    case = case_of(complained(served))
    case.decision, case.outcome, case.inner_cause = "已说明", "upheld", "slow"
    assert missing_of(case, True) == ["classes"]
    case.class_channel, case.class_business, case.class_cause, case.response = "counter", "debit", "process", "none"
    assert missing_of(case, True) == []


# ---- the classes themselves


def test_head_office_names_adds_and_switches_off(visit, served, manager, head_office):
    browser = visit(head_office)
    page = browser.get("/complaints/classes/inner/slow")
    fields = {"name_zh": "等候时间过长", "name_en": "Waiting too long", "number": "", "version": page.value("version")}
    assert browser.post("/complaints/classes/inner/slow", **fields).notice == "The class is saved."
    row = ComplaintClass.get(ComplaintClass.code == "slow")
    assert (row.name_zh, row.active) == ("等候时间过长", False)
    assert "slow" not in dict(classes.choices("inner")) and "slow" in dict(classes.choices("inner", "slow"))
    new = {
        "code": "parking",
        "parent": "systems",
        "standard": "",
        "name_zh": "停车不便",
        "name_en": "No parking",
        "active": "y",
    }
    assert browser.post("/complaints/classes/inner/new", **new).notice == "The class is added."
    made = ComplaintClass.get(ComplaintClass.code == "parking")
    assert (made.parent, made.standard, made.active) == ("systems", "systems", True)
    row = complained(served)
    classified(visit(manager), row, inner_cause="parking")
    assert case_of(row).class_cause == "systems"


@pytest.mark.one_engine
def test_who_may_not_name_them(visit, branch_admin, auditor, manager):
    for person in (branch_admin, auditor):
        assert "It took too long" in visit(person).get("/complaints/classes").text
        visit(person).get("/complaints/classes/inner/slow", status=403)
    visit(manager).get("/complaints/classes", status=403)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "slow"}, "code"),
        ({"code": "Zu Lang"}, "code"),
        ({"parent": "slow"}, "parent"),
        ({"name_zh": ""}, "name_zh"),
    ],
)
def test_bad_names(visit, head_office, fields, field):
    before = ComplaintClass.select().count()
    new = {"code": "parking", "parent": "systems", "name_zh": "停车不便", "name_en": "No parking", **fields}
    assert field in visit(head_office).post("/complaints/classes/inner/new", status=422, **new).errors
    assert ComplaintClass.select().count() == before


def test_no_such_class(visit, head_office):
    browser = visit(head_office)
    for path in ("inner/nothing", "nothing/slow", "nothing/new"):
        browser.get(f"/complaints/classes/{path}", status=404)
