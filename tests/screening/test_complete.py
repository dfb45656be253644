"""Ten working days: the record and the team are completed, reminders go out, late ones are seen by everybody concerned."""

from __future__ import annotations

from datetime import date

import pytest

from portal import jobs
from portal.actions.accounts.codes import kept_code
from portal.actions.screening.completing import remind
from portal.models import Account, ActivationCode, ListReminder, Notice, Setting
from portal.reads.shared import kept
from tests.ground import people
from tests.ground.together import together
from tests.screening.names import at_name, complete_record, decided, fresh, name_of, record_of, rich, submitted


@pytest.fixture
def sun(branch_admin, head_office, manager, adviser, specialist):
    """孙志远 was approved today (Tue 24 Nov); his manager is 王磊, nothing else is there."""
    client = rich("孙志远", birthday=None)
    people.seat(client, "manager", manager)
    submitted(branch_admin, client)
    decided(head_office, client)
    return fresh(client)


def seats(client, adviser, specialist):
    people.seat(client, "adviser", adviser)
    people.seat(client, "specialist", specialist)


def test_it_works(visit, sun, branch_admin, manager, adviser, specialist, at):
    page = visit(manager).post(f"{at_name(sun)}/complete", status=409)
    assert "The record is not complete yet" in page.refusal
    missing = page.section("missing")
    assert (
        "Birthday" in missing
        and "Wealth adviser" in missing
        and "Service team" in missing
        and "Client manager" not in missing
    )
    hrefs = [a["href"] for a in page.html.select("#missing a")]
    assert f"/clients/{sun.number}/team" in hrefs and any(h.startswith(f"/clients/{sun.number}/edit") for h in hrefs)
    client = fresh(sun)
    type(client).update(manager=None).where(type(client).id == client.id).execute()
    people.Seat.delete().where(people.Seat.client == client.id).execute()
    complete_record(fresh(sun), manager, adviser, specialist)
    at("2026-12-01 09:30")
    page = visit(manager).post(f"{at_name(sun)}/complete")
    assert page.notice == "The record of 孙志远 is complete."
    name = name_of(sun)
    assert (name.state, name.days_taken, name.late, record_of(sun).done_by_id) == ("complete", 5, False, manager.id)
    assert [mark.kind for mark in name.marks.order_by(type(name.marks.get()).id)] == ["start", "stop"]
    assert fresh(sun).list_status == "complete"
    assert "王磊 has completed the record of 孙志远" in visit(branch_admin).get("/notices").text
    assert "no longer possible" in visit(manager).post(f"{at_name(sun)}/complete", referer=at_name(sun)).refusal


@pytest.mark.parametrize(("moment", "words"), [
    ("2026-11-24 18:00", "To be completed by Tue 8 Dec"), ("2026-12-08 16:59", "To be completed today"),
    ("2026-12-09 09:00", "1 working day overdue"), ("2026-12-12 09:00", "3 working days overdue"),
])  # fmt: skip
def test_time_left_is_said(visit, sun, manager, at, moment, words):
    at(moment)
    assert words in visit(manager).get("/tiers/lists").section("names")


def test_reminders_on_the_fifth_and_eighth_day_and_when_late(app, visit, sun, branch_admin, manager, head_office, at):
    def told():
        return [
            (one.account.username, one.kind, one.words["days"])
            for one in Notice.select().where(Notice.kind.in_(("list.reminder", "list.late"))).order_by(Notice.id)
        ]

    at("2026-11-30 23:00")
    assert remind() == 0
    at("2026-12-01 08:00")
    assert remind() == 1 and remind() == 0
    assert told() == [("wanglei", "list.reminder", "5"), ("zhaomin", "list.reminder", "5")]
    at("2026-12-04 08:00")
    with app.app_context():
        assert jobs.minute() >= 1
    assert remind() == 0
    at("2026-12-08 23:00")
    assert remind() == 0
    at("2026-12-09 08:00")
    assert remind() == 1 and remind() == 0
    assert told()[4:] == [("wanglei", "list.late", "1"), ("zhaomin", "list.late", "1"), ("gaoyuan", "list.late", "1")]
    assert [one.level for one in ListReminder.select().order_by(ListReminder.id)] == ["first", "second", "late"]
    assert "1 working day overdue" in visit(head_office).get("/tiers/lists/review").section("late")
    assert "1 working day overdue" in visit(branch_admin).get("/home").section("now")


def test_two_workers_at_once_remind_once(app, sun, at):
    at("2026-12-01 08:00")
    assert sorted(together(app, remind, remind)) == [0, 1]
    assert ListReminder.select().count() == 1


def test_a_promise_is_kept_when_the_setting_changes(visit, sun, branch_admin, head_office, at):
    Setting.create(name="lists.days", value=5, since=date(2026, 11, 1), created_at=sun.created_at)
    kept.forget()
    later = rich("周海")
    submitted(branch_admin, later)
    decided(head_office, later)
    assert record_of(sun).due_on == date(2026, 12, 8) and record_of(later).due_on == date(2026, 12, 1)


def test_over_a_holiday(branch_admin, head_office, at):
    """Spring Festival 2026: 15 to 23 February are free, the Saturdays of 14 and 28 February are worked for it."""
    at("2026-02-12 10:00")
    client = rich("孙志远")
    submitted(branch_admin, client)
    decided(head_office, client)
    assert record_of(client).due_on == date(2026, 3, 4)


def test_completed_late_keeps_its_verdict(visit, sun, manager, adviser, specialist, at):
    people.Seat.delete().where(people.Seat.client == sun.id).execute()
    complete_record(sun, manager, adviser, specialist)
    at("2026-12-10 10:00")
    visit(manager).post(f"{at_name(sun)}/complete")
    assert (name_of(sun).late, name_of(sun).days_taken) == (True, 12)
    assert "completed late" in visit(manager).get(at_name(sun)).text


def test_who_may_not_set_it_complete(visit, sun, second_manager, specialist, head_office, auditor, other_branch_admin):
    for person, status in (
        (second_manager, 404),
        (other_branch_admin, 404),
        (specialist, 403),
        (head_office, 403),
        (auditor, 403),
    ):
        visit(person).post(f"{at_name(sun)}/complete", status=status)
    assert name_of(sun).state == "completing"


def test_a_letter_with_a_code_shown_once(visit, sun, manager, second_manager):
    browser = visit(manager)
    page = browser.post(f"{at_name(sun)}/letter")
    account = Account.get(Account.client == sun.id)
    letter = page.html.select_one("article.letter")
    code = letter.select_one(".letter-code").get_text(strip=True)
    assert (
        letter["lang"] == "zh-CN"
        and "孙先生" in letter.get_text()
        and "金卡" in letter.get_text()
        and account.username in letter.get_text()
    )
    assert ActivationCode.get().account_id == account.id and code not in browser.get(at_name(sun)).text
    assert "Letters already exist" in browser.post(f"{at_name(sun)}/letter", status=409, language="en").text
    english = browser.post(f"{at_name(sun)}/letter", language="en", again="1").html.select_one("article.letter")
    assert "We warmly welcome you as a Gold client" in english.get_text() and english["lang"] == "en-GB"
    told = [(one.kind, one.words) for one in Notice.select().where(Notice.account == account.id)]
    assert told == [("list.welcome", {"tier": "gold"})]
    visit(second_manager).post(f"{at_name(sun)}/letter", status=404)
    Account.update(password_hash="x").where(Account.id == account.id).execute()
    assert "they sign in already" in browser.post(f"{at_name(sun)}/letter").text


def test_letters_for_a_whole_list(visit, branch_admin, head_office, other_branch_admin):
    first, second, third = rich("孙志远"), rich("周海"), rich("林小")
    row = submitted(branch_admin, first, second, third)
    decided(head_office, first)
    decided(head_office, second)
    page = visit(branch_admin).post(f"/tiers/lists/{row.number}/letters")
    assert page.heading == "2 letters" and len({e.get_text() for e in page.html.select(".letter-code")}) == 2
    assert "林小" not in page.text
    visit(other_branch_admin).post(f"/tiers/lists/{row.number}/letters", status=404)


def test_letters_of_the_first_day(visit, branch_admin, manager, liufang, zhaolei, wutao):
    gold = [people.client(None, f"孙志远{n}", "gold") for n in range(3)]
    page = visit(branch_admin).get("/tiers/letters")
    assert [row[2] for row in page.table("vips")] == [client.name for client in gold]
    page = visit(branch_admin).post(
        "/tiers/letters/print", clients=[gold[0].number, gold[2].number, zhaolei.number, liufang.number]
    )
    assert page.heading == "2 letters" and "No letter for 刘芳" in page.text and "赵蕾" not in page.text
    assert Account.select().where(Account.client.in_([one.id for one in gold])).count() == 2
    assert (
        "Choose at least one name" in visit(branch_admin).post("/tiers/letters/print", referer="/tiers/letters").refusal
    )
    visit(manager).get("/tiers/letters", status=403)


def test_more_letters_than_fit_at_once(visit, branch_admin, monkeypatch):
    from portal.actions.screening import letters

    monkeypatch.setattr(letters, "AT_ONCE", 1)
    gold = [people.client(None, f"孙志远{n}", "gold") for n in range(2)]
    page = visit(branch_admin).post(
        "/tiers/letters/print", status=409, referer="/tiers/letters", clients=[one.number for one in gold]
    )
    assert "At most 1 letters at a time" in page.refusal and not ActivationCode.select().count()


def test_many_letters_in_the_background_are_opened_once(
    app, visit, branch_admin, other_branch_admin, manager, zhaolei, work
):
    gold = [people.client(None, f"孙志远{n}", "gold") for n in range(3)]
    browser = visit(branch_admin)
    page = browser.post("/tiers/letters/all", branch="", tier="gold", language="en")
    assert "Waiting for its turn" in page.text and work() == 1
    task = page.path.rsplit("/", 1)[1]
    page = browser.get(f"/tasks/{task}")
    assert "3 letters are ready" in page.text and f"/tiers/letters/{task}" in page.links()
    assert "Open 3 letters" in browser.get(f"/tiers/letters/{task}").text
    visit(other_branch_admin).post(f"/tiers/letters/{task}", status=404)
    visit(manager).post(f"/tiers/letters/{task}", status=403)
    page = browser.post(f"/tiers/letters/{task}")
    letters = page.html.select("article.letter")
    assert len(letters) == 3 and all("We warmly welcome you" in one.get_text() for one in letters)
    code = letters[0].select_one(".letter-code").get_text(strip=True)
    with app.app_context():
        assert ActivationCode.get(ActivationCode.code_hash == kept_code(code)).account.client_id == gold[0].id
    assert "opened already" in browser.post(f"/tiers/letters/{task}", status=409, referer=f"/tiers/letters/{task}").text


def test_letters_in_the_background_for_nobody_are_refused(visit, branch_admin, liufang, work):
    page = visit(branch_admin).post("/tiers/letters/all", branch="", tier="", language="zh")
    work()
    assert "这些客户均已登录过" in visit(branch_admin).get(page.path).refusal
    assert not ActivationCode.select().count()


def test_the_client_page_shows_his_lists(visit, sun, manager, second_manager, wutao):
    page = visit(manager).get(f"/clients/{sun.number}/lists")
    assert name_of(sun).tier_list.number in page.section("lists") and "by Tue 8 Dec" in page.section("lists")
    people.seat(wutao, "manager", manager)
    page = visit(manager).get(f"/clients/{wutao.number}/lists")
    assert f"/tiers/lists/propose?client={wutao.number}" in page.links()
