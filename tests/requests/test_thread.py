"""Taking, replying, noting, waiting, resolving, rating, closing, reopening, withdrawing, reassigning."""

from __future__ import annotations

import pytest

from portal import clock
from portal.actions import requests
from portal.errors import WrongState
from portal.models import Account, AuditEntry, Client, ClockMark, Notice, Request, RequestEntry
from portal.models.request_reads import RequestScope

from ..ground import people
from ..ground.files import sent
from ..ground.together import together
from .asking import again, ask

SECRET = "先查授信余额再答复"


@pytest.fixture
def asked(app, served):
    return ask(app, served)


@pytest.fixture
def taken(app, asked, manager):
    with app.app_context():
        requests.take(people.actor(manager), asked)
    return again(asked)


def test_it_works(visit, asked, served, manager):
    staff, client = visit(manager), visit(served)
    assert staff.post(f"/requests/{asked.number}/take").notice == "The request is yours now."
    staff.post(f"/requests/{asked.number}/reply", body="已约好周二九点。")
    assert "已约好周二九点。" in client.get(f"/me/requests/{asked.number}").text
    client.post(f"/me/requests/{asked.number}/reply", body="谢谢，准时到。")
    assert "谢谢，准时到。" in staff.get(f"/requests/{asked.number}").text
    staff.post(f"/requests/{asked.number}/resolve", answer="已安排妥当。")
    assert (
        client.post(f"/me/requests/{asked.number}/rate", score="5", comment="很周到").notice
        == "Thank you for your rating."
    )
    row = again(asked)
    assert (row.status, row.score, row.comment, row.resolved_late) == ("resolved", 5, "很周到", False)
    assert Client.get_by_id(served.id).open_requests == 0


def test_a_note_never_reaches_the_client(app, visit, taken, served, manager):
    staff, client = visit(manager), visit(served)
    staff.post(f"/requests/{taken.number}/reply", body=SECRET, internal="1", attachments=[sent("授信.png")])
    assert SECRET in staff.get(f"/requests/{taken.number}").text
    paths = [
        "/me",
        "/me/requests",
        f"/me/requests/{taken.number}",
        "/me/notices",
        "/notices",
        "/account",
        "/me/team",
        "/me/benefits",
    ]
    for path in paths:
        text = client.get(path).response.get_data(as_text=True)
        assert SECRET not in text and "授信" not in text, path
    secret = next(a["href"] for a in staff.get(f"/requests/{taken.number}").html.select("a.file"))
    client.get(secret, status=404)
    assert not any(SECRET in str(notice.words) for notice in Notice.select())
    assert not any(SECRET in str(entry.words) + str(entry.changes) for entry in AuditEntry.select())
    assert again(taken).files == 0


def test_two_colleagues_take_it_at_once_and_one_wins(app, wutao, specialist, branch_admin):
    request = ask(app, wutao)
    people_ = [people.actor(specialist), people.actor(branch_admin)]
    results = together(app, *[lambda who=who: requests.take(who, request) for who in people_])
    assert sorted(type(r).__name__ for r in results) == ["Request", "WrongState"]
    assert RequestEntry.select().where(RequestEntry.request == request, RequestEntry.body == "taken").count() == 1


def test_waiting_pauses_the_clock_and_the_answer_resumes_it(visit, taken, served, manager, at):
    due = taken.due_at
    at("2026-11-24 11:00")
    visit(manager).post(f"/requests/{taken.number}/reply", body="请告诉我们科室。", waiting="1")
    row = again(taken)
    assert (row.status, row.due_at) == ("waiting", None)
    at("2026-11-24 13:00")
    visit(served).post(f"/me/requests/{taken.number}/reply", body="心内科")
    row = again(taken)
    assert row.status == "taken"
    assert row.due_at == due + clock.timedelta(hours=2)
    assert [m.kind for m in ClockMark.select().where(ClockMark.request == row).order_by(ClockMark.id)] == [
        "start",
        "pause",
        "resume",
    ]


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-11-24 10:00", "2026-11-25 10:00"),  # eight working hours on
        ("2026-11-27 16:00", "2026-11-30 16:00"),  # over a weekend
        ("2026-09-30 16:00", "2026-10-08 16:00"),  # over the National Day holidays
        ("2026-10-09 16:00", "2026-10-10 16:00"),  # a make-up Saturday counts
        ("2026-11-24 20:00", "2026-11-25 17:00"),  # after hours it begins the next morning
    ],
)
def test_due_in_working_time(app, served, at, filed, due):
    at(filed)
    request = ask(app, served, category="card")
    assert request.minutes == 480
    assert clock.local(again(request).due_at).strftime("%Y-%m-%d %H:%M") == due


def test_late_shows_as_late(visit, asked, manager, at):
    at("2026-11-30 15:00")
    page = visit(manager).get("/requests?overdue=1")
    assert asked.number in page.text and "overdue" in page.text
    assert page.html.select(".chip-late")


def test_a_complaint_needs_its_root_cause(app, visit, served, manager):
    request = ask(app, served, kind="complaint")
    staff = visit(manager)
    staff.post(f"/requests/{request.number}/take")
    page = staff.post(f"/requests/{request.number}/resolve", status=422, answer="已处理")
    assert "root_cause" in page.errors and page.value("answer").strip() == "已处理"
    staff.post(f"/requests/{request.number}/resolve", answer="已处理", root_cause="叫号机故障")
    assert again(request).status == "resolved"


def test_reopening_starts_a_new_cycle_and_keeps_the_old_verdict(visit, taken, served, manager, at):
    visit(manager).post(f"/requests/{taken.number}/resolve", answer="好了")
    at("2026-11-26 10:00")
    visit(served).post(f"/me/requests/{taken.number}/reopen", reason="还没有收到短信")
    row = again(taken)
    assert (row.status, row.cycle, row.resolved_late) == ("taken", 2, False)
    assert clock.local(row.due_at).day >= 26
    assert Client.get_by_id(served.id).open_requests == 1
    assert "还没有收到短信" in visit(manager).get(f"/requests/{taken.number}").text


def test_the_client_withdraws(visit, asked, served, manager):
    client = visit(served)
    client.get(f"/me/requests/{asked.number}/withdraw")
    client.post(f"/me/requests/{asked.number}/withdraw")
    assert again(asked).status == "withdrawn"
    page = visit(manager).post(f"/requests/{asked.number}/take", referer=f"/requests/{asked.number}")
    assert "no longer possible" in page.refusal
    assert again(asked).status == "withdrawn"


def test_a_refusal_without_a_page_to_go_back_to_has_its_own(visit, asked, served, manager):
    visit(served).post(f"/me/requests/{asked.number}/withdraw")
    page = visit(manager).post(f"/requests/{asked.number}/take", status=409)
    assert "no longer possible" in page.text


def test_reassigned_with_a_reason(visit, taken, branch_admin, manager, specialist):
    page = visit(branch_admin).post(f"/requests/{taken.number}/reassign", staff="hejun", reason="需要信贷专员")
    assert "何军" in page.notice
    assert again(taken).assignee_id == specialist.id
    visit(specialist).get(f"/requests/{taken.number}")


@pytest.mark.parametrize("username", ["machao", "chengang", "nobody", ""])
def test_only_colleagues_of_the_branch_can_be_given_one(visit, taken, branch_admin, other_branch_admin, username):
    page = visit(branch_admin).post(f"/requests/{taken.number}/reassign", status=422, staff=username, reason="x")
    assert "staff" in page.errors
    assert again(taken).assignee_id == taken.assignee_id


@pytest.mark.parametrize("score", ["0", "6", "", "five", "-1", "5.5"])
def test_a_rating_is_one_to_five(visit, taken, served, manager, score):
    visit(manager).post(f"/requests/{taken.number}/resolve", answer="好了")
    page = visit(served).post(f"/me/requests/{taken.number}/rate", status=422, score=score)
    assert page.errors and again(taken).score is None


def test_the_worker_closes_what_stayed_resolved(app, visit, taken, manager, at):
    visit(manager).post(f"/requests/{taken.number}/resolve", answer="好了")
    at("2026-12-05 10:00")
    with app.app_context():
        assert requests.close_quiet_ones() == 0
        at("2026-12-09 10:00")
        assert requests.close_quiet_ones() == 1
    assert again(taken).status == "closed"


def test_others_do_not_see_it(visit, taken, second_manager, coordinator, liufang, zhaolei, other_manager):
    for person in (second_manager, coordinator, other_manager):
        visit(person).get(f"/requests/{taken.number}", status=404)
        visit(person).post(f"/requests/{taken.number}/reply", status=404, body="x")
    for person in (liufang, zhaolei):
        visit(person).get(f"/me/requests/{taken.number}", status=404)


def test_the_auditor_reads_and_changes_nothing(visit, taken, auditor):
    page = visit(auditor).get(f"/requests/{taken.number}")
    assert page.html.select("main form") == []
    visit(auditor).post(f"/requests/{taken.number}/reply", status=403, body="x")


def test_a_double_click_writes_one_reply(visit, taken, manager):
    once = "0b3c54a9-55cf-4f0e-9b0a-0d2a8a5c9d01"
    for _ in range(2):
        visit(manager).post(f"/requests/{taken.number}/reply", body="已约好。", submission=once)
    assert RequestEntry.select().where(RequestEntry.request == taken, RequestEntry.kind == "reply").count() == 1


def test_a_page_for_htmx_is_the_block_alone(app, visit, taken, manager):
    page = visit(manager, htmx="thread").post(f"/requests/{taken.number}/reply", body="收到。")
    text = page.response.get_data(as_text=True)
    assert text.lstrip().startswith('<div id="thread"') and "<html" not in text and "收到。" in text
    assert 'hx-swap-oob="true"' in text


def test_the_queue_is_filtered_and_paged(app, visit, wutao, specialist):
    numbers = [ask(app, wutao, subject=f"第{n}件").number for n in range(35)]
    somebody, seen, path = visit(specialist), [], "/requests"
    while path:
        page = somebody.get(path)
        seen += [row[1].split()[-1] for row in page.table("requests")]
        link = page.html.select_one("a[rel=next]")
        path = link["href"] if link else None
    assert sorted(seen) == sorted(numbers)
    assert len(somebody.get("/requests?q=第7件").table("requests")) == 1
    assert somebody.get("/requests?status=closed").table("requests") == []
    assert RequestScope(people.actor(specialist)).by_number(numbers[0]).number == numbers[0]


def test_deeds_out_of_order_are_refused(app, asked, manager, served):
    with app.app_context():
        actor = people.actor(manager)
        for deed in (
            lambda: requests.resolve(actor, asked, "x"),
            lambda: requests.close(actor, asked),
            lambda: requests.reply(actor, asked, "x", []),
        ):
            with pytest.raises(WrongState):
                deed()
    assert Account.select().count() and Request.get_by_id(asked.id).status == "new"
