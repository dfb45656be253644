"""Giving a client his one manager (R3)."""

from __future__ import annotations

import uuid
from datetime import date
from threading import Barrier, Thread

import pytest

from portal import database
from portal.actions import absences
from portal.actions.teams import seats as teams
from portal.ground import clock
from portal.ground.errors import Refused
from portal.models import AuditEntry, Client, Notice, Seat, Staff
from portal.reads.teams.seats import team_of
from portal.words.said import deed_sentence
from tests.ground import people, trail
from tests.requests.cases import filed, now


def assign(visitor, client, username="wanglei", reason="new client", status=200, kind="manager", **fields):
    return visitor.post(
        f"/clients/{client.number}/team/{kind}",
        status=status,
        referer=f"/clients/{client.number}/team",
        staff=username,
        reason=reason,
        **fields,
    )


def managers(client) -> list[str]:
    return [seat.person.name for seat in team_of(client).of_kind("manager")]


def test_it_works(app, visit, branch_admin, chengang, manager):
    page = assign(visit(branch_admin), chengang)
    assert page.notice == "王磊 is now the client manager."
    assert page.table("current")[0][:2] == ["Client manager", "王 王磊 Client manager"]
    assert managers(chengang) == ["王磊"]
    assert Client.get_by_id(chengang.id).manager_id == manager.id
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert (
            deed_sentence(trail.deeds().order_by(AuditEntry.id.desc()).get()) == "赵敏 made 王磊 client manager of 陈刚"
        )
    told = {(notice.account_id, notice.kind) for notice in Notice.select()}
    assert told == {
        (people.account_of(manager).id, "team.you_are_manager"),
        (people.account_of(chengang).id, "team.your_manager"),
    }


def test_the_manager_sees_him_from_then_on(visit, branch_admin, chengang, manager):
    visit(manager).get(f"/clients/{chengang.number}/edit", status=404)
    assign(visit(branch_admin), chengang)
    visit(manager).get(f"/clients/{chengang.number}/edit")


def test_changing_ends_the_one_before(visit, branch_admin, served, second_manager, at):
    at("2026-12-01 09:00")
    page = assign(visit(branch_admin), served, "qianfeng", "王磊 moves to 净月")
    assert page.notice == "钱峰 is now the client manager."
    assert managers(served) == ["钱峰"]
    before = Seat.get(Seat.client == served, Seat.kind == "manager", Seat.until.is_null(False))
    assert before.until == date(2026, 12, 1) and before.ended_reason == "王磊 moves to 净月"
    assert [row[:2] for row in page.table("ever")][:1] == [["钱峰", "Client manager"]]


def test_with_htmx_the_block_is_answered(visit, branch_admin, chengang, manager):
    page = assign(visit(branch_admin, htmx="seats"), chengang)
    assert page.html.html is None
    assert page.notice == "王磊 is now the client manager."
    assert page.table("current")[0][1].startswith("王 王磊")


@pytest.mark.one_engine
def test_another_branch_admin_sees_no_such_client(visit, other_branch_admin, chengang, manager):
    assign(visit(other_branch_admin), chengang, status=404)
    assert managers(chengang) == []


@pytest.mark.one_engine
def test_who_may_not(visit, chengang, manager, adviser, coordinator, head_office, auditor, admin):
    for person in (manager, adviser, coordinator, head_office, auditor, admin, chengang):
        assign(visit(person), chengang, status=403)
    assert Seat.select().count() == 0


@pytest.mark.one_engine
def test_a_leaver_cannot_take_a_seat(visit, branch_admin, chengang, manager):
    Staff.update(left_on=clock.today()).where(Staff.id == manager.id).execute()
    page = assign(visit(branch_admin), chengang, status=422)
    assert "cannot take the seat" in page.errors["staff"]


@pytest.mark.one_engine
def test_without_the_role_nobody_sits(visit, branch_admin, chengang, adviser, other_manager):
    for username in ("lina", "zhangwei", "zhaomin", "nobody", "chengang", "'; DROP TABLE seat"):
        page = assign(visit(branch_admin), chengang, username, status=422)
        assert "cannot take the seat" in page.errors["staff"]


def test_not_the_same_again(visit, branch_admin, served):
    page = assign(visit(branch_admin), served, status=422)
    assert "王磊 holds this seat already." in page.errors["staff"]


@pytest.mark.parametrize(
    ("staff", "reason", "field"),
    [
        ("", "new client", "staff"),
        ("wanglei", "", "reason"),
        ("wanglei", "x" * 201, "reason"),
        ("wanglei", "\x00\u202e", "reason"),
    ],
)
def test_bad_input(visit, branch_admin, chengang, manager, staff, reason, field):
    page = assign(visit(branch_admin), chengang, staff, reason, status=422)
    assert field in page.errors
    form = page.html.select_one(f"form[action='/clients/{chengang.number}/team/manager']")
    if field == "reason":
        assert form.select_one("option[selected]")["value"] == "wanglei"
    assert managers(chengang) == []


def test_a_double_click_makes_one_seat(visit, branch_admin, chengang, manager):
    same = str(uuid.uuid4())
    browser = visit(branch_admin)
    assign(browser, chengang, submission=same)
    assign(browser, chengang, submission=same)
    assert Seat.select().count() == 1


@pytest.mark.one_engine
def test_an_unknown_client(visit, branch_admin, manager):
    for number in ("C-9999999", "C-1", "x", "../etc"):
        visit(branch_admin).post(f"/clients/{number}/team/manager", status=404, staff="wanglei", reason="x")


def test_two_admins_at_once_leave_one_manager(app, branch_admin, upper_admin, chengang, manager, second_manager):
    start, outcomes = Barrier(2), []

    def give(actor, username):
        with app.app_context():
            database.open_connection()
            start.wait()
            try:
                outcomes.append(
                    teams.assign_manager(actor, Client.get_by_id(chengang.id), username, "at once").staff_id
                )
            except Refused as error:
                outcomes.append(error)
            finally:
                database.database.close()

    pairs = [(people.actor(branch_admin), "wanglei"), (people.actor(upper_admin), "qianfeng")]
    threads = [Thread(target=give, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    assert len(managers(chengang)) == 1
    current = Seat.get(Seat.client == chengang, Seat.kind == "manager", Seat.until.is_null())
    assert Client.get_by_id(chengang.id).manager_id == current.staff_id


def test_the_database_itself_refuses_a_second_one(served, second_manager):
    from peewee import IntegrityError

    with pytest.raises(IntegrityError), database.write():
        Seat.create(
            client=served,
            kind="manager",
            staff=second_manager,
            since=clock.today(),
            reason="by hand",
            created_at=clock.now(),
        )


def test_who_is_absent_is_marked_and_his_work_is_with_his_substitute(visit, branch_admin, chengang, manager, adviser):
    """His seat is a matter of years, his absence of days: it may be given, and is seen."""
    people.staff("qianfeng", "钱峰", "manager")
    absences.plan(people.actor(manager), "", clock.today(), None, "qianfeng", "年假")
    browser = visit(branch_admin)
    page = browser.get(f"/clients/{chengang.number}/team")
    said = {one["value"]: one.get_text(strip=True) for one in page.html.select("#whole select[name=manager] option")}
    assert "absent" in said["wanglei"] and "absent" not in said["qianfeng"]
    assign(browser, chengang)
    assert now(filed(chengang)).holder.name == "钱峰"
