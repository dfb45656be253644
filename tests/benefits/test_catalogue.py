"""Head office keeps the catalogue: a change is a version from a day on, and what was promised stays as it was."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.benefits import catalogue, granting
from portal.database import write
from portal.models import AuditEntry, Benefit, BenefitVersion, Client, Lot, TierAmount
from portal.reads import reference
from portal.reads.benefits.left import benefits_of
from tests.ground import people
from tests.ground.together import together

VERSION = {
    "name_zh": "高尔夫畅打", "name_en": "Golf", "kind": "count", "unit": "time", "period": "calendar_year",
    "guest_rule": "shared", "confirmed_by": "staff", "after_day": "returns", "days_ahead": "3", "for_companies": "1",
    "since": "2026-12-01", "amount_platinum": "3", "amount_diamond": "8", "blackout": "2027-01-01\n2026-12-24",
    "reason": "新合同",
}  # fmt: skip
NEW = {**VERSION, "code": "spa", "icon": "gift", "name_zh": "水疗", "name_en": "Spa", "since": "2026-11-24"}


def newest(code: str = "golf") -> BenefitVersion:
    return catalogue.newest(code)


def sent(**values) -> dict[str, str]:
    return {**VERSION, "version": str(newest().id), **values}


def test_it_works(visit, head_office, chengang, at):
    with write():
        granting.grant_to([chengang.id])
    page = visit(head_office).get("/benefits/golf/new-version")
    assert page.html.find(id="amount_diamond")["value"] == "6"
    page = visit(head_office).post("/benefits/golf/new-version", **sent())
    assert page.notice == "The new version is written. What was granted stays as it is."
    made = newest()
    assert (made.since, made.blackout, made.reason) == (date(2026, 12, 1), ["2026-12-24", "2027-01-01"], "新合同")
    assert reference.allowances()["diamond", "golf"] == 6, "not before its day"
    at("2026-12-01 09:00")
    assert reference.allowances()["diamond", "golf"] == 8
    with write():
        granting.grant_to([chengang.id])
    lots = [(lot.quantity, lot.version_id) for lot in Lot.select().where(Lot.benefit == "golf").order_by(Lot.id)]
    assert len(lots) == 2 and lots[0][0] == 6 and lots[1] == (2, made.id)
    assert AuditEntry.get(AuditEntry.action == "benefit.version").words["benefit"] == "golf"


def test_a_new_benefit(visit, head_office, manager, chengang):
    page = visit(head_office).post("/benefits/new", **NEW)
    assert page.notice == "The benefit is in the catalogue." and page.path == "/benefits/spa"
    assert "Spa" in visit(manager).get("/benefits").text
    assert "Spa" in {one.benefit.name_en for one in benefits_of(chengang)}
    visit(head_office).post("/benefits/new", status=422, **{**NEW, "name_en": "Spa again"})
    assert Benefit.select().where(Benefit.code == "spa").count() == 1


def test_a_smaller_version_takes_nothing_away(visit, head_office, chengang, at):
    with write():
        granting.grant_to([chengang.id])
    visit(head_office).post("/benefits/golf/new-version", **sent(amount_platinum="1", amount_diamond="2"))
    at("2026-12-02 09:00")
    granting.grant_what_is_due()
    assert next(one.left for one in benefits_of(chengang) if one.benefit.code == "golf") == 6
    at("2027-01-02 09:00")
    granting.grant_what_is_due()
    assert next(one.left for one in benefits_of(chengang) if one.benefit.code == "golf") == 2


def test_a_benefit_that_is_withdrawn_keeps_what_was_granted(visit, head_office, chengang, at):
    with write():
        granting.grant_to([chengang.id])
    visit(head_office).post("/benefits/golf/new-version", **sent(since="2026-11-24", until="2026-11-30"))
    at("2026-12-01 09:00")
    assert "golf" not in reference.benefits()
    assert Lot.get(Lot.benefit == "golf").available == 6
    assert "Ended" in visit(head_office).get("/benefits/golf").text


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"kind": "points", "goods": "1", "points_price": "100"}, "points_price", "R10"),
        ({"kind": "money", "points_price": "100"}, "points_price", "R10"),
        ({"kind": "count", "points_price": "100"}, "points_price", "bought for points"),
        ({"kind": "points", "points_price": "0"}, "points_price", "how many points"),
        ({"since": "2026-11-23"}, "since", "today or a later day"),
        ({"until": "2026-11-30"}, "until", "before the first"),
        ({"amount_diamond": "2"}, "amount_diamond", "the tier below"),
        ({"amount_platinum": "unlimited"}, "amount_diamond", "the tier below"),
        ({"amount_platinum": "", "amount_diamond": ""}, "kind", "at least one tier"),
        ({"amount_diamond": "-3"}, "amount_diamond", "whole number"),
        ({"amount_diamond": "1.5"}, "amount_diamond", "whole number"),
        ({"blackout": "2026-02-29"}, "blackout", "no such date"),
        ({"since": "2027-02-29"}, "since", "no such date"),
        ({"kind": "cash"}, "kind", ""),
        ({"name_zh": ""}, "name_zh", ""),
        ({"name_en": "x" * 81}, "name_en", ""),
        ({"cost": "-5"}, "cost", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_stands_beside_its_field_with_what_was_typed(visit, head_office, values, field, words):
    count = BenefitVersion.select().count()
    page = visit(head_office).post("/benefits/golf/new-version", status=422, **sent(**values))
    assert field in page.errors and words in page.errors[field], page.errors
    assert page.html.find(id="reason")["value"] == "新合同"
    assert BenefitVersion.select().count() == count


def test_unlimited_is_written_in_words(visit, head_office):
    visit(head_office).post("/benefits/golf/new-version", **sent(amount_diamond="不限"))
    assert TierAmount.get(TierAmount.version == newest().id, TierAmount.tier == "diamond").amount == -1


def test_an_allowance_in_money_is_kept_in_fen(visit, head_office, at):
    money = sent(kind="money", since="2026-11-24", amount_platinum="500", amount_diamond="800")
    visit(head_office).post("/benefits/golf/new-version", **money)
    assert reference.allowances()["diamond", "golf"] == 80_000
    assert "¥800.00" in visit(head_office).get("/benefits").text


def test_somebody_wrote_a_version_meanwhile(visit, head_office):
    old = sent()
    visit(head_office).post("/benefits/golf/new-version", **sent(name_en="Golf of others"))
    page = visit(head_office).post("/benefits/golf/new-version", status=409, **old)
    assert page.html.find(id="reason")["value"] == "新合同"
    assert BenefitVersion.select().where(BenefitVersion.benefit == "golf").count() == 2


def test_the_same_form_twice_writes_one(visit, head_office):
    form = sent(submission="3f2b7a64-9f5d-4c7e-8a55-0d3c3ef3c111")
    for _ in range(2):
        visit(head_office).post("/benefits/golf/new-version", **form)
    assert BenefitVersion.select().where(BenefitVersion.benefit == "golf").count() == 2


def test_two_at_once_write_one(app, head_office):
    actor, last = people.actor(head_office), newest().id
    values = {
        "name_zh": "新", "name_en": "New", "kind": "count", "goods": False, "unit": "time", "points_price": 0,
        "guest_rule": "none", "since": date(2026, 12, 1), "until": None,
    }  # fmt: skip
    amounts = {"diamond": (3, None)}
    found = together(app, *[lambda: catalogue.change(actor, "golf", values, amounts, last)] * 3)
    assert sum(isinstance(one, BenefitVersion) for one in found) == 1, found


@pytest.mark.one_engine
def test_who_may_not(visit, manager, coordinator, branch_admin, auditor, admin, chengang):
    for person in (manager, coordinator, branch_admin, auditor):
        assert "new-version" not in visit(person).get("/benefits/golf").html.main.decode()
        visit(person).post("/benefits/golf/new-version", status=403, **sent())
        visit(person).post("/benefits/new", status=403, **NEW)
    for person in (admin, chengang):
        visit(person).get("/benefits/golf", status=403)


@pytest.mark.one_engine
def test_what_is_not_there(visit, head_office):
    for code in ("points", "nothing", "x" * 40):
        visit(head_office).get(f"/benefits/{code}", status=404)
        visit(head_office).get(f"/benefits/{code}/new-version", status=404)
    visit(head_office).post("/benefits/new", status=422, **{**NEW, "code": "partners"})


def test_standard_clients_buy_nothing_yet(chengang, wutao):
    assert {one.benefit.code for one in benefits_of(Client.get_by_id(wutao.id))} == set()


@pytest.mark.one_engine
def test_the_form_says_why_goods_and_money_take_no_points(visit, head_office):
    """R10: rewards that follow deposits may be services only."""
    for path in ("/benefits/new", "/benefits/golf/new-version"):
        assert "R10" in visit(head_office).get(path).html.find(id="goods-help").get_text()
