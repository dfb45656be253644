"""A manager sees what his client lacks, takes it up, postpones or declines it, and his answer is respected (P7)."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal import jobs
from portal.actions.administration import upkeep
from portal.actions.holdings import outside
from portal.actions.holdings.suggestions import compute_shares
from portal.derived.classes import derive_classes
from portal.ground.errors import Refused
from portal.models import AuditEntry, Client, OutsideHolding, Product, ProductShare, SuggestionAnswer
from portal.reads.shared import kept
from tests.ground import people, trail
from tests.ground.together import together
from tests.holdings import things


@pytest.fixture
def crowd(served):
    """陈刚 with a deposit, and 24 Diamond clients: all have a deposit, 18 ETC, 15 a wealth product, 14 a safe box."""
    things.account(served)
    for number in range(24):
        other = people.client(None, f"张{number}", "diamond")
        things.account(other)
        for product, most in (("etc", 18), ("safe_box", 14)):
            if number < most:
                things.service(other, product)
        if number < 15:
            things.account(other, "wealth")
    derive_classes()
    compute_shares()
    return Client.get_by_id(served.id)


@pytest.fixture
def company(app, manager):
    """长春宏达 settles here."""
    row = people.client("sunli", "长春宏达有限公司", "platinum", kind="company", gender="", birthday=None)
    people.seat(row, "manager", manager)
    things.account(row, "settlement")
    derive_classes([row.id])
    return Client.get_by_id(row.id)


def rate(client, rating="C3", until=date(2027, 5, 1)):
    Client.update(risk_rating=rating, risk_valid_until=until).where(Client.id == client.id).execute()


def lacks(visit, who, client) -> str:
    return visit(who).get(f"/clients/{client.number}").section("suggestions")


def test_it_works(visit, crowd, manager):
    rate(crowd)
    says = lacks(visit, manager, crowd)
    assert "ETC toll card" in says and "18 of 25 people like this client have it (Diamond)." in says
    assert "Wealth product" in says and "Fits: Anxin 90 days, Steady Growth 180 days, Steady Growth 360 days." in says
    assert "Safe deposit box" not in says
    page = visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", answer="taken", note="call on Friday")
    assert page.notice == "Your answer is kept."
    assert "taken up by 王磊" in page.section("suggestions") and "Note: call on Friday" in page.section("suggestions")
    row = SuggestionAnswer.get()
    assert (row.client, row.product_class_id, row.answer, row.note, row.until, row.staff) == (
        crowd,
        "etc",
        "taken",
        "call on Friday",
        None,
        manager,
    )
    entry = trail.deeds().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, entry.subject_id, entry.words) == (
        "suggestion.taken",
        crowd.id,
        crowd.said | {"product": "etc"},
    )


def test_chinese(visit, crowd, manager):
    says = visit(manager, language="zh").get(f"/clients/{crowd.number}").section("suggestions")
    assert "ETC 记账卡" in says and "25 位同类客户（钻石卡）中 18 位已使用" in says and "需风险测评" in says


def test_shares_are_counted_by_tier_kind_and_class(crowd):
    found = {
        (row.tier_id, row.kind, row.klass, row.product_class_id): (row.holders, row.members)
        for row in ProductShare.select()
    }
    assert found[("diamond", "individual", "liability", "etc")] == (18, 25)
    assert found[("diamond", "individual", "intermediary", "etc")] == (18, 18)
    assert found[("diamond", "individual", "liability", "wealth")] == (15, 25)
    assert {row.computed_on for row in ProductShare.select()} == {date(2026, 11, 24)}
    Client.update(status="closed").where(Client.name == "张0").execute()
    upkeep.night(jobs.EVERY_NIGHT)
    assert ProductShare.get(ProductShare.klass == "liability", ProductShare.product_class == "etc").members == 24


def test_without_a_valid_rating_the_rating_comes_first(visit, crowd, manager):
    for rating, until in (("", None), ("C3", date(2026, 11, 23))):
        rate(crowd, rating, until)
        assert "risk rating needed" in lacks(visit, manager, crowd)
    rate(crowd, "C1")
    says = lacks(visit, manager, crowd)
    assert "Anxin 90 days" in says and "Steady Growth" not in says and "risk rating needed" not in says


def test_a_closed_product_is_not_offered(visit, crowd, manager):
    Product.update(closed_on=date(2026, 11, 24)).where(Product.code == "etc").execute()
    kept.forget()
    assert "ETC" not in lacks(visit, manager, crowd)


def test_a_company_that_settles_here_and_borrows_elsewhere(visit, company, manager):
    assert "Working-capital loan" not in lacks(visit, manager, company)
    visit(manager).post(
        f"/clients/{company.number}/outside/new",
        product_class="loan",
        bank="建设银行",
        amount="6000000",
        learnt="said on the phone",
    )
    says = lacks(visit, manager, company)
    assert "Working-capital loan" in says and "The company settles here and borrows elsewhere." in says
    chinese = visit(manager, language="zh").get(f"/clients/{company.number}").section("suggestions")
    assert "流动资金贷款" in chinese and "该企业在本行结算，在他行贷款。" in chinese
    Client.update(credit_mark="bad").where(Client.id == company.id).execute()
    assert "Working-capital loan" not in lacks(visit, manager, company)
    Client.update(credit_mark="").where(Client.id == company.id).execute()
    things.loan(company)
    derive_classes([company.id])
    assert "Working-capital loan" not in lacks(visit, manager, company)


def test_postponed_it_comes_back_on_its_day(visit, crowd, manager, at):
    visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", answer="postponed", until="2026-12-10")
    assert "ETC" not in lacks(visit, manager, crowd)
    at("2026-12-09 10:00")
    assert "ETC" not in lacks(visit, manager, crowd)
    at("2026-12-10 10:00")
    assert "ETC" in lacks(visit, manager, crowd)


def test_declined_it_stays_away_for_six_months(visit, crowd, manager, at):
    visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", answer="declined", note="has no car")
    assert SuggestionAnswer.get().until == date(2027, 5, 24)
    at("2027-05-23 10:00")
    assert "ETC" not in lacks(visit, manager, crowd)
    at("2027-05-24 10:00")
    assert "ETC" in lacks(visit, manager, crowd)


def test_taken_up_it_goes_when_the_product_comes(visit, crowd, manager):
    visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", answer="taken")
    things.service(crowd, "etc")
    derive_classes([crowd.id])
    assert "ETC" not in lacks(visit, manager, crowd)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"answer": "declined"}, "note", "Please say why."),
        ({"answer": "postponed"}, "until", "Please choose a day after today."),
        ({"answer": "postponed", "until": "2026-11-24"}, "until", "Please choose a day after today."),
        ({"answer": "postponed", "until": "2028-11-24"}, "until", "Please choose a day within a year."),
        ({"answer": "postponed", "until": "31.12."}, "until", "There is no such date."),
        ({"answer": "taken", "note": "x" * 201}, "note", "At most 200 characters"),
    ],
)
def test_bad_input(visit, crowd, manager, typed, field, says):
    page = visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", status=422, **typed)
    assert says in page.errors[field]
    assert page.value("until") == typed.get("until", "") and SuggestionAnswer.select().count() == 0


@pytest.mark.one_engine
@pytest.mark.parametrize("answer", [None, "", "perhaps"])
def test_no_answer(visit, crowd, manager, answer):
    assert "answer" in str(
        visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", status=422, answer=answer).errors
    )


def test_what_is_not_suggested_cannot_be_answered(visit, crowd, manager):
    visit(manager).get(f"/clients/{crowd.number}/suggestions/loan", status=404)
    visit(manager).get(f"/clients/{crowd.number}/suggestions/nothing", status=404)
    visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", answer="declined", note="no")
    page = visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", status=409, answer="taken")
    assert "dealt with in the meantime" in page.refusal
    assert SuggestionAnswer.select().count() == 1


def test_a_double_click_answers_once(visit, crowd, manager):
    same = str(uuid.uuid4())
    for _ in range(2):
        visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", answer="taken", submission=same)
    assert SuggestionAnswer.select().count() == 1


@pytest.mark.one_engine
def test_who_may_not(
    visit, crowd, manager, second_manager, specialist, auditor, head_office, other_branch_admin, served
):
    address = f"/clients/{crowd.number}/suggestions/etc"
    for nobody in (second_manager, other_branch_admin):
        visit(nobody).get(address, status=404)
        visit(nobody).post(address, status=404, answer="taken")
    for reader in (specialist, auditor, head_office, served):
        visit(reader).post(address, status=403, answer="taken")
    assert "Take up" in lacks(visit, manager, crowd)
    assert "ETC" in lacks(visit, auditor, crowd) and "Take up" not in lacks(visit, auditor, crowd)


def test_the_work_list(visit, crowd, company, manager, second_manager, branch_admin):
    outside.note(people.actor(manager), company, "loan", "建设银行", None, "payments to that bank")
    rows = visit(manager).get("/suggestions").table("suggestions")
    assert [row[0].split()[0] for row in rows] == ["陈刚", "长春宏达有限公司"]
    assert "ETC toll card 72%" in rows[0][3] and "Working-capital loan borrows elsewhere" in rows[1][3]
    visit(manager).post(f"/clients/{crowd.number}/suggestions/etc", answer="taken")
    assert "ETC" not in visit(manager).get("/suggestions").text
    assert "Nothing is open" in visit(second_manager).get("/suggestions").text
    assert len(visit(branch_admin).get("/suggestions").table("suggestions")) > 2


def test_pages_of_the_work_list(visit, crowd, branch_admin, monkeypatch, statements):
    from portal.reads.holdings import suggestions

    monkeypatch.setattr(suggestions, "LOOKED_AT", 4)
    monkeypatch.setattr(suggestions, "MOST_LOOKS", 2)
    address, seen, pages = "/suggestions", [], 0
    browser = visit(branch_admin)
    while address:
        page = browser.get(address)
        seen += [row[0].split()[-1] for row in page.table("suggestions")]
        link = page.html.select_one("a[rel=next]")
        address, pages = link["href"] if link else "", pages + 1
    assert len(seen) == len(set(seen)) and crowd.number in seen and pages >= 3
    with statements() as asked:
        browser.get("/suggestions")
    assert len(asked) <= 2 + 5 * 2
    for bad in ("x", "~", "9" * 40, "5~x"):
        browser.get("/suggestions", after=bad)


# What is held elsewhere


def test_noting_and_ending_what_is_held_elsewhere(visit, served, manager):
    page = visit(manager).post(
        f"/clients/{served.number}/outside/new",
        product_class="fund",
        bank="招商银行",
        amount="500,000.50",
        learnt="面谈",
    )
    assert page.notice == "It is on record." and "Fund · 招商银行" in page.section("outside")
    row = OutsideHolding.get()
    assert (row.amount, row.noted_on, row.noted_by, row.learnt) == (50_000_050, date(2026, 11, 24), manager, "面谈")
    page = visit(manager).post(f"/clients/{served.number}/outside/{row.id}/end", reason="sold")
    assert "ended on 24 Nov" in page.section("outside")
    row = OutsideHolding.get()
    assert (row.ended_on, row.ended_by, row.ended_reason) == (date(2026, 11, 24), manager, "sold")
    assert "招商银行" not in visit(manager).get(f"/clients/{served.number}").section("holdings")
    again = visit(manager).post(f"/clients/{served.number}/outside/{row.id}/end", status=409, reason="sold")
    assert "dealt with in the meantime" in again.refusal
    assert [
        e.action for e in AuditEntry.select().where(AuditEntry.action.startswith("outside")).order_by(AuditEntry.id)
    ] == ["outside.noted", "outside.ended"]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("typed", "field"),
    [({"bank": ""}, "bank"), ({"bank": "  "}, "bank"), ({"learnt": ""}, "learnt"), ({"product_class": ""}, "product_class"),
     ({"product_class": "gold_mine"}, "product_class"), ({"amount": "-5"}, "amount"), ({"amount": "0"}, "amount"),
     ({"amount": "a lot"}, "amount"), ({"amount": "1e9"}, "amount"), ({"bank": "x" * 65}, "bank")],
)  # fmt: skip
def test_bad_entries(visit, served, manager, typed, field):
    values = {"product_class": "loan", "bank": "建设银行", "learnt": "said so", "amount": ""} | typed
    page = visit(manager).post(f"/clients/{served.number}/outside/new", status=422, **values)
    assert field in page.errors and page.value("learnt") == values["learnt"] and OutsideHolding.select().count() == 0


def test_the_same_twice_is_one(visit, served, manager):
    values = {"product_class": "loan", "bank": "建设银行", "learnt": "said so"}
    same = str(uuid.uuid4())
    for _ in range(2):
        visit(manager).post(f"/clients/{served.number}/outside/new", submission=same, **values)
    assert (
        "on record already"
        in visit(manager).post(f"/clients/{served.number}/outside/new", status=422, **values).errors["bank"]
    )
    assert OutsideHolding.select().count() == 1


def test_sent_twice_at_once_both_get_the_one_entry(app, served, manager):
    actor = people.actor(manager)
    deeds = [lambda: outside.note(actor, served, "loan", "建设银行", None, "said so", "one-form").id] * 4
    assert together(app, *deeds) == [OutsideHolding.get().id] * 4
    refused = together(app, *[lambda: outside.note(actor, served, "loan", "建设银行", None, "said so")] * 2)
    assert all(isinstance(one, Refused) for one in refused) and OutsideHolding.select().count() == 1


def test_who_may_not_note(visit, served, manager, second_manager, specialist, auditor, liufang):
    address = f"/clients/{served.number}/outside/new"
    visit(second_manager).get(address, status=404)
    visit(specialist).get(address, status=403)
    visit(auditor).post(address, status=403)
    people.seat(liufang, "manager", manager)
    row = outside.note(people.actor(manager), liufang, "loan", "建设银行", None, "said so")
    visit(manager).get(f"/clients/{served.number}/outside/{row.id}/end", status=404)
    with pytest.raises(Refused):
        outside.end(people.actor(manager), served, row.id, "no")
