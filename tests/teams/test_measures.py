"""Figures of contact and first replies: each is the length of the list that it leads to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from peewee import fn

from portal.actions.requests import working
from portal.derived import replies, vip_months
from portal.ground import clock
from portal.models import (
    Contact,
    ContactPlan,
    FollowUp,
    Handover,
    Request,
    RequestEntry,
    Seat,
    TierChange,
    VipMonth,
    VipMonthCount,
)
from portal.reads.measures import asked as read
from portal.reads.measures import counting
from tests.ground import people
from tests.ground.plans import indexes, plans_of, reads_all
from tests.requests.cases import filed, now
from tests.teams.handovers import passed_today

NOVEMBER = date(2026, 11, 1)


def became(client, day=date(2026, 1, 5)):
    TierChange.create(client=client, tier=client.tier_id, since=day, created_at=clock.now())


def reached(client, by, days_ago, outcome="reached"):
    at = clock.now() - timedelta(days=days_ago)
    Contact.create(
        client=client, staff=by, channel="phone", outcome=outcome, happened_at=at, summary="x", created_at=at
    )


def replied(request, username, body="马上办。"):
    """Somebody takes a request and writes."""
    who = people.actor(username)
    if request.holder_id != who.staff_id or now(request).status == "new":
        working.take(who, now(request))
    working.reply(who, now(request), body, [])


@pytest.fixture
def book(served, liufang, zhaolei, manager, adviser, second_manager, other_manager):
    """陈刚 (王磊 and 李娜) was reached last week, 刘芳 (钱峰 and 李娜) long ago, 赵蕾 of 净月 (张伟 alone) never."""
    people.seat(liufang, "manager", second_manager)
    people.seat(liufang, "adviser", adviser)
    people.seat(zhaolei, "manager", other_manager)
    for client in (served, liufang, zhaolei):
        became(client)
    reached(served, adviser, 7)
    reached(liufang, adviser, 130)
    reached(liufang, adviser, 3, "not_reached")
    vip_months.nightly()
    return served


def lines(page):
    return {row[0]: row[1:] for row in page.table("measures")}


def test_it_works(visit, book, branch_admin):
    page = visit(branch_admin).get("/teams/measures")
    assert lines(page) == {
        "李娜": ["0", "2", "1 / 2 · 50%", "1", "0", "0", "0", "0", "0"],
        "王磊": ["1", "0", "0", "0", "0", "0", "0", "0", "0"],
        "钱峰": ["1", "0", "0", "0", "0", "0", "0", "0", "0"],
    }
    assert "Those of them whom a contact reached within the latest interval" in page.text
    by_team = lines(visit(branch_admin).get("/teams/measures?by=team"))
    assert by_team["王磊 + 李娜"][:3] == ["1", "1 / 1 · 100%", "0"]
    assert by_team["Together"][:3] == ["2", "1 / 2 · 50%", "1"]
    assert list(lines(visit(branch_admin).get("/teams/measures?by=branch"))) == ["FAW Sub-branch", "Together"]


def call(client, days, holder=None, by=None):
    """A follow-up call due in some days, made if `by` says by whom."""
    FollowUp.create(
        client=client, seat="adviser", cause="deal", cause_key=f"{client.id}:{FollowUp.select().count()}",
        made_at=clock.now(), due=clock.today() + timedelta(days=days), holder=holder, done_by=by,
        done_at=clock.now() if by else None,
    )  # fmt: skip


def handover(staff, by, days_ago=3, at="FAW", **values):
    begins = clock.today() + timedelta(days=9)
    return Handover.create(
        number=f"H-{Handover.select().count() + 1}", staff=staff, branch=people.branch(at), cause="leaver",
        begins=begins, credit_from=begins, author=by, created_at=clock.now() - timedelta(days=days_ago), **values,
    )  # fmt: skip


@pytest.mark.parametrize("by", read.WAYS)
def test_each_figure_is_the_length_of_its_list(
    visit, book, liufang, zhaolei, branch_admin, head_office, auditor, by, at
):
    first, _second, third = filed(book), filed(liufang), filed(zhaolei)
    call(book, 2, book.adviser)
    call(book, -2, book.adviser)
    call(liufang, -2, by=book.manager)
    call(zhaolei, -2)
    handover(book.manager, branch_admin)
    handover(zhaolei.manager, branch_admin, at="JY")
    at("2026-11-24 11:00")
    replied(first, "wanglei")
    at("2026-11-26 11:00")
    replied(third, "zhangwei")
    seen = 0
    for who in (branch_admin, head_office, auditor):
        browser = visit(who)
        page = browser.get(f"/teams/measures?by={by}&month=2026-11")
        for link in page.html.select("#measures a"):
            seen += 1
            behind = browser.get(link["href"])
            count = int(link.get_text(strip=True))
            assert len(behind.table("behind")) == count and f"{count} line" in behind.text, link["href"]
    assert seen > 20


def test_what_a_figure_counts(book, liufang, zhaolei, at):
    first, second, third = filed(book), filed(liufang), filed(book, kind="praise")
    withdrawn = filed(book)
    working.withdraw(people.actor(book), withdrawn)
    asked = read.Asked(NOVEMBER, read.PERSON, (people.branch("FAW").id,))

    def counted(name):
        line = counting.figures(asked).get((people.actor(name).staff_id,), read.Figures())
        return line.filed, line.prompt, line.late

    assert third.kind == "praise" and counted("wanglei") == (1, 0, 0)
    at("2026-11-24 11:00")
    replied(first, "qianfeng")
    assert (counted("wanglei"), counted("qianfeng")) == ((0, 0, 0), (2, 1, 0))
    at("2026-11-25 15:00")
    assert counted("qianfeng") == (2, 1, 1)
    working.take(people.actor("qianfeng"), now(second))
    working.resolve(people.actor("qianfeng"), now(second), "已办。", "资料清单未公示")
    assert counted("qianfeng") == (2, 1, 1)
    assert list(replies.faults()) == []


def test_who_came_without_a_reply_gets_his_by_night(book, manager):
    request = filed(book)
    replied(request, "wanglei")
    said = now(request)
    Request.update(first_reply_at=None, first_reply_by=None, reply_due_at=None).execute()
    assert list(replies.faults()) == []
    assert replies.nightly() == 1 and replies.nightly() == 0
    assert (now(request).first_reply_at, now(request).first_reply_by_id) == (said.first_reply_at, manager.id)
    assert now(request).reply_due_at == said.reply_due_at
    RequestEntry.update(at=clock.now() + timedelta(hours=1)).execute()
    assert "first answered" in next(replies.faults())


def test_follow_ups(book, liufang, manager, adviser):
    call(book, 2, adviser)
    call(book, -2, adviser)
    call(liufang, -30, adviser)
    call(liufang, 3, adviser, by=manager)
    asked = read.Asked(NOVEMBER, read.PERSON, (people.branch("FAW").id,))
    found = counting.figures(asked)
    assert [(found[one.id,].calls, found[one.id,].called, found[one.id,].uncalled) for one in (adviser, manager)] == [
        (2, 0, 1), (1, 1, 0),
    ]  # fmt: skip
    assert [(line.calls, line.called_share) for _month, line in counting.trend(asked)][-2:] == [(1, 0), (3, 50)]


def test_handovers_that_are_open(book, manager, second_manager, branch_admin):
    month, faw = NOVEMBER, (people.branch("FAW").id,)
    handover(manager, branch_admin, 40, state="passed")
    handover(second_manager, branch_admin, 40, state="cancelled", cancelled_at=clock.now() - timedelta(days=2))
    handover(second_manager, branch_admin, 40, state="signed", signed_at=clock.now() - timedelta(days=30))

    def by_person(month):
        found = counting.figures(read.Asked(month, read.PERSON, faw)).items()
        return {key[0]: line.handovers for key, line in found if line.handovers}

    assert by_person(month) == {manager.id: 1}
    assert by_person(date(2026, 10, 1)) == {manager.id: 1, second_manager.id: 1}
    assert by_person(date(2026, 9, 1)) == {}
    branches = counting.figures(read.Asked(month, read.BRANCH, faw))
    assert counting.together(branches.values()).handovers == 1


class TestMonths:
    def test_a_month_that_is_over_stands(self, at, book, liufang, manager, second_manager, adviser):
        at("2026-12-01 02:30")
        vip_months.nightly()
        before = list(VipMonth.select().where(VipMonth.month == NOVEMBER).order_by(VipMonth.client).dicts())
        assert [row["kept"] for row in before] == [True, False, False]
        at("2026-12-02 10:00")
        reached(liufang, adviser, 3)  # entered late: it was in November
        vip_months.nightly()
        assert VipMonth.get(VipMonth.client == liufang.id, VipMonth.month == NOVEMBER).kept
        at("2026-12-05 02:30")
        vip_months.nightly()
        at("2026-12-20 02:30")
        Contact.delete().execute()
        Seat.update(until=clock.today()).where(Seat.staff == second_manager.id).execute()
        vip_months.nightly()
        row = VipMonth.get(VipMonth.client == liufang.id, VipMonth.month == NOVEMBER)
        assert row.kept and row.manager_id == second_manager.id
        assert VipMonth.get(VipMonth.client == liufang.id, VipMonth.month == date(2026, 12, 1)).manager_id is None
        assert list(vip_months.faults()) == []

    def test_the_worker_was_down_for_long(self, at, book):
        at("2027-02-10 02:30")
        vip_months.nightly()
        months = {row.month for row in VipMonth.select(VipMonth.month).distinct()}
        assert {date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)} <= months

    def test_at_first_from_the_month_after_the_first_contact(self, book):
        """刘芳 was reached in July, as the first of all."""
        assert VipMonth.select(fn.MIN(VipMonth.month)).scalar() == date(2026, 8, 1)
        assert VipMonth.select(VipMonth.month).distinct().count() == 4

    def test_mourning_counts_neither_way(self, book, liufang):
        ContactPlan.create(client=liufang, stopped="mourning", updated_at=clock.now())
        vip_months.judge(NOVEMBER)
        assert VipMonth.get(VipMonth.client == liufang.id, VipMonth.month == NOVEMBER).kept is None
        (line,) = (one for one in counting.figures(read.Asked(NOVEMBER, "branch", (liufang.branch_id,))).values())
        assert (line.vips, line.due, line.kept) == (2, 1, 1)

    def test_the_plan_names_who_keeps_the_contact(self, book, manager):
        ContactPlan.create(client=book, keeper="manager", updated_at=clock.now())
        vip_months.judge(NOVEMBER)
        assert VipMonth.get(VipMonth.client == book.id, VipMonth.month == NOVEMBER).keeper_id == manager.id

    def test_credit_that_passes_later(self, book, manager, second_manager):
        passed_today(book, manager, second_manager, credit_from=clock.today() + timedelta(days=30))
        vip_months.judge(NOVEMBER)
        assert VipMonth.get(VipMonth.client == book.id, VipMonth.month == NOVEMBER).manager_id == manager.id

    def test_who_is_no_vip_any_more_leaves_the_running_month(self, book, liufang):
        liufang.tier = "standard"
        liufang.save()
        vip_months.judge(NOVEMBER)
        assert VipMonth.select().where(VipMonth.month == NOVEMBER).count() == 2
        assert list(vip_months.faults()) == []

    def test_counts_that_were_changed_are_found(self, book):
        VipMonthCount.update(kept=7).where(VipMonthCount.month == NOVEMBER, VipMonthCount.kept == 1).execute()
        assert "figures of 2026-11-01" in next(vip_months.faults())


class TestWhoReadsWhat:
    def test_a_manager_reads_his_own(self, visit, book, manager, adviser):
        page = visit(manager).get("/teams/measures")
        assert list(lines(page)) == ["王磊"] and page.html.select_one('a[href="/teams/measures"][aria-current]')
        assert lines(visit(adviser).get("/teams/measures?by=branch"))["李娜"][1:4] == ["2", "1 / 2 · 50%", "1"]
        other = people.actor("lina").staff_id
        listed = visit(manager).get(
            f"/teams/measures/list?figure=advised&by=person&of={other}&month=2026-11", status=200
        )
        assert "刘芳" not in listed.text

    def test_a_branch_admin_reads_his_branch(self, visit, book, zhaolei, other_branch_admin):
        page = visit(other_branch_admin).get("/teams/measures?by=person&branch=FAW")
        assert list(lines(page)) == ["张伟", "Nobody"]
        listed = visit(other_branch_admin).get("/teams/measures/list?figure=vips&by=branch&month=2026-11")
        assert [row[0] for row in listed.table("behind")] == ["赵蕾"]

    def test_a_client_who_went_elsewhere_is_counted_and_not_named(self, visit, book, liufang, branch_admin):
        liufang.branch = people.branch("JY")
        liufang.save()
        page = visit(branch_admin).get("/teams/measures/list?figure=vips&by=branch&month=2026-11")
        assert sorted(row[0] for row in page.table("behind")) == ["No longer yours", "陈刚"]

    @pytest.mark.one_engine
    def test_others_may_not(self, visit, coordinator, chengang, admin):
        for who in (coordinator, admin):
            visit(who).get("/teams/measures", status=403)
        visit(chengang).get("/teams/measures", status=403)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("month=1999-01&by=nonsense&branch=XX", 200), ("month=2026-13", 200),
        ("figure=nonsense", 404), ("figure=handovers&by=team", 404), ("figure=handovers&of=0", 200), ("figure=vips&of=abc", 404), ("figure=handovers&by=team", 404), ("figure=handovers&of=0", 200), ("figure=vips&of=1.2", 404), ("figure=vips&of=-1", 404),
        ("figure=kept&by=team&of=1", 404), ("figure=kept&by=team&of=0.0&after=zz", 200),
        ("figure=late&of=99999999999999999999", 404),
    ],
)  # fmt: skip
def test_bad_input(visit, book, branch_admin, query, status):
    page = "list" if "figure" in query else ""
    visit(branch_admin).get(f"/teams/measures{'/' if page else ''}{page}?{query}", status=status)


def test_a_fixed_number_of_statements_on_indexes(visit, book, head_office, branch_admin, statements):
    for who in (head_office, branch_admin):
        browser = visit(who)
        for path in ("?by=person", "?by=team", "?by=branch"):
            browser.get(f"/teams/measures{path}")
            with statements() as seen:
                browser.get(f"/teams/measures{path}")
            assert len(seen) <= 10, [sql for sql, _ in seen]
            for plan in plans_of(seen, 'FROM "request" AS "t1"'):
                assert "request_replies" in indexes(plan) and not reads_all(plan, "request"), plan
            for plan in plans_of(seen, 'FROM "follow_up"'):
                assert not reads_all(plan, "follow_up"), plan
            for plan in plans_of(seen, 'FROM "vip_month_count"'):
                assert not reads_all(plan, "vip_month_count"), plan
        with statements() as seen:
            browser.get("/teams/measures/list?figure=kept&by=branch&month=2026-11")
        for plan in plans_of(seen, 'FROM "vip_month"'):
            assert not reads_all(plan, "vip_month"), plan
