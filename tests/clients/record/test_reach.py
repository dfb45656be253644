"""Several phones and addresses, one of each the main one; the record confirmed with the client."""

from __future__ import annotations

import pytest

from portal.actions.clients import reach
from portal.derived import faults
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.models import Account, AuditEntry, Client, ClientAddress, ClientPhone
from tests.ground import people, trail
from tests.ground.together import together


def base(client):
    return f"/clients/{client.number}"


def add(visitor, client, number, status=200, **more):
    path, back = f"{base(client)}/phones", f"{base(client)}/profile"
    return visitor.post(
        path, status=status, referer=back, number=number, **{"phone_kind": "mobile", "label": "", **more}
    )


def test_it_works(visit, manager, served):
    browser, before = visit(manager), served.mobile
    page = add(browser, served, "0431-8590 3316", phone_kind="home", label="家里")
    assert page.notice == "The phone is added." and "0431****3316" in page.section("phones")
    row = ClientPhone.get()
    assert (row.number, row.kind, row.label) == ("+8643185903316", "home", "家里")
    assert served.number in browser.get("/search", q="3316").text
    page = browser.post(f"{base(served)}/phones/{row.id}/main", referer=f"{base(served)}/profile")
    now = Client.get_by_id(served.id)
    assert (now.mobile, now.mobile_kind, now.mobile_label) == ("+8643185903316", "home", "家里")
    assert [one.number for one in now.phones] == [before]
    assert Account.get(Account.client == served.id).mobile == "+8643185903316"
    browser.post(f"{base(served)}/phones/{ClientPhone.get().id}/remove", referer=f"{base(served)}/profile")
    assert ClientPhone.select().count() == 0 and list(faults()) == []
    sentences = [entry.action for entry in trail.deeds().order_by(AuditEntry.id)]
    assert sentences == ["client.phone_added", "client.phone_main", "client.phone_removed"]
    assert "85903316" not in visit(manager).get("/audit").text


def test_with_htmx_the_record_is_swapped(visit, manager, served):
    page = visit(manager, htmx="profile").post(
        f"{base(served)}/phones", number="13944081155", phone_kind="mobile", label=""
    )
    assert page.html.html is None and page.html.find(id="profile") and "139****1155" in page.text


def test_the_first_phone_becomes_the_main_one(visit, manager):
    row = people.client(None, "无号", mobile="")
    people.seat(row, "manager", manager)
    add(visit(manager), row, "13944081155")
    assert Client.get_by_id(row.id).mobile == "+8613944081155" and ClientPhone.select().count() == 0


@pytest.mark.one_engine
@pytest.mark.parametrize("typed", ["1", "abc", "", "139440811556677", "１" * 50])
def test_no_phone_is_said_beside_the_field(visit, manager, served, typed):
    page = add(visit(manager), served, typed, status=422)
    assert set(page.errors) == {"number"} and ClientPhone.select().count() == 0


def test_the_same_number_twice_is_refused(visit, manager, served):
    browser = visit(manager)
    add(browser, served, "13944081155")
    for number in ("13944081155", served.mobile):
        assert set(add(browser, served, number, status=422).errors) == {"number"}


def test_the_same_number_twice_at_once_is_there_once(app, visit, manager, served):
    browsers = [visit(manager) for _ in range(3)]
    together(app, *(lambda b=b: b.web.post(f"{base(served)}/phones", data={"csrf_token": b.csrf, "number": "13944081155", "phone_kind": "mobile"}).status_code
                    for b in browsers))  # fmt: skip
    assert ClientPhone.select().count() == 1


def test_addresses(visit, manager, served):
    browser = visit(manager)
    for line in ("东风大街 1 号", "锦程大街 2 号"):
        browser.post(
            f"{base(served)}/addresses",
            referer=f"{base(served)}/profile",
            line=line,
            address_kind="work",
            district="汽开区",
        )
    row = Client.get_by_id(served.id)
    assert (row.address, row.address_kind, ClientAddress.get().line) == ("东风大街 1 号", "work", "锦程大街 2 号")
    browser.post(f"{base(served)}/addresses/{ClientAddress.get().id}/main", referer=f"{base(served)}/profile")
    assert Client.get_by_id(served.id).address == "锦程大街 2 号" and ClientAddress.get().line == "东风大街 1 号"
    browser.post(f"{base(served)}/addresses/{ClientAddress.get().id}/remove", referer=f"{base(served)}/profile")
    assert ClientAddress.select().count() == 0
    page = browser.post(f"{base(served)}/addresses", status=422, line="路" * 201, address_kind="work")
    assert set(page.errors) == {"line"}


def test_who_may_not(
    visit, served, liufang, second_manager, specialist, coordinator, head_office, auditor, other_branch_admin
):
    phone = ClientPhone.create(client=served, kind="home", number="+8643185903316", created_at=clock.now())
    for person, status in ((second_manager, 404), (other_branch_admin, 404), (specialist, 403), (coordinator, 403), (head_office, 403), (auditor, 403), (served, 403)):  # fmt: skip
        for path in ("phones", "addresses", f"phones/{phone.id}/main", f"phones/{phone.id}/remove", "confirm"):
            visit(person).post(f"{base(served)}/{path}", status=status, number="13944081155", line="x")
    assert ClientPhone.select().count() == 1 and trail.deeds().count() == 0


@pytest.mark.one_engine
def test_the_phone_of_another_client_is_not_reached(visit, manager, served, liufang):
    phone = ClientPhone.create(client=liufang, kind="home", number="+8643185903316", created_at=clock.now())
    for what in (phone.id, "x", "0", "9" * 20):
        visit(manager).post(f"{base(served)}/phones/{what}/remove", status=404)
    assert ClientPhone.select().count() == 1


def test_the_record_is_confirmed_with_the_client(visit, manager, served):
    browser = visit(manager)
    page = browser.post(f"{base(served)}/confirm", referer=f"{base(served)}/profile")
    assert (
        page.notice == "Noted: the client confirmed the record today."
        and "confirmed with the client on 24 Nov" in page.text
    )
    assert Client.get_by_id(served.id).verified_on == clock.today()
    assert AuditEntry.get().action == "client.verified" and "Confirmed with the client today" not in page.text


def test_the_same_address_twice_is_one(visit, manager, served):
    back, browser = f"{base(served)}/profile", visit(manager)
    Client.update(address="东风大街 1 号").where(Client.id == served.id).execute()
    browser.post(f"{base(served)}/addresses", referer=back, line="锦程大街 2 号", address_kind="home")
    for line in ("锦程大街 2 号", "东风大街 1 号"):
        page = browser.post(f"{base(served)}/addresses", status=422, line=line, address_kind="work")
        assert page.errors["line"] == "This address is on the record already." and page.value("line") == line
    assert ClientAddress.select().count() == 1


def test_the_same_address_twice_at_once_is_one(app, manager, served):
    actor = people.actor(manager)
    Client.update(address="东风大街 1 号").where(Client.id == served.id).execute()
    found = together(app, *[lambda: reach.add_address(actor, served, "home", "", "锦程大街 2 号")] * 3)
    assert sum(isinstance(one, Invalid) for one in found) == 2 and ClientAddress.select().count() == 1
