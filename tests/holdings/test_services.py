"""A service that a client signed for: entered, ended, put right; classes, findings and deals follow."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived
from portal.actions.holdings import services
from portal.actions.holdings.deals import raise_deals
from portal.ground import clock
from portal.models import AuditEntry, ClassMembership, Client, Deal, Product, ServiceContract
from portal.reads.shared import kept
from tests.ground import people
from tests.ground.together import together
from tests.holdings import things

ETC = {"product": "etc", "number": "ETC20260001", "since": "2026-11-20"}


def add(visitor, client, status=200, **fields):
    return visitor.post(f"/clients/{client.number}/services/new", status=status, **{**ETC, **fields})


def faults():
    return [line for line in derived.faults() if line.startswith(("client", "class"))]


def test_it_works(visit, manager, served):
    browser = visit(manager)
    assert f"/clients/{served.number}/services/new" in browser.get(f"/clients/{served.number}/holdings").links()
    page = add(browser, served)
    assert page.notice == "The service is entered." and page.path == f"/clients/{served.number}/holdings"
    assert "ETC toll card" in page.section("services") and "entered by 王磊" in page.section("services")
    assert "ETC20260001" not in page.text
    row = Client.get_by_id(served.id)
    assert row.is_intermediary and row.products
    assert "Intermediary client since 20 Nov: ETC road toll" in page.section("classes")
    deal = Deal.get()
    assert (deal.kind, deal.offer, deal.happened_on) == ("new_product", "etc", date(2026, 11, 20))
    assert raise_deals() == 0
    entry = AuditEntry.get(AuditEntry.action == "service.added")
    assert entry.words["contract"] == "*******0001" and entry.subject_id == served.id
    assert faults() == []
    assert "王磊 entered ETC road toll for 陈刚" in browser.get("/audit").text


def test_an_old_contract_is_no_news(visit, manager, served):
    add(visit(manager), served, since="2024-01-02")
    assert Deal.select().count() == 0 and raise_deals() == 0


def test_ended_and_put_right(visit, manager, served):
    browser = visit(manager)
    add(browser, served)
    row = ServiceContract.get()
    base = f"/clients/{served.number}/services/{row.id}"
    assert browser.get(f"{base}/end").value("until") == "2026-11-24"
    page = browser.post(f"{base}/end", until="2026-11-23", reason="换车")
    assert "ended on 23 Nov" in page.section("services") and "换车" in page.section("services")
    assert not Client.get_by_id(served.id).is_intermediary
    assert "has ended already" in browser.post(f"{base}/end", status=409, until="2026-11-23", reason="换车").refusal
    page = browser.post(f"{base}/resume")
    assert page.notice == "The service runs as before." and Client.get_by_id(served.id).is_intermediary
    assert "This service runs." in browser.post(f"{base}/resume").refusal
    told = browser.get(f"/clients/{served.number}/history", kind="record").section("moments")
    assert "王磊 noted that 陈刚 has ETC road toll no more: 换车" in told and "took back the end of ETC" in told
    assert faults() == []


def test_a_mistake_leaves_no_class_and_no_deal(visit, manager, served):
    browser = visit(manager)
    add(browser, served)
    things.service(served, "safe_box", since=date(2026, 11, 22))
    row = ServiceContract.get(ServiceContract.product == "etc")
    asked = browser.get(f"/clients/{served.number}/services/{row.id}/wrong")
    assert "the audit trail keeps it" in asked.text
    page = browser.post(f"/clients/{served.number}/services/{row.id}/wrong", reason="登记错客户")
    assert page.notice == "The entry is taken back." and "ETC" not in page.section("services")
    assert Deal.select().count() == 0
    (stay,) = ClassMembership.select().where(ClassMembership.client == served)
    assert (stay.product_class_id, stay.since, stay.until) == ("safe_box", date(2026, 11, 22), None)
    assert "ETC road toll of 陈刚, entered by mistake: 登记错客户" in browser.get("/audit").text
    for deed, fields in (("end", {"until": "2026-11-24", "reason": "x"}), ("wrong", {"reason": "x"}), ("resume", {})):
        browser.post(f"/clients/{served.number}/services/{row.id}/{deed}", status=404, **fields)
    add(browser, served)
    assert ServiceContract.select().where(~ServiceContract.wrong).count() == 2 and faults() == []


WRONG = [
    ({"product": ""}, "product", "fill this in"), ({"product": "loan"}, "product", "choose from the list"), ({"product": "payroll"}, "product", "choose from the list"),
    ({"product": "debit_card"}, "product", "choose from the list"), ({"since": "2026-11-25"}, "since", "in the past"), ({"since": "1975-10-14"}, "since", "in the past"),
    ({"since": "2026-02-30"}, "since", "2026-12-24"), ({"since": ""}, "since", "fill this in"), ({"number": "x"}, "number", "4 to 32"),
    ({"number": "ETC<script>"}, "number", "4 to 32"), ({"number": "1" * 33}, "number", "32"),
]  # fmt: skip


@pytest.mark.one_engine
@pytest.mark.parametrize(("fields", "name", "words"), WRONG)
def test_bad_input(visit, manager, served, fields, name, words):
    page = add(visit(manager), served, status=422, **fields)
    assert set(page.errors) == {name} and words in page.errors[name]
    for field, value in {**ETC, **fields}.items():
        if field != "product":
            assert page.value(field) == value
    assert ServiceContract.select().count() == 0


def test_bad_ends(visit, manager, served):
    browser = visit(manager)
    add(browser, served)
    path = f"/clients/{served.number}/services/{ServiceContract.get().id}"
    for until in ("2026-11-19", "2026-11-25"):
        page = browser.post(f"{path}/end", status=422, until=until, reason="换车")
        assert "between the beginning and today" in page.errors["until"]
        assert page.value("until") == until and page.value("reason") == "换车"
    assert set(browser.post(f"{path}/end", status=422, until="x", reason="").errors) == {"until", "reason"}
    assert set(browser.post(f"{path}/wrong", status=422, reason=" ").errors) == {"reason"}
    assert ServiceContract.get().until is None


def test_the_same_twice_needs_its_own_number(visit, manager, served):
    browser = visit(manager)
    add(browser, served)
    page = add(browser, served, status=422)
    assert "has this service already" in page.errors["number"]
    add(browser, served, number="ETC20260002")
    first = ServiceContract.get(ServiceContract.number == "ETC20260001")
    browser.post(f"/clients/{served.number}/services/{first.id}/end", until="2026-11-24", reason="换车")
    add(browser, served)
    assert "has this service already" in browser.post(f"/clients/{served.number}/services/{first.id}/resume").refusal


def test_a_double_click_is_one_service(app, visit, manager, served):
    actor = people.actor(manager)
    deeds = [lambda: services.add(actor, served, "etc", "ETC20260001", clock.today(), "one-form").id] * 3
    assert together(app, *deeds) == [ServiceContract.get().id] * 3
    assert ServiceContract.select().count() == 1 and Deal.select().count() == 1


def test_two_at_once_enter_one(app, manager, adviser, served):
    actors = [people.actor(one) for one in (manager, adviser)]
    found = together(app, *(lambda a=a: services.add(a, served, "etc", "ETC20260001", clock.today()) for a in actors))
    assert sorted(type(one).__name__ for one in found) == ["Invalid", "ServiceContract"]


def test_who_may_not(visit, served, specialist, coordinator, head_office, auditor, second_manager, other_manager):
    row = things.service(served, number="ETC20260001")
    for person, status in ((specialist, 403), (coordinator, 403), (head_office, 403), (auditor, 403), (served, 403), (second_manager, 404), (other_manager, 404)):  # fmt: skip
        add(visit(person), served, status=status)
        visit(person).post(
            f"/clients/{served.number}/services/{row.id}/end", status=status, until="2026-11-24", reason="x"
        )
        visit(person).post(f"/clients/{served.number}/services/{row.id}/wrong", status=status, reason="xx")
        visit(person).post(f"/clients/{served.number}/services/{row.id}/resume", status=status)
    page = visit(auditor).get(f"/clients/{served.number}/holdings")
    assert "ETC toll card" in page.section("services") and not [one for one in page.links() if "/services/" in one]
    assert ServiceContract.select().count() == 1


@pytest.mark.one_engine
def test_somebody_elses_and_what_a_file_brought_are_not_changed(visit, manager, served, liufang):
    brought = things.service(served, source="portal", source_key="1")
    other = things.service(liufang)
    page = visit(manager).get(f"/clients/{served.number}/holdings")
    assert f"/clients/{served.number}/services/{brought.id}/end" not in page.links()
    for one in (brought.id, other.id, 0, 999, "9" * 30, "x"):
        visit(manager).post(f"/clients/{served.number}/services/{one}/end", status=404, until="2026-11-24", reason="x")
        visit(manager).get(f"/clients/{served.number}/services/{one}/wrong", status=404)
        visit(manager).post(f"/clients/{served.number}/services/{one}/resume", status=404)


@pytest.mark.one_engine
def test_a_product_that_is_closed_is_offered_no_more(visit, manager, served):
    Product.update(closed_on=clock.today()).where(Product.code == "etc").execute()
    kept.forget()
    page = visit(manager).get(f"/clients/{served.number}/services/new")
    assert not page.html.select("option[value=etc]") and page.html.select("option[value=safe_box]")
    add(visit(manager), served, status=422)


def test_the_client_sees_what_runs(visit, manager, served):
    add(visit(manager), served)
    page = visit(served).get("/me/accounts")
    assert "ETC toll card" in page.section("services") and "entered by" not in page.text
    services.end(people.actor(manager), served, ServiceContract.get().id, clock.today(), "换车")
    assert "ETC" not in visit(served).get("/me/accounts").text


def test_chinese(visit, manager, served):
    page = add(visit(manager, language="zh"), served)
    assert page.notice == "服务已登记。" and "王磊 登记" in page.section("services")
    path = f"/clients/{served.number}/services/{ServiceContract.get().id}"
    for address in (f"{path}/end", f"{path}/wrong", f"/clients/{served.number}/services/new"):
        assert visit(manager, language="zh").get(address).heading
