"""Who has served a client for longer than the bank allows; what stays at a handover; who is credited on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.ground import clock
from portal.models import Loan, Request, Seat, Setting, Staff
from portal.reads.clients.scope import ClientScope
from portal.reads.teams import credit
from portal.reads.teams.matters import matters_of, matters_that_stay
from portal.reads.teams.rotation import long_served
from tests.ground import people
from tests.ground.plans import plans_of, reads_all
from tests.requests.cases import filed
from tests.teams.handovers import passed_today

LONG_AGO = date(2022, 11, 23)


def numbers(page):
    return [(row[0].splitlines()[0][:2], row[2]) for row in page.table("rotation")]


@pytest.fixture
def long(chengang, liufang, zhaolei, manager, adviser, other_manager):
    """王磊 has served two for more than four years, 李娜 one for exactly four, 张伟 one at another branch."""
    people.seat(chengang, "manager", manager, since=LONG_AGO)
    people.seat(liufang, "manager", manager, since=date(2020, 5, 6))
    people.seat(chengang, "adviser", adviser, since=LONG_AGO + timedelta(days=1))
    people.seat(zhaolei, "manager", other_manager, since=date(2019, 1, 2))


def test_it_works(visit, long, branch_admin, statements):
    browser = visit(branch_admin)
    page = browser.get("/teams/rotation")
    assert page.table("rotation")[0][2] == "2" and len(page.table("rotation")) == 1
    assert "6 years" in page.text and "more than 4 years" in page.text
    assert page.html.select_one('a[href="/teams/handovers/new?staff=wanglei&cause=rotation"]')
    listed = browser.get("/teams/people/wanglei?only=long")
    assert len(listed.table("served")) == 2 and "served longer than rotation allows" in listed.text
    with statements() as seen:
        browser.get("/teams/rotation")
    assert len(seen) <= 4, [sql for sql, _ in seen]


def test_each_number_is_the_length_of_its_list(visit, long, head_office, auditor):
    for who in (head_office, auditor):
        browser = visit(who)
        for row, link in zip(
            (page := browser.get("/teams/rotation")).table("rotation"),
            page.html.select("#rotation .num a"),
            strict=True,
        ):
            assert len(browser.get(link["href"]).table("served")) == int(row[2])
        assert len(page.table("rotation")) == 2 and "Plan a handover" not in page.text


def test_the_years_are_a_setting(visit, long, branch_admin):
    Setting.create(name="teams.rotation_years", value=3, since=clock.today(), created_at=clock.now())
    from portal.reads.shared import kept

    kept.forget()
    assert {row[2] for row in visit(branch_admin).get("/teams/rotation").table("rotation")} == {"2", "1"}


def test_nobody_too_long(visit, served, branch_admin):
    assert "Nobody has served a client for too long" in visit(branch_admin).get("/teams/rotation").text


@pytest.mark.one_engine
def test_others_may_not(visit, manager, adviser, coordinator):
    for who in (manager, adviser, coordinator):
        visit(who).get("/teams/rotation", status=403)


def test_it_walks_an_index(statements, long, branch_admin, head_office):
    for who in (branch_admin, head_office):
        with statements() as seen:
            long_served(ClientScope(people.actor(who)))
        for plan in plans_of(seen, 'FROM "seat"'):
            assert not reads_all(plan, "seat"), plan


class TestMattersThatStay:
    def test_it_works(self, served, liufang):
        for status in ("running", "overdue", "defaulted", "repaid"):
            Loan.create(
                client=served, number=f"L-{status}", started_on=date(2024, 1, 1), months=12, amount=1, monthly=1,
                status=status,
            )  # fmt: skip
        filed(served, kind="complaint")
        assert [(m.kind, m.words) for m in matters_that_stay(served)] == [
            ("loan", "L-overdue"), ("loan", "L-defaulted"),
        ]  # fmt: skip
        assert set(matters_of([served.id, liufang.id])) == {served.id}

    def test_settings_name_them(self, served):
        from portal.reads.shared import kept

        Loan.create(client=served, started_on=date(2024, 1, 1), months=12, amount=1, monthly=1, status="overdue")
        filed(served, kind="complaint")
        for name, value in (("teams.stay_overdue_loans", False), ("teams.stay_complaints", True)):
            Setting.create(name=name, value=value, since=clock.today(), created_at=clock.now())
        kept.forget()
        assert [(m.kind, m.words) for m in matters_that_stay(served)] == [("complaint", Request.get().number)]


class TestCredit:
    def test_the_seat_says_who_is_credited(self, served, manager, second_manager):
        today = clock.today()
        Seat.update(until=today - timedelta(days=10)).where(Seat.staff == manager.id).execute()
        people.seat(served, "manager", second_manager, since=today - timedelta(days=10))

        def who(day):
            found = credit.credited("manager", [served.id], day).get(served.id)
            return found and Staff.get_by_id(found).name

        assert [who(today - timedelta(days=days)) for days in (0, 10, 11, 400)] == ["钱峰", "钱峰", "王磊", None]

    def test_a_handover_can_defer_it(self, served, manager, second_manager):
        today = clock.today()
        until = today + timedelta(days=30)
        passed_today(served, manager, second_manager, credit_from=until)
        assert credit.credited("manager", [served.id], today - timedelta(days=1)) == {served.id: manager.id}
        assert credit.credited("manager", [served.id], today) == {served.id: manager.id}
        assert credit.credited("manager", [served.id], until) == {served.id: second_manager.id}
