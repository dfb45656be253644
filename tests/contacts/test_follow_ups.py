"""Follow-up calls (R4): made once for each thing that wants one, with the seat's person, with three questions or
without; a bad answer opens a request.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from portal import derived
from portal.actions import follow_ups
from portal.actions.shared import asking
from portal.actions.teams import seats
from portal.actions.tiers.moves import move_tier
from portal.database import write
from portal.ground import clock
from portal.models import (
    Absence,
    Asking,
    AuditEntry,
    Client,
    Contact,
    ContactPlan,
    Deal,
    FollowUp,
    FollowUpLook,
    Request,
    RoleGrant,
    SignUp,
)
from portal.reads.follow_ups.open import Wanted, calls, figures
from tests.events.plans import event
from tests.ground import people
from tests.ground.plans import indexes, plans_of, reads_all
from tests.ground.together import together
from tests.requests.cases import resolved

CALL = {"channel": "phone", "outcome": "reached", "summary": "客户表示满意"}


def bought(client, day=None, **values) -> Deal:
    count = Deal.select().count()
    return Deal.create(client=client.id, kind="new_product", product_class="wealth", name="稳健理财", happened_on=day or clock.today(),
                       cause=f"new:account:{count}", created_at=clock.now(), **values)  # fmt: skip


def recorded(visitor, row, status=200, **fields):
    row = FollowUp.get_by_id(row.id)
    return visitor.post(f"/clients/{row.client.number}/follow-ups/{row.id}", status=status, **{**CALL, **fields})


def faults() -> list[str]:
    return [fault for fault in derived.faults() if "follow" in fault or "contact" in fault]


@pytest.fixture
def call(served, manager):
    """A new product of 陈刚: 李娜 calls within three working days."""
    bought(served)
    follow_ups.make()
    return FollowUp.get()


def test_it_works(visit, served, adviser, call):
    assert (call.cause, call.seat, call.holder_id, call.due) == ("deal", "adviser", adviser.id, date(2026, 11, 27))
    assert call.questions and Asking.get().client_id == served.id
    visitor = visit(adviser)
    assert "陈刚" in visitor.get("/contacts").section("follow-ups")
    assert "Follow-up call to 陈刚" in visitor.get("/home").text
    page = visitor.get(f"/clients/{served.number}")
    assert "after a new product: 稳健理财" in page.section("contacts")
    page = recorded(visitor, call, satisfied="yes", understood="partly", remark="希望寄送说明书")
    assert page.notice == "The call is on record." and page.path == f"/clients/{served.number}"
    done = FollowUp.get_by_id(call.id)
    assert (done.satisfied, done.understood, done.remark) == ("yes", "partly", "希望寄送说明书")
    assert done.contact.outcome == "reached" and done.done_by_id == adviser.id and done.request_id is None
    assert Client.get_by_id(served.id).last_contact == clock.today()
    assert AuditEntry.select().where(AuditEntry.action == "follow_up.done").count() == 1
    assert "Follow-up call" not in visitor.get("/home").text and faults() == []


def test_made_once_however_often_and_by_whom(app, served, call):
    assert follow_ups.make() == 0
    FollowUpLook.update(upto=0).execute()
    assert follow_ups.make() == 0
    Asking.delete().execute()
    FollowUp.delete().execute()
    FollowUpLook.update(upto=0).execute()
    together(app, *[follow_ups.make for _ in range(4)])
    assert FollowUp.select().count() == 1 and Asking.select().count() == 1


def test_the_worker_was_down_for_three_days(served, at):
    bought(served)
    at("2026-11-27 08:00")
    assert follow_ups.make() == 1 and FollowUp.get().due == date(2026, 11, 27)
    at("2026-12-20 08:00")
    Deal.update(created_at=clock.now() - timedelta(days=15)).where(Deal.id == bought(served).id).execute()
    assert follow_ups.make() == 0


def test_what_wants_a_call(served, manager, adviser, coordinator, liufang, wutao):
    resolved(served, manager)
    one = event(coordinator, state="held", starts_at=clock.now() - timedelta(hours=3), ends_at=clock.now() - timedelta(hours=1))  # fmt: skip
    for client, gone in ((served, None), (liufang, clock.now())):
        SignUp.create(event=one, client=client.id, author=people.account_of(coordinator).id, at=clock.now(), cancelled_at=gone, heads=1)  # fmt: skip
    with write():
        for tier in ("diamond", "platinum"):
            move_tier(Client.get_by_id(served.id), tier, clock.today(), "x", None)
        move_tier(Client.get_by_id(wutao.id), "standard", clock.today(), "x", None)
    Deal.create(client=served.id, kind="maturity", product_class="wealth", happened_on=clock.today(), cause="maturity:1", created_at=clock.now())  # fmt: skip
    bought(served), bought(served), bought(wutao)
    assert follow_ups.make() == 4
    rows = {row.cause: row for row in FollowUp.select()}
    assert set(rows) == {"request", "event", "tier", "deal"} and rows["request"].seat == "manager"
    assert rows["tier"].about == "platinum" and rows["event"].ref == one.number
    assert {row.client_id for row in rows.values()} == {served.id}
    assert sum(row.questions for row in rows.values()) == 1  # asked once, called four times
    assert faults() == []


def test_one_cap_for_all_sources(served, at):
    assert asking.ask(served.id, "survey", "1") and not asking.ask(served.id, "reminder", "1")
    bought(served)
    follow_ups.make()
    assert not FollowUp.get().questions
    at("2026-12-24 10:00")
    assert asking.ask(served.id, "reminder", "1")


def test_without_questions_none_is_answered(visit, served, adviser, call):
    FollowUp.update(questions=False).execute()
    page = visit(adviser).get(f"/clients/{served.number}/follow-ups/{call.id}")
    assert not page.html.select("[name=satisfied]") and "without questions" in page.text
    recorded(visit(adviser), call, satisfied="no")
    assert FollowUp.get().done_at and FollowUp.get().satisfied == "" and Request.select().count() == 0


def test_an_attempt_leaves_it_open(visit, served, adviser, call):
    recorded(visit(adviser), call, outcome="not_reached", summary="无人接听")
    assert FollowUp.get().done_at is None and Contact.get().outcome == "not_reached"
    assert "tried at" in visit(adviser).get("/contacts").section("follow-ups")
    assert "satisfied" in recorded(visit(adviser), call, status=422, outcome="left_word", satisfied="yes").errors


def test_a_bad_answer_opens_a_request_in_his_name(visit, served, manager, adviser, call):
    recorded(visit(adviser), call, satisfied="no", remark="收益与介绍不符")
    row = Request.get()
    assert (row.client_id, row.holder_id, row.details, row.filed_for) == (served.id, manager.id, "收益与介绍不符", True)
    assert FollowUp.get().request_id == row.id
    assert row.number in visit(served).get("/me/requests").text + str(visit(served).get("/me/requests").html)


def test_after_a_complaint_past_the_manager(visit, served, manager, adviser, branch_admin):
    row = resolved(served, manager)
    Request.update(kind="complaint").where(Request.id == row.id).execute()
    follow_ups.make()
    made = FollowUp.get()
    assert (made.seat, made.holder_id, made.complaint) == ("adviser", adviser.id, True)
    RoleGrant.update(until=clock.today()).where(RoleGrant.staff == adviser.id).execute()
    with write():
        derived.holders.follow_people([adviser.id])
    assert FollowUp.get().holder_id is None and faults() == []  # the branch admin's, not the manager's
    RoleGrant.update(until=None).where(RoleGrant.staff == adviser.id).execute()
    recorded(visit(adviser), made, understood="no")
    opened = Request.get(Request.id != row.id)
    assert opened.holder_id is None and opened.category_id == row.category_id


def test_it_goes_with_the_seat(visit, served, manager, adviser, second_manager, branch_admin, call):
    """To who stands in, to the next seat when the role has ended, to the branch admin when nobody is left."""
    absence = Absence.create(staff=adviser.id, since=clock.today(), substitute=second_manager.id, reason="休假", author=adviser.id, created_at=clock.now())  # fmt: skip
    with write():
        derived.holders.follow_people([adviser.id])
    row = FollowUp.get()
    assert (row.holder_id, row.held_for_id) == (second_manager.id, adviser.id) and faults() == []
    absence.delete_instance()
    RoleGrant.update(until=clock.today()).where(RoleGrant.staff == adviser.id).execute()
    with write():
        derived.holders.follow_people([adviser.id])
    assert FollowUp.get().holder_id == manager.id
    RoleGrant.update(until=clock.today()).where(RoleGrant.staff == manager.id).execute()
    with write():
        derived.holders.follow_people([manager.id])
    assert FollowUp.get().holder_id is None and "Follow-up call to 陈刚" in visit(branch_admin).get("/home").text
    assert faults() == []


def test_mourning_and_death(visit, served, adviser, at):
    ContactPlan.create(client=served.id, stopped="mourning", stopped_until=date(2026, 12, 4), updated_at=clock.now())
    bought(served)
    follow_ups.make()
    assert FollowUp.get().due == date(2026, 12, 7)
    for path in ("/contacts", "/home", f"/clients/{served.number}"):
        assert "ollow-up call to" not in visit(adviser).get(path).text
    assert "after a new product" not in visit(adviser).get(f"/clients/{served.number}").section("contacts")
    at("2026-12-05 10:00")
    assert "陈刚" in visit(adviser).get("/contacts/follow-ups").section("calls")
    ContactPlan.update(stopped="death", stopped_until=None).execute()
    assert "陈刚" not in visit(adviser).get("/contacts/follow-ups").section("calls")
    bought(served)
    assert follow_ups.make() == 0


def test_who_does_not_wish_to_be_called(visit, served, adviser, call):
    Client.update(do_not_call=True).where(Client.id == served.id).execute()
    page = visit(adviser).get("/contacts/follow-ups")
    assert "no call" in page.section("calls") and f"/clients/{served.number}/call" not in str(page.html)
    page = visit(adviser).get(f"/clients/{served.number}/follow-ups/{call.id}")
    assert "asked not to be called" in page.text
    assert page.html.select_one("input[name=channel][checked]")["value"] != "phone"


def test_figures_agree_with_their_lists(visit, served, adviser, manager):
    for number, (satisfied, understood) in enumerate((("yes", "yes"), ("yes", ""), ("no", "partly"), ("", ""))):
        FollowUp.create(client=served.id, seat="adviser", cause="deal", cause_key=f"k{number}", due=clock.today(), made_at=clock.now(),
                        done_at=clock.now(), done_by=adviser.id, satisfied=satisfied, understood=understood)  # fmt: skip
    actor = people.actor(adviser)
    (figure,) = figures(actor, "mine")
    assert (figure.made, figure.satisfied, figure.understood) == (4, {"yes": 2, "no": 1}, {"yes": 1, "partly": 1})
    for which in ("satisfied", "understood"):
        for code, count in getattr(figure, which).items():
            assert len(calls(actor, Wanted("mine", "done", cause="deal", **{which: code}))) == count
    page = visit(adviser).get("/contacts/follow-ups?whose=mine&state=done&cause=deal&satisfied=yes")
    assert len(page.html.select("#calls li")) == 2 and "Yes 67%" in page.section("figures")
    assert "n = 3" in page.section("figures") and figures(people.actor(manager), "mine") == []


def test_a_double_click_records_once_and_a_colleague_is_late(visit, served, adviser, manager, call):
    same = str(uuid.uuid4())
    for _ in range(2):
        assert recorded(visit(adviser), call, submission=same).notice == "The call is on record."
    assert Contact.select().count() == 1
    recorded(visit(manager), call, status=409)
    assert Contact.select().count() == 1


def test_two_at_once_make_one_call(app, served, adviser, manager, call):
    def make(person):
        actor = people.actor(person)
        return lambda: follow_ups.record(actor, served, call.id, "phone", "reached", "x", follow_ups.Answers("no"))

    together(app, make(adviser), make(manager))
    assert Contact.select().count() == 1 and Request.select().count() == 1


@pytest.mark.one_engine
def test_who_may_not(visit, served, second_manager, other_branch_admin, coordinator, auditor, head_office, call):
    for person in (second_manager, other_branch_admin):
        recorded(visit(person), call, status=404)
    for person in (coordinator, auditor, served):
        recorded(visit(person), call, status=403)
    assert "陈刚" in visit(auditor).get("/contacts/follow-ups?whose=team").text
    visit(head_office).get("/contacts/follow-ups", status=403)
    assert Contact.select().count() == 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [({"channel": "pigeon"}, "channel"), ({"summary": ""}, "summary"), ({"satisfied": "very"}, "satisfied")],
)
def test_bad_input(visit, served, adviser, call, fields, field):
    assert field in recorded(visit(adviser), call, status=422, **fields).errors


@pytest.mark.one_engine
def test_odd_addresses(visit, served, adviser, call, liufang):
    for query in ("whose=x&state=y", "cause=moon&satisfied=%00", "understood=no&state=open"):
        visit(adviser).get(f"/contacts/follow-ups?{query}")
    for path in (
        f"{served.number}/follow-ups/0",
        f"{served.number}/follow-ups/x",
        f"{liufang.number}/follow-ups/{call.id}",
    ):
        visit(adviser).get(f"/clients/{path}", status=404)


def test_a_manager_who_changes_takes_it_along(served, manager, second_manager, branch_admin):
    resolved(served, manager)
    follow_ups.make()
    seats.assign_manager(people.actor(branch_admin), served, "qianfeng", "调整")
    assert FollowUp.get().holder_id == second_manager.id and faults() == []


def test_lists_walk_indexes(statements, served, adviser, branch_admin, call):
    """What is open has small indexes of its own, by whose it is and by its day; no plan reads a table whole."""
    for person, wanted in ((adviser, Wanted()), (branch_admin, Wanted("team")), (branch_admin, Wanted())):
        actor = people.actor(person)
        calls(actor, wanted)
        with statements() as seen:
            calls(actor, wanted)
        assert len(seen) == 1
        (plan,) = plans_of(seen, "follow_up")
        assert not reads_all(plan, "client") and not reads_all(plan, "contact"), plan
        assert indexes(plan) & {"follow_up_of_staff", "follow_up_open", "followup_client_id_id", "follow_up_made"}, plan
