"""Entering a client."""

from __future__ import annotations

import uuid

import pytest

from portal.models import Account, AuditEntry, Client, Seat
from tests.ground import people, trail
from tests.ground.together import together

NEW = {
    "kind": "individual", "name": "孙 志远", "branch": "FAW", "gender": "m", "mobile": "138 4300 7788",
    "document_kind": "resident_id", "document": "220103196805060012", "district": "汽开区", "employer": "一汽解放",
}  # fmt: skip


def enter(visitor, status=200, **changes):
    return visitor.post("/clients/new", status=status, **{**NEW, **changes})


def apart(n):
    """What makes somebody a different person each time."""
    return {"document_kind": "", "document": "", "mobile": f"138 4300 {n:04d}", "birthday": f"{1960 + n}-01-01"}


def test_it_works(visit, branch_admin):
    browser = visit(branch_admin)
    assert browser.get("/clients/new").heading == "Enter a client"
    page = enter(browser)
    assert page.notice == "孙 志远 is entered as C-0000001." and page.heading.startswith("孙 志远")
    row = Client.get()
    assert (row.number, row.mobile, row.document_masked) == ("C-0000001", "+8613843007788", "****************12")
    assert (row.birthday.isoformat(), row.gender, row.tier_id, row.version) == ("1968-05-06", "m", "standard", 1)
    assert "220103196805060012" not in row.document_encrypted
    entry = AuditEntry.get(AuditEntry.action == "client.created")
    assert (entry.actor_name, entry.subject_id, entry.branch_id) == ("赵敏", row.id, row.branch_id)
    assert "220103196805060012" not in str(entry.words) + str(entry.changes)


def test_numbers_follow_and_are_never_given_twice(visit, branch_admin):
    browser = visit(branch_admin)
    for n in range(3):
        enter(browser, **apart(n))
    enter(browser, name="", status=422)
    enter(browser, **apart(3))
    assert [row.number for row in Client.select().order_by(Client.id)] == [f"C-000000{n}" for n in range(1, 5)]


@pytest.mark.parametrize("who", ["manager", "adviser"])
def test_who_enters_a_client_serves_him(request, visit, who):
    person = request.getfixturevalue(who)
    browser = visit(person)
    page = enter(browser)
    assert page.heading.startswith("孙 志远")
    assert [(seat.kind, seat.staff_id) for seat in Seat.select()] == [(who, person.id)]
    assert getattr(Client.get(), f"{who}_id") == person.id


@pytest.mark.one_engine
def test_who_may_not(visit, specialist, coordinator, head_office, auditor, admin, chengang):
    for person in (specialist, coordinator, head_office, auditor, admin, chengang):
        enter(visit(person), status=403)
    assert Client.select().count() == 1


@pytest.mark.one_engine
def test_another_branch_does_not_exist_for_us(visit, branch_admin, other_branch_admin):
    enter(visit(branch_admin), branch="JY", status=404)
    enter(visit(branch_admin), branch="CC", status=404)
    enter(visit(other_branch_admin), branch="FAW", status=404)
    assert Client.select().count() == 0


def test_an_outlet_is_ours(visit, branch_admin):
    enter(visit(branch_admin), branch="FAW-2")
    assert Client.get().branch_id == people.branch("FAW-2").id


WRONG = [
    ("name", ""), ("name", "   "), ("name", "\u202e\u200b"), ("name", "名" * 121), ("kind", "horse"), ("kind", ""), ("gender", "x"),
    ("birthday", "2026-02-30"), ("birthday", "yesterday"), ("birthday", "2026-11-25"), ("birthday", "1899-12-31"), ("birthday", "0000-00-00"),
    ("mobile", "12"), ("mobile", "138****7788"), ("mobile", "abc"), ("mobile", "1" * 40), ("email", "no mail"), ("email", "a@b@c.cn"),
    ("email", "x" * 130 + "@example.cn"), ("document", "220103196805060013"), ("document", "x" * 64), ("document_kind", "library"),
    ("address", "路" * 201), ("preferred_channel", "pigeon"), ("hobbies", "茶" * 201), ("employer", "厂" * 121),
]  # fmt: skip


@pytest.mark.one_engine
def test_wrong_values_are_named_and_what_was_typed_stays(visit, branch_admin):
    browser = visit(branch_admin)
    for field, value in WRONG:
        page = enter(browser, status=422, **{field: value})
        assert field in page.errors and set(page.errors) <= {field, "document"}, (field, value, page.errors)
        assert page.errors[field] and page.refusal, (field, value)
        assert page.value("employer") == (value if field == "employer" else "一汽解放")
    assert Client.select().count() == 0 and trail.deeds().count() == 0


@pytest.mark.one_engine
def test_a_document_needs_its_kind(visit, branch_admin):
    assert set(enter(visit(branch_admin), status=422, document_kind="").errors) == {"document"}


def test_odd_names_are_kept_as_text(visit, branch_admin):
    browser = visit(branch_admin)
    names = (
        ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("'; DROP TABLE client; --", "'; DROP TABLE client; --"), ("李🙂", "李🙂"),
        ("\u202e刚陈\u202c", "刚陈"), ("王\x00磊", "王磊"), ("{{ 7*7 }}", "{{ 7*7 }}"), ("%(name)s %s", "%(name)s %s"),
    )  # fmt: skip
    for n, (typed, kept) in enumerate(names):
        page = enter(browser, name=typed, **apart(n))
        assert page.heading.startswith(kept) and "<script>alert" not in page.response.get_data(as_text=True)
        assert Client.select().order_by(Client.id.desc()).get().name == kept


def test_the_same_submission_twice_makes_one(visit, branch_admin):
    browser, submission = visit(branch_admin), str(uuid.uuid4())
    first, second = enter(browser, submission=submission), enter(browser, submission=submission)
    assert first.path == second.path and Client.get().name == "孙 志远"
    page = enter(browser, submission=submission, name="孙志强", status=409)
    assert page.value("name") == "孙志强" and Client.select().count() == 1
    enter(browser, **apart(1))
    assert Client.select().count() == 2


def test_the_same_submission_twice_at_once_makes_one(app, visit, manager):
    submission = str(uuid.uuid4())
    browsers = [visit(manager) for _ in range(4)]
    together(app, *(lambda b=b: enter(b, submission=submission) for b in browsers))
    assert Client.select().count() == 1 and Seat.select().count() == 1
    assert AuditEntry.select().where(AuditEntry.action == "client.created").count() == 1


def test_two_at_once_get_two_numbers(app, visit, branch_admin):
    browsers = [visit(branch_admin) for _ in range(4)]
    pages = together(app, *(lambda b=b, n=n: enter(b, **apart(n)) for n, b in enumerate(browsers)))
    assert len({page.path for page in pages}) == 4
    assert Account.select().where(Account.client.is_null(False)).count() == 0
