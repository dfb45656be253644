"""Who is due: whose, how late, why, in which order; a fixed number of statements that walk indexes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.database import write
from portal.derived import aum, contact_order
from portal.ground import clock
from portal.models import Client, Contact, ContactPlan, HoldingAccount, MonthlyAum, Postponement, Request
from portal.reads.contacts.due import due_for
from portal.rules import contacts as rules
from tests.contacts.moving import moved
from tests.contacts.test_record import WORDS
from tests.ground import people
from tests.ground.plans import indexes, parts_sort, plans_of, reads_all

TODAY = date(2026, 11, 24)


@pytest.fixture
def others(served, manager, adviser):
    """Besides 陈刚 (Diamond, due today): one late, one too late, one this week, one later, one without a date."""
    made = {}
    for name, tier, due, last in [
        ("迟一", "gold", -5, 95), ("迟二", "platinum", -30, 80), ("本周", "gold", 3, 87), ("以后", "gold", 30, 60), ("未定", "standard", None, None),
    ]:  # fmt: skip
        client = people.client(None, name, tier=tier, district="绿园区")
        people.seat(client, "manager", manager)
        people.seat(client, "adviser", adviser)
        if due is not None:
            moved(client, next_contact_due=TODAY + timedelta(days=due), last_contact=TODAY - timedelta(days=last))
        made[name] = client
    moved(served, next_contact_due=TODAY, district="汽开区")
    return made


def names(lines) -> list[str]:
    return [one.name for one in lines]


def test_it_works(visit, adviser, others, served):
    page = visit(adviser).get("/contacts")
    assert page.heading == "Contacts"
    assert [name in page.section("overdue") for name in ("迟一", "迟二", "本周")] == [True, True, False]
    assert "5 days late" in page.section("overdue") and "30 days late" in page.section("overdue")
    assert "陈刚" in page.section("today") and "本周" in page.section("week")
    assert "以后" not in page.text and "未定" not in page.text
    due = due_for(people.actor(adviser), "mine")
    assert names(due.overdue) == ["迟二", "迟一"]
    assert [one.late for one in due.overdue] == ["latest", "wished"] and due.today[0].late == ""


def test_the_adviser_keeps_in_touch_unless_the_plan_names_the_manager(manager, adviser, others):
    assert names(due_for(people.actor(manager), "mine").lines) == []
    ContactPlan.create(client=others["迟一"].id, keeper="manager", updated_at=clock.now())
    assert names(due_for(people.actor(manager), "mine").lines) == ["迟一"]
    assert "迟一" not in names(due_for(people.actor(adviser), "mine").lines)
    assert len(due_for(people.actor(manager), "team").lines) == 4


def test_without_an_adviser_it_is_the_managers(manager, second_manager, others):
    Client.update(adviser=None).where(Client.id == others["迟二"].id).execute()
    assert names(due_for(people.actor(manager), "mine").lines) == ["迟二"]
    assert (
        due_for(people.actor(second_manager), "mine").lines == due_for(people.actor(second_manager), "team").lines == []
    )


def test_each_line_says_why(visit, adviser, others):
    client = others["本周"]
    moved(client, aum=80, aum_before=100, next_birthday=TODAY + timedelta(days=2))
    HoldingAccount.create(
        client=client.id,
        number="6222000011112222",
        product="deposit",
        opened_on=date(2025, 1, 1),
        matures_on=date(2026, 12, 1),
    )
    Contact.create(client=client.id, staff=Client.get_by_id(client.id).manager_id, channel="phone", outcome="not_reached",
                   happened_at=clock.now(), summary="无人接听", created_at=clock.now())  # fmt: skip
    week = visit(adviser).get("/contacts").section("week")
    for words in ("balance is falling", "matures 1 Dec", "birthday 26 Nov", "Not reached"):
        assert words in week, words


def test_put_off_it_is_due_later_and_still_too_late(adviser, others):
    client = others["迟二"]
    Postponement.create(client=client.id, staff=adviser.id, until=date(2026, 11, 23), reason="ours", at=clock.now())
    moved(client, next_contact_due=date(2026, 11, 23))
    (line,) = [one for one in due_for(people.actor(adviser), "mine").overdue if one.name == "迟二"]
    assert (line.late, line.latest) == ("latest", date(2026, 11, 4))


def test_by_district_for_visits(visit, adviser, others):
    page = visit(adviser).get("/contacts?by=district")
    assert "绿园区" in page.section("district-1") or "绿园区" in page.section("district-0")


def test_of_many_each_page_has_those_that_matter_less(visit, adviser, branch_admin, others, monkeypatch):
    monkeypatch.setattr("portal.reads.contacts.due.PAGE", 2)
    for person, whose in ((adviser, "mine"), (branch_admin, "team")):
        first = due_for(people.actor(person), whose)
        assert names(first.lines) == ["迟二", "陈刚"] and first.after
        second = due_for(people.actor(person), whose, first.after)
        assert names(second.lines) == ["迟一", "本周"] and not second.after
    page = visit(adviser).get("/contacts")
    assert "本周" not in page.text and page.html.select_one("#overdue h2").get_text(strip=True) == "Overdue"
    page = visit(adviser).get(page.html.select_one("a[rel=next]")["href"])
    assert "本周" in page.section("week") and "陈刚" not in page.text and page.html.select_one("a[rel=first]")
    for odd in ("1", "~", "9~x", "0~0", "-5~-5", "9" * 30 + "~1"):
        assert names(due_for(people.actor(adviser), "mine", odd).lines) == names(first.lines)


def test_an_open_complaint_stands_higher_for_whom_it_may(adviser, auditor, others, monkeypatch):
    """Of however many: without it 本周 is the last of all."""
    monkeypatch.setattr("portal.reads.contacts.due.PAGE", 1)
    client, now = others["本周"], clock.now()
    Request.create(
        number="R-2026-000777", client=client.id, branch=client.branch_id, kind="complaint", category="card",
        subject="收费", details="-", filed_by=people.account_of(adviser), filed_at=now, minutes=480, moved_at=now, holder=adviser,
    )  # fmt: skip
    for person, whose in ((adviser, "mine"), (auditor, "team")):
        found, after = [], ""
        for _page in range(4):
            due = due_for(people.actor(person), whose, after)
            found, after = [*found, *names(due.lines)], due.after
        assert found == ["迟二", "本周", "陈刚", "迟一"] and not after
    Request.update(status="closed").execute()
    monkeypatch.setattr("portal.reads.contacts.due.PAGE", 4)
    assert names(due_for(people.actor(adviser), "mine").lines) == ["迟二", "迟一", "陈刚", "本周"]


def test_the_place_follows_what_matters(others, at):
    """The day, the months, what matures; `portal check` names a place that says otherwise."""
    client = others["本周"]
    place = lambda: Client.get_by_id(client.id).contact_order  # noqa: E731
    assert place() == rules.place(20, TODAY + timedelta(days=3)) and placed_wrong() == []
    for month, amount in ((7, 100), (10, 80)):
        MonthlyAum.create(client=client.id, month=date(2026, month, 1), amount=amount)
    with write():
        aum.follow_months([client.id])
    assert place() == rules.place(20 + 25, TODAY + timedelta(days=3)) and placed_wrong() == []
    at("2026-11-30 08:00")
    assert placed_wrong() == []  # the worker comes to it
    assert contact_order.follow_the_day() == 3 and contact_order.follow_the_day() == 0
    assert place() == rules.place(20 + 25 + 3, TODAY + timedelta(days=3)) and placed_wrong() == []
    Client.update(contact_order=7).where(Client.id == client.id).execute()
    assert placed_wrong() == [f"client {client.number}: 7 is not his place in the order of what matters"]


def placed_wrong() -> list[str]:
    return list(contact_order.faults())


def test_recorded_from_the_line_in_one_request(visit, adviser, others):
    client = others["迟一"]
    page = visit(adviser).get("/contacts")
    form = page.html.select_one(f"#record-{client.id} form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden], input[checked]")}
    page = visit(adviser).post(
        form["action"], **sent, channel="phone", summary="谈到续存", step_what="寄合同", step_due="2026-11-26"
    )
    assert (
        page.path == "/contacts"
        and page.notice == "The contact is on record."
        and "迟一" not in page.section("overdue")
    )
    row = Contact.get(Contact.client == client.id)
    assert (row.outcome, row.channel, row.happened_at) == ("reached", "phone", clock.now())


def test_put_off_from_the_line(visit, adviser, others, served):
    visit(adviser).post(f"/clients/{served.number}/contacts/new", **WORDS | {"next_due": ""})
    moved(served, next_contact_due=TODAY)
    page = visit(adviser).post(
        f"/clients/{served.number}/contacts/postpone?back=contacts", until="2026-12-01", cause="travelling"
    )
    assert page.path == "/contacts" and page.notice == "The contact is put off."


@pytest.mark.one_engine
def test_at_night_nobody_is_called(visit, adviser, others, at):
    client = others["迟一"]
    Client.update(mobile="+8613812345678").where(Client.id == client.id).execute()
    assert f"/clients/{client.number}/call" in str(visit(adviser).get("/contacts").html)
    at("2026-11-24 21:00")
    page = visit(adviser).get("/contacts")
    assert f"/clients/{client.number}/call" not in str(page.html) and "Quiet hours" in page.text


@pytest.mark.one_engine
def test_who_does_not_wish_to_be_called_has_no_button(visit, adviser, others):
    client = others["迟一"]
    Client.update(mobile="+8613812345678", do_not_call=True).where(Client.id == client.id).execute()
    page = visit(adviser).get("/contacts")
    assert f"/clients/{client.number}/call" not in str(page.html) and "no call" in page.section("overdue")


@pytest.mark.one_engine
def test_who_may(
    visit, branch_admin, specialist, auditor, coordinator, head_office, other_branch_admin, others, served
):
    assert "迟二" in visit(branch_admin).get("/contacts").text
    assert "陈刚" in visit(specialist).get("/contacts").text and "迟二" not in visit(specialist).get("/contacts").text
    page = visit(auditor).get("/contacts")
    assert "迟二" in page.text and not page.html.select("form[action*='/contacts/']")
    assert "迟二" not in visit(other_branch_admin).get("/contacts").text
    for person in (coordinator, head_office, served):
        visit(person).get("/contacts", status=403)


@pytest.mark.one_engine
def test_odd_addresses_are_the_page(visit, adviser, others):
    for query in ("whose=everybody", "by=moon", "whose=team&by=district", "whose=%00"):
        visit(adviser).get(f"/contacts?{query}")


@pytest.mark.parametrize(
    ("who", "whose", "index"),
    [
        ("adviser", "mine", "client_due_of_adviser"),
        ("manager", "mine", "client_due_of_manager"),
        ("branch_admin", "team", "client_due_of_branch"),
        ("auditor", "team", "client_due_of_bank"),
    ],
)
def test_it_walks_indexes(request, statements, others, who, whose, index):
    actor = people.actor(request.getfixturevalue(who))
    due_for(actor, whose)
    with statements() as seen:
        due_for(actor, whose)
    assert len(seen) <= 9, [sql for sql, _params in seen]
    (plan,) = plans_of(seen, "contact_plan p")
    assert index in indexes(plan) and not reads_all(plan, "client") and not parts_sort(plan), plan
    (plan,) = plans_of(seen, "'complaint'")
    assert "request_open_complaint" in indexes(plan) and not reads_all(plan, "client"), plan


def test_my_next_steps_stand_above(visit, manager, adviser, served):
    step = {"step_what": "寄合同", "step_due": "2026-11-23", "step_staff": str(adviser.id)}
    visit(manager).post(f"/clients/{served.number}/contacts/new", **WORDS | step | {"step_due": "2026-11-26"})
    page = visit(adviser).get("/contacts")
    assert "寄合同" in page.section("steps") and "寄合同" not in visit(manager).get("/contacts").text
    button = page.html.select_one("#steps form")["action"]
    page = visit(adviser).post(button)
    assert page.path == "/contacts" and page.notice == "The next step is done." and "寄合同" not in page.text


def test_a_colleague_who_was_in_touch_lately_is_named(visit, manager, adviser, served, at):
    visit(manager).post(f"/clients/{served.number}/contacts/new", **WORDS)
    path = f"/clients/{served.number}/contacts/new"
    assert "王磊 was in touch" in visit(adviser).get(path).text and "was in touch" not in visit(manager).get(path).text
    at("2026-12-09 10:00")
    assert "was in touch" not in visit(adviser).get(path).text


def test_a_call_that_a_colleague_has_begun_is_seen(visit, manager, adviser, served):
    moved(served, next_contact_due=TODAY, mobile="+8613812345678")
    visit(manager).post(f"/clients/{served.number}/call")
    assert "王磊" in visit(adviser).get("/contacts").section("today")
    assert "call begun" in visit(adviser).get("/contacts").text
    assert "call begun" not in visit(manager).get("/contacts?whose=team").text
    visit(manager).post(f"/clients/{served.number}/contacts/new", **WORDS | {"outcome": "not_reached", "next_due": ""})
    assert "call begun" not in visit(adviser).get("/contacts").text


def test_a_form_that_a_colleague_has_opened_is_seen_until_it_is_on_record(visit, manager, adviser, served, at):
    moved(served, next_contact_due=TODAY)
    path = f"/clients/{served.number}/contacts/new"
    visit(manager).get(path)
    assert "call begun" in visit(adviser).get("/contacts").section("today")
    assert (
        "王磊 began a call" in visit(adviser).get(path).text
        and "began a call" not in visit(manager).get("/contacts").text
    )
    at("2026-11-24 10:05")
    visit(manager).post(path, **WORDS | {"outcome": "left_word", "next_due": ""})
    assert (
        "call begun" not in visit(adviser).get("/contacts").text and "began a call" not in visit(adviser).get(path).text
    )
    visit(manager).get(path)
    at("2026-11-25 10:00")
    assert "began a call" not in visit(adviser).get(path).text
