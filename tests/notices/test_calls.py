"""Who has neither a login nor a working channel is called, and the call counts as told."""

from __future__ import annotations

import pytest

from portal.actions.notices.calls import tell_by_phone
from portal.actions.shared.telling import accounts_of_client, tell
from portal.ground import clock
from portal.models import Account, AddressOff, Client, Contact, Delivery, Notice, Request, Seat
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import filed
from tests.teams.handovers import passed

pytestmark = pytest.mark.usefixtures("inside")

OFF = {"benefit": "golf", "day": "2026-12-01", "reason": "大雪"}


@pytest.fixture
def alone(manager, adviser):
    """韩丽 has no login."""
    client = people.client(None, "韩丽", "gold", gender="f")
    people.seat(client, "manager", manager)
    people.seat(client, "adviser", adviser)
    return client


def told_off(client) -> Delivery:
    tell(accounts_of_client(client.id), "voucher.cancelled", "/me/vouchers/123456789", **OFF)
    return Delivery.get()


def address(client, row) -> str:
    return f"/clients/{client.number}/notices/{row.id}"


def test_it_works(visit, manager, alone):
    row = told_off(alone)
    assert (row.state, row.channel) == ("call", "call")
    browser = visit(manager)
    home = browser.get("/home")
    assert "Tell 韩丽 by phone" in home.text and address(alone, row) in home.links()
    page = browser.get(address(alone, row))
    assert "大雪" in page.section("words")
    page = browser.post(address(alone, row), outcome="reached", channel="phone", summary="已电话告知")
    assert page.notice == "The call is on record." and page.path == "/home" and "Tell 韩丽" not in page.text
    row = Delivery.get()
    assert (row.state, row.told_by_id) == ("told", manager.id)
    contact = Contact.get()
    assert (contact.client_id, contact.outcome, contact.summary) == (alone.id, "reached", "已电话告知")


def test_who_was_not_reached_stays_on_the_list(visit, manager, alone):
    row = told_off(alone)
    visit(manager).post(address(alone, row), outcome="not_reached", channel="phone", summary="无人接听")
    assert Delivery.get().state == "call" and Contact.get().outcome == "not_reached"


def test_a_channel_that_works_goes_first(mailbox, alone, send, manager, visit):
    Client.update(email="hanli@example.cn").where(Client.id == alone.id).execute()
    told_off(alone)
    assert "Tell 韩丽" not in visit(manager).get("/home").text
    assert send() == 1 and mailbox.mails[0]["To"] == "hanli@example.cn"


def test_no_address_is_a_call(mailbox, alone, send, manager, visit):
    told_off(alone)
    assert send() == 0 and Delivery.get().state == "call"
    assert "Tell 韩丽 by phone" in visit(manager).get("/home").text


def test_a_policy_that_refuses_us_is_a_call_and_the_address_stays(mailbox, alone, send, manager, visit):
    Client.update(email="hanli@example.cn").where(Client.id == alone.id).execute()
    mailbox.unwanted.add("hanli@example.cn")
    told_off(alone)
    send()
    row = Delivery.get()
    assert (row.state, row.why) == ("call", "policy") and not AddressOff.select().exists()
    home = visit(manager).get("/home").text
    assert "Tell 韩丽 by phone" in home and "E-mail does not reach" not in home
    mailbox.unwanted.clear()
    tell(accounts_of_client(alone.id), "voucher.declined", "/me/vouchers/123456789", **OFF)
    assert send() == 1 and len(mailbox.mails) == 1


@pytest.mark.one_engine
def test_what_fails_again_and_again_is_a_call_in_the_end(mailbox, alone, send, at, manager, visit):
    Client.update(email="hanli@example.cn").where(Client.id == alone.id).execute()
    mailbox.busy.add("hanli@example.cn")
    told_off(alone)
    for day in range(25, 30):
        for hour in range(9, 20):
            at(f"2026-11-{day} {hour:02}:00")
            send()
    assert Delivery.get().state == "call" and "Tell 韩丽 by phone" in visit(manager).get("/home").text


@pytest.mark.one_engine
def test_an_address_to_which_nothing_can_be_sent_is_tried_once(mailbox, alone, send, manager, visit):
    """It came in before such were refused."""
    Client.update(email="a..b@c.cn").where(Client.id == alone.id).execute()
    told_off(alone)
    send()
    row = Delivery.get(Delivery.kind == "voucher.cancelled")
    assert (row.state, row.why, row.attempts) == ("call", "refused", 0)
    assert "E-mail does not reach 韩丽" in visit(manager).get("/home").text


def test_a_refused_address_is_a_call(mailbox, alone, send, manager, visit):
    Client.update(email="hanli@example.cn").where(Client.id == alone.id).execute()
    mailbox.refused.add("hanli@example.cn")
    told_off(alone)
    send()
    home = visit(manager).get("/home").text
    assert "Tell 韩丽 by phone" in home and "E-mail does not reach 韩丽" in home


def test_what_can_wait_calls_nobody(alone):
    tell(accounts_of_client(alone.id), "tier.up", "/me/tier", tier="platinum")
    assert Delivery.select().count() == 0


def test_who_got_a_login_meanwhile_reads_it_there(mailbox, alone, send):
    told_off(alone)
    Account.create(username="hanli", client=alone, created_at=clock.now(), password_hash="")
    send()
    assert Notice.get().kind == "voucher.cancelled"
    assert {(row.state, row.why) for row in Delivery.select()} == {("dropped", "login"), ("dropped", "no_address")}


def test_a_handover_is_told_by_phone_as_well(visit, alone, branch_admin, second_manager, at):
    """The bulk of a handover tells each client in a moment; who has no login is on the receiver's list."""
    people.staff("zhangmin", "张敏", "adviser", post="wealth_adviser")
    passed(branch_admin, at, days=3)
    row = Delivery.get(Delivery.client == alone)
    assert (row.state, row.kind) == ("call", "handover.your_manager")
    assert Client.get_by_id(alone.id).manager_id == second_manager.id
    at("2026-11-27 09:00")
    page = visit(second_manager).get(address(alone, row))
    assert "钱峰 looks after you as your client manager" in page.section("words")


def test_who_may_not(visit, alone, adviser, specialist, other_manager, auditor, second_manager):
    row = told_off(alone)
    for person, status in ((specialist, 404), (other_manager, 404), (second_manager, 404), (auditor, 403)):
        visit(person).get(address(alone, row), status=status)
        visit(person).post(address(alone, row), status=status, outcome="reached", channel="phone", summary="x")
    assert "Tell 韩丽" not in visit(second_manager).get("/home").text
    assert Delivery.get().state == "call"


def test_without_a_manager_it_is_the_branch_admins(visit, alone, branch_admin, other_branch_admin):
    told_off(alone)
    assert "Tell 韩丽" not in visit(branch_admin).get("/home").text, "it is her manager's for two days"
    Client.update(manager=None).where(Client.id == alone.id).execute()
    Seat.update(until="2026-11-23").where(Seat.kind == "manager").execute()
    assert "Tell 韩丽 by phone" in visit(branch_admin).get("/home").text
    assert "Tell 韩丽" not in visit(other_branch_admin).get("/home").text


def test_after_two_days_the_branch_admin_sees_it_too(visit, alone, branch_admin, at):
    told_off(alone)
    at("2026-11-26 10:01")
    assert "Tell 韩丽 by phone" in visit(branch_admin).get("/home").text


def test_a_complaint_that_is_closed_to_the_manager_is_no_line_of_his(visit, alone, manager, branch_admin):
    made = filed(alone, by=branch_admin)
    Request.update(kind="complaint", holder=None, assignee=branch_admin).where(Request.id == made.id).execute()
    tell(accounts_of_client(alone.id), "request.answered", f"/me/requests/{made.number}", subject="x", staff="y")
    line = Delivery.select().order_by(Delivery.id.desc()).get()
    assert "Tell 韩丽 by phone" in visit(branch_admin).get("/home").text
    visit(branch_admin).get(address(alone, line))


def test_two_at_once_tell_it_once(app, manager, adviser, alone):
    row = told_off(alone)
    actor = people.actor(manager)
    found = together(
        app, *(lambda: tell_by_phone(actor, alone, row.id, "phone", "reached", "已告知") for _twice in range(2))
    )
    assert sum(isinstance(one, Contact) for one in found) == 1 and Contact.select().count() == 1


@pytest.mark.one_engine
def test_bad_input(visit, manager, alone):
    row = told_off(alone)
    browser = visit(manager)
    page = browser.post(address(alone, row), status=422, outcome="perhaps", channel="phone", summary="")
    assert {"outcome", "summary"} <= set(page.errors)
    browser.get(f"/clients/{alone.number}/notices/{row.id + 1}", status=404)
    assert Contact.select().count() == 0
