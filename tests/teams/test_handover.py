"""A handover from the announcement to the witness's signature."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import derived
from portal.actions.contacts import record_contact
from portal.actions.handovers import announcing, closing, passing, preparing
from portal.ground import clock
from portal.ground.errors import Invalid, WrongState
from portal.models import (
    AuditEntry,
    Client,
    Contact,
    Handover,
    HandoverSeat,
    NextStep,
    Notice,
    RoleGrant,
    Seat,
    Staff,
)
from portal.reads.teams.credit import credited
from portal.rules.contacts import Step
from portal.words import said
from tests.ground import people
from tests.ground.people import PASSWORD
from tests.requests.cases import filed, now, taken
from tests.teams.handovers import KNOWS, announced, call_step, checked, passed, seen, told


def notices(person):
    rows = Notice.select(Notice).where(Notice.account == people.account_of(person).id).order_by(Notice.id)
    return [row.kind for row in rows]


def sentence(person, kind):
    row = Notice.select().where(Notice.account == people.account_of(person).id, Notice.kind == kind).get()
    return said.notice_sentence(row)


def day(days=3):
    return clock.today() + timedelta(days=days)


def test_it_works(visit, at, served, manager, second_manager, adviser, specialist, branch_admin, witness):
    admin = visit(branch_admin)
    page = admin.post("/teams/handovers/new", staff="wanglei", cause="leaver", on=day(), reason="离职")
    assert page.notice == "Handover H-2026-0001 is announced." and page.heading == "Handover of 王磊"
    (line,) = page.table("seats")
    assert "陈刚" in line[0] and "钱峰" in line[3]
    assert notices(manager) == ["handover.announced"]
    where = f"/teams/handovers/H-2026-0001/clients/{served.number}"
    page = visit(manager).post(f"{where}/must-know", must_know=KNOWS)
    assert page.notice == "It is noted." and HandoverSeat.get().must_know == KNOWS
    page = admin.post("/teams/handovers/H-2026-0001/check", witness="zhangmin")
    assert "passes by itself" in page.notice and Handover.get().state == "checked"
    assert notices(second_manager) == ["handover.you_receive"] and notices(witness) == ["handover.you_witness"]
    at(f"{day()} 00:01")
    assert passing.pass_what_is_due() == 1 and passing.pass_what_is_due() == 0
    before, after = Seat.select().where(Seat.kind == "manager").order_by(Seat.id)
    assert (before.until, after.since, after.staff_id) == (clock.today(), clock.today(), second_manager.id)
    assert Client.get_by_id(served.id).manager_id == second_manager.id
    assert sentence(served, "handover.your_manager") == (
        "From Fri 27 Nov 钱峰 looks after you as your client manager. 王磊 is leaving our bank and thanks you for your trust."
    )
    assert "钱峰 looks after you" in visit(served).get("/me/team").text
    page = visit(second_manager).post(f"{where}/call", channel="visit", summary="与王磊一同上门，介绍今后由我服务。")
    assert page.notice == "The call is recorded and ticked off." and Contact.get().outcome == "reached"
    page = visit(witness).post("/teams/handovers/H-2026-0001/sign", password=PASSWORD)
    assert page.notice == "The handover is signed off." and Handover.get().state == "signed"
    assert [one for one in derived.faults() if "handover" in one or "client" in one] == []
    actions = [row.action for row in AuditEntry.select().order_by(AuditEntry.id)]
    for action in ("announced", "must_know", "checked", "manager", "passed", "called", "signed"):
        assert f"handover.{action}" in actions, action


def test_open_work_falls_with_the_seat(at, served, manager, second_manager, adviser, specialist, branch_admin, witness):
    new, begun = filed(served), taken(served, manager)
    step = Step("寄存款方案", manager.id, day(9), True)
    record_contact(people.actor(manager), served, "phone", clock.now(), "谈了存款", None, step=step)
    passed(branch_admin, at, cause="rotation")
    assert now(new).holder_id == now(begun).holder_id == second_manager.id
    assert (NextStep.get().staff_id, NextStep.get().holder_id) == (None, second_manager.id)
    assert not [one for one in derived.faults() if one.startswith(("request", "client"))]


def test_what_ends_by_cause(at, served, manager, second_manager, adviser, specialist, branch_admin, witness):
    row = passed(branch_admin, at, cause="mandatory_leave")
    assert RoleGrant.get(RoleGrant.staff == manager.id).until is None
    back = announcing.announce_back(people.actor(branch_admin), row, "qianfeng", day(5))
    (line,) = back.lines
    assert (back.cause, line.receiver_id) == ("back", manager.id)
    told(branch_admin, back)
    from portal.actions.handovers import checking

    checking.check(people.actor(branch_admin), seen(branch_admin, back), "zhangmin")
    at(f"{back.begins} 00:01")
    passing.pass_what_is_due()
    assert Client.get_by_id(served.id).manager_id == manager.id
    assert sentence(served, "handover.your_manager").count("王磊 is back") == 0  # the first of the two is about 钱峰
    assert "王磊 is back." in said.notice_sentence(
        Notice.select().order_by(Notice.id.desc()).where(Notice.kind == "handover.your_manager").get()
    )


def test_two_write_what_a_newcomer_must_know(visit, served, manager, second_manager, branch_admin):
    row = announced(branch_admin)
    where = f"/teams/handovers/{row.number}/clients/{served.number}/must-know"
    visit(manager).post(where, must_know=KNOWS, version="1")
    page = visit(branch_admin).post(where, status=409, must_know="另有其事", version="1")
    assert KNOWS in page.text and page.html.find(id="must_know").text.strip() == "另有其事"
    assert page.html.find(attrs={"name": "version"})["value"] == "2" and HandoverSeat.get().must_know == KNOWS
    visit(branch_admin).post(where, must_know="另有其事", version="2")
    assert HandoverSeat.get().must_know == "另有其事"


def test_an_admin_who_goes_himself_is_checked_from_above(
    visit, served, manager, adviser, specialist, second_manager, branch_admin, upper_admin
):
    people.grant(branch_admin, "manager", "FAW")
    people.seat(people.client(None, "赵一"), "manager", branch_admin)
    announced(branch_admin, who="zhaomin", cause="long_leave")
    assert notices(upper_admin) == ["handover.proposed"]
    visit(branch_admin).post("/teams/handovers/H-2026-0001/check", witness="wanglei", status=403)
    page = visit(upper_admin).post("/teams/handovers/H-2026-0001/check", witness="lina")
    assert "passes by itself" in page.notice


def test_back_is_a_new_one_prefilled(
    visit, at, served, manager, second_manager, adviser, specialist, branch_admin, witness
):
    row = passed(branch_admin, at, cause="long_leave")
    page = visit(branch_admin).get(f"/teams/handovers/{row.number}")
    assert "Back from 钱峰 (1)" in page.text
    page = visit(branch_admin).get(f"/teams/handovers/new?back={row.number}&staff=qianfeng")
    assert page.html.find(id="staff").select_one("[selected]")["value"] == "qianfeng"
    page = visit(branch_admin).post("/teams/handovers/new", back=row.number, staff="qianfeng", cause="back", on=day())
    assert page.heading == "Handover of 钱峰" and "王磊" in page.table("seats")[0][3]
    visit(second_manager).get(f"/teams/handovers/new?back={row.number}")
    visit(served).get(f"/teams/handovers/new?back={row.number}", status=403)


def test_rotation_takes_who_was_served_for_years(visit, served, manager, second_manager, branch_admin, liufang):
    people.seat(liufang, "manager", manager, since=clock.today() - timedelta(days=5 * 365))
    page = visit(branch_admin).get("/teams/handovers/new?staff=wanglei&cause=rotation")
    assert page.html.find(id="years")["value"] == "4"
    page = visit(branch_admin).post("/teams/handovers/new", staff="wanglei", cause="rotation", on=day(), years="4")
    assert [line[0].split()[0] for line in page.table("seats")] == ["刘芳"]
    where = f"/teams/handovers/{Handover.get().number}"
    page = visit(branch_admin).post(f"{where}/refresh", referer=where)
    assert page.notice == "The list was up to date." and HandoverSeat.select().count() == 1


def test_somebody_stays_with_who_goes_on_leave(visit, served, manager, second_manager, branch_admin, liufang):
    people.seat(liufang, "manager", manager)
    row = announced(branch_admin, cause="long_leave")
    where = f"/teams/handovers/{row.number}/clients/{liufang.number}"
    page = visit(branch_admin).post(f"{where}/leave-out", referer=where)
    assert page.notice == "刘芳 stays." and HandoverSeat.get().client_id == served.id
    preparing.cancel(people.actor(branch_admin), seen(branch_admin, row), "改期")
    row = announced(branch_admin)
    where = f"/teams/handovers/{row.number}/clients/{liufang.number}"
    page = visit(branch_admin).post(f"{where}/leave-out", referer=where)
    assert "hands over every client" in page.text and row.lines.count() == 2


def test_the_time_of_a_leaver_ends(at, served, manager, second_manager, adviser, specialist, branch_admin, witness):
    row = passed(branch_admin, at)
    assert RoleGrant.get(RoleGrant.staff == manager.id).until == clock.today()
    assert Staff.get_by_id(manager.id).left_on == row.begins and not people.account_of(manager).active
    assert list(derived.faults()) == []


def test_who_is_transferred_keeps_his_login(
    visit, at, served, manager, second_manager, adviser, specialist, branch_admin, witness
):
    passed(branch_admin, at, cause="transfer")
    assert RoleGrant.get(RoleGrant.staff == manager.id).until == clock.today()
    assert people.account_of(manager).active and Staff.get_by_id(manager.id).left_on is None
    visit(manager).get("/home")


def test_results_pass_from_a_day_of_their_own(
    visit, at, served, manager, second_manager, adviser, specialist, branch_admin, witness
):
    row = announced(branch_admin, cause="rotation")
    page = visit(branch_admin).post(f"/teams/handovers/{row.number}/move", on=day(), credit_from=day(30), version="1")
    assert page.notice == "The day is changed."
    checked(branch_admin, row)
    at(f"{day()} 00:01")
    passing.pass_what_is_due()
    counts = [credited("manager", [served.id], day(n))[served.id] for n in (-1, 0, 26, 27)]
    assert counts == [manager.id, manager.id, manager.id, second_manager.id]


def test_what_is_open_stands_in_the_day_of_those_concerned(
    visit, at, served, manager, second_manager, adviser, specialist, branch_admin, witness
):
    row = announced(branch_admin)
    assert "Say what a newcomer must know of 1 client" in visit(manager).get("/home").text
    assert "1 client is not described yet" in visit(branch_admin).get("/home").text
    told(branch_admin, row)
    assert "A handover waits for the check" in visit(branch_admin).get("/home").text
    checked(branch_admin, row)
    assert "1 client comes to you" in visit(second_manager).get("/home").text
    assert "handover of" not in visit(adviser).get("/home").text
    at(f"{row.begins} 00:01")
    passing.pass_what_is_due()
    assert "1 client to call on" in visit(second_manager).get("/home").text
    assert "1 client is not called on yet" in visit(branch_admin).get("/home").text
    assert "Sign off as witness" not in visit(witness).get("/home").text
    closing.excuse(people.actor(branch_admin), row, HandoverSeat.get(), "在国外")
    assert "Sign off as witness" in visit(witness).get("/home").text


def test_nobody_checks_a_handover_whose_day_is_over(
    visit, at, served, manager, second_manager, adviser, branch_admin, witness
):
    row = announced(branch_admin)
    told(branch_admin, row)
    at(f"{day(4)} 09:00")
    page = visit(branch_admin).post(f"/teams/handovers/{row.number}/check", witness="zhangmin", status=422)
    assert "choose another one first" in page.text


def test_what_must_be_known_is_asked_for_platinum_and_above(
    visit, served, manager, second_manager, adviser, specialist, branch_admin, witness
):
    row = announced(branch_admin)
    page = visit(branch_admin).post(f"/teams/handovers/{row.number}/check", witness="zhangmin", status=422)
    assert "陈刚" in page.text and Handover.get().state == "preparing"


def test_the_receiver_reads_the_client_seven_days_before(
    visit, at, served, manager, adviser, specialist, branch_admin, witness
):
    receiver = people.staff("songjia", "宋佳", "specialist", post="lobby_manager")
    people.client(None, "别人", "gold")
    path = f"/clients/{served.number}"
    visit(receiver).get(path, status=404)
    row = announced(branch_admin, who="hejun", days=20)
    visit(receiver).get(path, status=404)
    checked(branch_admin, row)
    assert HandoverSeat.get().receiver_id == receiver.id
    visit(receiver).get(path, status=404)
    at(f"{row.begins - timedelta(days=7)} 09:00")
    assert "陈刚" in visit(receiver).get(path).text
    assert "陈刚" in visit(receiver).get("/clients").text
    visit(receiver).get(f"{path}/contacts/new", status=404)
    assert KNOWS in visit(receiver).get(f"/teams/handovers/{row.number}/clients/{served.number}").text
    preparing.cancel(people.actor(branch_admin), seen(branch_admin, row), "不走了")
    visit(receiver).get(path, status=404)


def test_who_receives_only_reads(visit, served, manager, second_manager, adviser, branch_admin, witness):
    request = filed(served, subject="孩子入学材料")
    row = announced(branch_admin)
    path = f"/clients/{served.number}"
    assert "孩子入学材料" not in visit(second_manager).get(path).text
    visit(second_manager).get(f"/requests/{request.number}", status=404)
    checked(branch_admin, row)
    page = visit(second_manager).get(path)
    assert "孩子入学材料" in page.text and "From 27 Nov you serve this client instead of 王磊" in page.text
    for deed in ("edit", "contacts/new", "requests/new"):
        assert not page.html.select(f'a[href="{path}/{deed}"]'), deed
        visit(second_manager).get(f"{path}/{deed}", status=404)
    visit(second_manager).get(f"/requests/{request.number}")
    visit(second_manager).post(f"/requests/{request.number}/take", status=404)
    assert visit(second_manager).get("/clients").table("clients")


def test_nobody_checks_or_witnesses_his_own(
    visit, at, served, manager, second_manager, adviser, specialist, branch_admin, upper_admin, witness
):
    people.grant(branch_admin, "manager", "FAW")
    row = announced(branch_admin)
    told(branch_admin, row)
    preparing.choose(people.actor(branch_admin), row, HandoverSeat.get(), "zhaomin", None)
    page = visit(branch_admin).post(f"/teams/handovers/{row.number}/check", witness="zhangmin", status=403)
    preparing.choose(people.actor(branch_admin), row, HandoverSeat.get(), "qianfeng", None)
    for name in ("wanglei", "qianfeng", "zhaomin", "nobody"):
        page = visit(branch_admin).post(f"/teams/handovers/{row.number}/check", witness=name, status=422)
        assert list(page.errors) == ["witness"], name
    checked(branch_admin, row)
    at(f"{row.begins} 00:01")
    passing.pass_what_is_due()
    where = f"/teams/handovers/{row.number}"
    visit(branch_admin).post(f"{where}/sign", password=PASSWORD, status=403)
    visit(second_manager).post(f"{where}/sign", password=PASSWORD, status=403)
    page = visit(witness).post(f"{where}/sign", password=PASSWORD, status=422)
    assert "not been called on" in page.text
    closing.excuse(people.actor(branch_admin), row, HandoverSeat.get(), "长期在国外")
    step = call_step()
    assert (step.state, step.words, step.done_by_id) == ("ended", "长期在国外", branch_admin.id)
    page = visit(witness).post(f"{where}/sign", password="wrong-password", status=422)
    assert list(page.errors) == ["password"]
    assert visit(upper_admin).post(f"{where}/sign", password=PASSWORD).notice == "The handover is signed off."


def test_who_may_not(visit, served, manager, second_manager, adviser, other_branch_admin, auditor, branch_admin, admin):
    give = {"staff": "wanglei", "cause": "leaver", "on": day()}
    for person in (second_manager, other_branch_admin):
        visit(person).post("/teams/handovers/new", status=403, **give)
    for person in (auditor, admin, served):
        visit(person).post("/teams/handovers/new", status=403, **give)
    row = announced(branch_admin)
    for person in (second_manager, other_branch_admin, adviser):
        visit(person).get(f"/teams/handovers/{row.number}", status=404)
    visit(auditor).get(f"/teams/handovers/{row.number}")
    visit(manager).post(f"/teams/handovers/{row.number}/check", witness="lina", status=403)
    visit(manager).post(f"/teams/handovers/{row.number}/cancel", reason="x", status=403)


def test_he_proposes_it_himself(visit, served, manager, second_manager, branch_admin):
    page = visit(manager).post("/teams/handovers/new", staff="wanglei", cause="transfer", on=day())
    assert page.heading == "Handover of 王磊" and notices(branch_admin) == ["handover.proposed"]


@pytest.mark.one_engine
def test_bad_input(visit, served, manager, second_manager, branch_admin, wutao):
    give = {"staff": "wanglei", "cause": "leaver", "on": day()}
    for field, values in (
        ("on", {"on": ""}),
        ("on", {"on": day(-1)}),
        ("on", {"on": day(400)}),
        ("on", {"on": "2026-02-30"}),
        ("cause", {"cause": "back"}),
        ("cause", {"cause": "x"}),
        ("staff", {"staff": ""}),
        ("staff", {"staff": "nobody"}),
        ("staff", {"staff": "qianfeng"}),
        ("years", {"cause": "rotation", "years": "-1"}),
        ("staff", {"cause": "rotation", "years": "4"}),
    ):
        page = visit(branch_admin).post("/teams/handovers/new", status=422, **{**give, **values})
        assert list(page.errors) == [field], values
    assert Handover.select().count() == 0
    row = announced(branch_admin)
    where = f"/teams/handovers/{row.number}/clients/{served.number}"
    for name in ("wanglei", "nobody", "lina", "' OR 1=1"):
        page = visit(branch_admin).post(f"{where}/receiver", receiver=name, status=422)
        assert list(page.errors) == ["receiver"], name
    visit(branch_admin).get(f"/teams/handovers/{row.number}/clients/{wutao.number}", status=404)


def test_a_person_is_in_one_handover_at_a_time(visit, served, manager, second_manager, branch_admin):
    announced(branch_admin)
    page = visit(branch_admin).post("/teams/handovers/new", status=422, staff="wanglei", cause="leaver", on=day())
    assert "runs already" in page.errors["staff"] and Handover.select().count() == 1
    with pytest.raises(Invalid):
        announced(branch_admin, cause="rotation")


def test_cancelled_before_the_day(visit, at, served, manager, second_manager, branch_admin, witness):
    row = checked(branch_admin, announced(branch_admin))
    page = visit(branch_admin).post(f"/teams/handovers/{row.number}/cancel", reason="不走了")
    assert "stays as it is" in page.notice
    at(f"{row.begins} 00:01")
    assert passing.pass_what_is_due() == 0 and Client.get_by_id(served.id).manager_id == manager.id
    announced(branch_admin)
    with pytest.raises(WrongState):
        preparing.cancel(people.actor(branch_admin), seen(branch_admin, row), "noch einmal")


def test_after_the_pass_nothing_is_cancelled(visit, at, served, manager, second_manager, branch_admin, witness):
    row = passed(branch_admin, at)
    page = visit(branch_admin).get(f"/teams/handovers/{row.number}")
    assert "Cancel the handover" not in page.text
    visit(branch_admin).post(f"/teams/handovers/{row.number}/cancel", reason="x", status=409)
