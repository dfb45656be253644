"""Products, classes and their reasons follow from what is held, and only from that (DOMAIN.md, "The place")."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.database import database
from portal.derived import classes, faults
from portal.derived.classes import derive_classes
from portal.models import Card, ClassMembership, Client, HoldingAccount, Loan, ServiceContract
from portal.reads import reference
from portal.rules.holdings.products import held
from tests.ground import people
from tests.holdings import things


def row(client: Client) -> Any:
    return Client.get_by_id(client.id)


def products(client: Client) -> list[str]:
    return held(row(client).products, {code: one.bit for code, one in reference.product_classes().items()})


def stays(client: Client, klass: str) -> list[tuple[date, date | None, str, str]]:
    """(since, until, class of product, number) of each stay in a class."""
    query = ClassMembership.select().where(ClassMembership.client == client.id, ClassMembership.klass == klass)
    return [(one.since, one.until, one.product_class_id, one.reference) for one in query.order_by(ClassMembership.id)]


def faults_of_classes() -> list[str]:
    """What the check says of products and classes."""
    return [line for line in faults() if "class" in line or "product" in line]


def test_it_works(chengang):
    loan = things.loan(chengang)
    derive_classes([chengang.id])
    assert (row(chengang).classes, row(chengang).is_single_product, products(chengang)) == (["asset"], True, ["loan"])
    assert stays(chengang, "asset") == [(date(2026, 3, 2), None, "loan", loan.number)]
    account = things.account(chengang, "wealth", date(2025, 1, 1))
    things.order(account)
    assert derive_classes([chengang.id]) == 1
    assert row(chengang).classes == ["liability", "asset", "intermediary"]
    assert (row(chengang).is_single_product, products(chengang)) == (False, ["wealth", "loan", "standing_order"])
    assert stays(chengang, "liability") == [(date(2025, 1, 1), None, "wealth", account.number)]
    assert stays(chengang, "asset") == [(date(2026, 3, 2), None, "loan", loan.number)]
    assert faults_of_classes() == []


@pytest.mark.parametrize(
    ("hold", "klass", "product"),
    [
        (lambda who: things.account(who, "deposit"), "liability", "deposit"),
        (lambda who: things.account(who, "insurance"), "liability", "insurance"),
        (lambda who: things.account(who, "settlement"), "intermediary", "settlement"),
        (lambda who: things.loan(who, status="overdue"), "asset", "loan"),
        (lambda who: things.loan(who, status="defaulted"), "asset", "loan"),
        (lambda who: things.service(who, "safe_box"), "intermediary", "safe_box"),
        (lambda who: things.service(who, "forex_person"), "intermediary", "forex"),
    ],
)
def test_one_product_one_class(chengang, hold, klass, product):
    hold(chengang)
    derive_classes()
    assert (row(chengang).classes, products(chengang), row(chengang).is_single_product) == ([klass], [product], True)


def test_what_is_over_is_not_held(chengang):
    account = things.account(chengang, closed_on=date(2026, 6, 1))
    things.order(account)
    things.card(chengang, account, status="closed")
    things.loan(chengang, status="repaid")
    things.service(chengang, until=date(2026, 6, 1))
    assert derive_classes() == 0
    assert (row(chengang).classes, row(chengang).products, ClassMembership.select().count()) == ([], 0, 0)


def test_cards_of_both_kinds_are_two_products(chengang):
    account = things.account(chengang)
    things.card(chengang, account)
    things.card(chengang, account, "credit")
    derive_classes()
    assert products(chengang) == ["deposit", "card", "credit_card"]


def test_a_right_in_somebody_elses_account_is_no_holding(chengang, liufang):
    from portal.models import AccountRight

    AccountRight.create(account=things.account(chengang), client=liufang, kind="authorised")
    derive_classes()
    assert (row(liufang).classes, row(liufang).products) == ([], 0)


def test_a_class_ends_and_begins_again(chengang, at):
    loan = things.loan(chengang)
    derive_classes([chengang.id])
    at("2026-12-01 09:00")
    Loan.update(status="repaid").where(Loan.id == loan.id).execute()
    derive_classes([chengang.id])
    assert row(chengang).classes == []
    assert stays(chengang, "asset") == [(date(2026, 3, 2), date(2026, 12, 1), "loan", loan.number)]
    at("2026-12-20 09:00")
    late = things.loan(chengang, started=date(2026, 11, 15))  # entered after the first stay had ended
    derive_classes([chengang.id])
    assert stays(chengang, "asset")[1:] == [(date(2026, 12, 1), None, "loan", late.number)]
    assert faults_of_classes() == []


def test_the_reason_stays_while_the_class_does(chengang):
    first = things.loan(chengang)
    derive_classes()
    things.loan(chengang, started=date(2026, 5, 5))
    Loan.update(status="repaid").where(Loan.id == first.id).execute()
    derive_classes()
    assert stays(chengang, "asset") == [(date(2026, 3, 2), None, "loan", first.number)]


def test_what_has_no_day_counts_from_when_it_is_known(chengang):
    account = things.account(chengang, "settlement", opened=date(2024, 4, 4))
    order = things.order(account)
    HoldingAccount.update(product="deposit").where(HoldingAccount.id == account.id).execute()
    derive_classes()
    assert stays(chengang, "intermediary") == [(date(2026, 11, 24), None, "standing_order", order.account_to)]


def test_the_earliest_holding_is_the_reason(chengang):
    things.account(chengang, opened=date(2025, 5, 5))
    early = things.account(chengang, "fund", opened=date(2021, 2, 3))
    things.service(chengang, "etc", since=date(2020, 1, 1), number="ETC1")
    derive_classes()
    assert stays(chengang, "liability") == [(date(2021, 2, 3), None, "fund", early.number)]
    assert stays(chengang, "intermediary") == [(date(2020, 1, 1), None, "etc", "ETC1")]


def test_many_clients_in_batches(app, monkeypatch, statements):
    monkeypatch.setattr(classes, "AT_ONCE", 4)
    monkeypatch.setattr(classes, "IDS_AT_ONCE", 3)
    crowd = [people.client(None, f"张{n}", "standard") for n in range(10)]
    for number, one in enumerate(crowd):
        things.account(one, "deposit" if number % 2 else "settlement")
    Client.update(source="file").where(Client.id.in_([one.id for one in crowd[:6]])).execute()
    assert derive_classes(Client.select(Client.id).where(Client.source == "file")) >= 6
    assert {row(one).products for one in crowd[:6]} == {1, 16}
    assert derive_classes([one.id for one in crowd]) <= 4
    with statements() as seen:
        assert derive_classes() == 0
    assert len(seen) == 1 + 5 * -(-10 // 4)
    assert ClassMembership.select().count() == 10
    assert faults_of_classes() == []


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE client SET products = 2", "the products are 2, the holdings say 1"),
        ("UPDATE client SET is_single_product = {no}", "the holdings say otherwise"),
        ("UPDATE client SET is_liability = {no}", "the class liability does not fit what is held"),
        ("DELETE FROM class_membership", "0 reasons stand for the class liability, there should be 1"),
        ("UPDATE class_membership SET klass = 'asset'", "reasons stand for the class"),
        ("UPDATE holding_account SET offer = 'fund_300'",
         "the product fund_300 of the catalogue is of another class than deposit"),
    ],
)  # fmt: skip
def test_the_check_proves_it(chengang, sql, says):
    things.account(chengang, offer="demand")
    derive_classes()
    assert faults_of_classes() == []
    database.execute_sql(sql.format(no="FALSE"))
    found = faults_of_classes()
    assert found and all((says in line and chengang.number in line) or "account" in line for line in found), found


def test_service_and_card_ends_end_the_class(chengang):
    account = things.account(chengang)
    things.card(chengang, account)
    things.service(chengang)
    derive_classes()
    ServiceContract.update(until=date(2026, 11, 1)).execute()
    assert derive_classes() == 1
    assert row(chengang).classes == ["liability", "intermediary"]
    Card.update(status="closed").execute()
    derive_classes()
    assert (row(chengang).classes, row(chengang).is_single_product) == (["liability"], True)
