"""Filing a request: the client himself, or staff for a client who phones."""

from __future__ import annotations

import uuid

import pytest

from portal.models import Attachment, AuditEntry, Client, Notice, Request, Sequence, Staff
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import WISH, filed, now, picture


def send(visitor, status=200, path="/me/requests/new", **changes):
    return visitor.post(path, status=status, **{**WISH, **changes})


def told(person):
    return [n.kind for n in Notice.select().where(Notice.account == people.account_of(person).id)]


def test_it_works(visit, served, manager, adviser):
    browser = visit(served)
    assert browser.get("/me/requests/new").heading == "What can we do for you"
    page = send(browser, attachments=picture())
    assert page.notice == "Thank you. We have received your request R-2026-000001."
    assert page.heading == "孩子入学材料" and "户口本.png" in page.text and "School" in page.text
    row = Request.get()
    assert (row.number, row.status, row.seat, row.assignee_id, row.holder_id, row.files, row.filed_for) == (
        "R-2026-000001",
        "new",
        "manager",
        None,
        manager.id,
        1,
        False,
    )
    assert row.details == "请问需要哪些证明？\n谢谢。"
    assert Client.get_by_id(served.id).open_requests == 1
    assert told(manager) == ["request.filed"] and told(adviser) == [] and told(served) == []
    assert AuditEntry.get(AuditEntry.action == "request.filed").actor_name == "陈刚"


def test_the_manager_finds_it_first(visit, served, manager):
    send(visit(served))
    browser = visit(manager)
    assert "孩子入学材料" in browser.get("/home").text
    row = browser.get("/requests").table("requests")[0]
    assert "孩子入学材料" in row[1] and row[2].startswith("陈刚") and row[4] == "王磊" and "by " in row[0]


def test_for_a_client_who_phones(visit, served, adviser, manager):
    browser = visit(adviser)
    path = f"/clients/{served.number}/requests/new"
    assert browser.get(path).heading == "File a request for 陈刚"
    page = send(browser, path=path, attachments=picture())
    assert page.notice == "Request R-2026-000001 is filed." and "filed by 李娜" in page.text
    assert Request.get().filed_for and told(manager) == ["request.filed"] and told(served) == ["request.filed_for_you"]
    assert "filed by 李娜" in visit(served).get("/me/requests/R-2026-000001").text


def test_without_a_manager_it_goes_to_the_queue(visit, wutao, specialist, branch_admin, manager, other_branch_admin):
    send(visit(wutao))
    assert Request.get().assignee_id is None
    assert told(specialist) == told(branch_admin) == ["request.filed"]
    assert told(manager) == told(other_branch_admin) == []
    assert visit(specialist).get("/requests").table("requests")[0][4] == "the queue Take it"


def test_a_manager_who_has_left_gets_nothing_his_adviser_does(visit, served, manager, adviser, specialist):
    manager.left_on = people.clock.today()
    manager.save()
    send(visit(served))
    assert Request.get().holder_id == adviser.id and told(adviser) == ["request.filed"]
    assert told(manager) == told(specialist) == []


def test_where_nobody_of_the_team_can_the_queue_is_told(visit, served, manager, adviser, specialist):
    Staff.update(left_on=people.clock.today()).where(Staff.id.in_([manager.id, adviser.id])).execute()
    send(visit(served))
    assert Request.get().holder_id is None and told(specialist) == ["request.filed"]


def test_who_may_not(visit, served, second_manager, coordinator, head_office, auditor, admin, other_manager, zhaolei):
    path = f"/clients/{served.number}/requests/new"
    for person, status in (
        (second_manager, 404), (other_manager, 404), (coordinator, 403), (head_office, 403), (auditor, 403), (admin, 403), (zhaolei, 403),
    ):  # fmt: skip
        send(visit(person), path=path, status=status)
    send(visit(second_manager), status=403)
    assert Request.select().count() == 0


@pytest.mark.one_engine
def test_wrong_values_are_named_and_what_was_typed_stays(visit, served):
    browser = visit(served)
    for field, value in (
        ("kind", ""), ("kind", "order"), ("category", ""), ("category", "nonsense"), ("subject", ""), ("subject", " \u200b"), ("subject", "长" * 121), ("details", ""),
        ("details", "长" * 4001),
    ):  # fmt: skip
        page = send(browser, status=422, **{field: value})
        assert list(page.errors) == [field], (field, value)
        if field != "details":
            assert page.value("details").strip() == "请问需要哪些证明？\n谢谢。"
    assert Request.select().count() == 0 and Client.get_by_id(served.id).open_requests == 0


def test_odd_words_stay_words(visit, served, manager):
    browser = visit(served)
    for n, words in enumerate(
        ("<script>alert(1)</script>", "'; DROP TABLE request; --", "👨‍👩‍👧 🙂", "%(number)s %s {0} {{ x }}"), 1
    ):
        page = send(browser, subject=words, details=words)
        assert page.heading == words and "<script>alert" not in page.response.get_data(as_text=True)
        assert words in visit(manager).get(f"/requests/R-2026-{n:06d}").text
    assert words in visit(manager).get("/notices").text
    send(browser, subject="a\u202eb\x00c", details="a\u202eb\x00c")
    assert Request.select().order_by(Request.id.desc()).get().subject == "abc"


def test_the_same_submission_twice_makes_one(visit, served):
    browser, submission = visit(served), str(uuid.uuid4())
    first = send(browser, submission=submission, attachments=picture())
    second = send(browser, submission=submission, attachments=picture())
    assert first.path == second.path and Attachment.select().count() == 1
    assert Client.get_by_id(served.id).open_requests == 1 and Notice.select().count() == 1


def test_the_same_submission_twice_at_once_makes_one(app, visit, served):
    submission = str(uuid.uuid4())
    browsers = [visit(served) for _ in range(4)]
    pages = together(app, *(lambda b=b: send(b, submission=submission, attachments=picture()) for b in browsers))
    assert {page.path for page in pages} == {"/me/requests/R-2026-000001"}
    assert Request.select().count() == Attachment.select().count() == Client.get_by_id(served.id).open_requests == 1
    kept = [path for path in app.config["SETTINGS"].uploads.rglob("*") if path.is_file()]
    assert len(kept) == 1


def test_numbers_are_never_given_twice(app, visit, served, at):
    browsers = [visit(served) for _ in range(6)]
    pages = together(app, *(lambda b=b: send(b) for b in browsers))
    assert sorted(page.path[-1] for page in pages) == ["1", "2", "3", "4", "5", "6"]
    send(visit(served), status=422, subject="")
    assert filed(served).number == "R-2026-000007"
    at("2027-01-01 00:00")
    assert filed(served).number == "R-2027-000001"
    assert Sequence.get_by_id("request-2026").value == 7


@pytest.mark.parametrize("kind", ["request", "complaint", "suggestion", "praise"])
def test_each_kind_and_category_can_be_filed(served, kind):
    for category in ("card", "account", "loan", "wealth", "medical", "travel", "event", "school", "other"):
        assert now(filed(served, kind=kind, category=category)).minutes >= 480


def test_the_statements_of_a_filing(visit, served, statements):
    """A fixed, small number, whatever was filed before: from the click to the answer."""
    browser = visit(served)
    for _ in range(2):
        browser.post("/me/requests/new", **WISH)
    data = {**WISH, "submission": str(uuid.uuid4()), "csrf_token": browser.csrf}
    headers = {"Referer": "http://localhost/me/requests/new"}
    with statements() as seen:
        response = browser.web.post("/me/requests/new", data=data, headers=headers)
    assert response.status_code == 303 and len(seen) <= 18, [sql[:90] for sql, _ in seen]
