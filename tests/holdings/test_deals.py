"""A new product, a maturity and a large change of a balance each raise one deal; a first load raises none (B3)."""

from __future__ import annotations

from datetime import date

import pytest

from portal import jobs
from portal.actions.administration import upkeep
from portal.actions.holdings.deals import raise_deals
from portal.models import BalanceChange, Card, Deal, HoldingAccount, ImportRun, Loan, ServiceContract, Setting
from portal.reads.shared.sources import Source
from portal.rules.holdings.deals import days_left, loan_end
from tests.ground import people
from tests.holdings import things

CORE = Source(7, "core")


def deals(*columns):
    columns = columns or (Deal.kind, Deal.product_class, Deal.amount, Deal.happened_on)
    return list(Deal.select(*columns).order_by(Deal.id).tuples())


def set_balance(account, fen, day=date(2026, 11, 24)):
    HoldingAccount.update(balance=fen, balance_on=day).where(HoldingAccount.id == account.id).execute()


def test_it_works(chengang):
    things.account(chengang, balance=800)
    assert raise_deals(first_load=True) == 0
    account = things.account(
        chengang, "wealth", opened=date(2026, 11, 20), name="安心九十天", offer="wealth_90", balance=5_000_000
    )
    assert raise_deals() == 1
    deal = Deal.get()
    assert (deal.client, deal.kind, deal.product_class_id, deal.offer) == (
        chengang,
        "new_product",
        "wealth",
        "wealth_90",
    )
    assert (deal.name, deal.reference, deal.account, deal.amount) == ("安心九十天", account.number, account, 5_000_000)
    assert (deal.happened_on, deal.cause, deal.run) == (date(2026, 11, 20), f"new:account:{account.id}", None)


def test_nothing_is_raised_twice(chengang):
    raise_deals(first_load=True)
    account = things.account(chengang, matures_on=date(2026, 12, 10))
    things.loan(chengang, started=date(2023, 12, 5), months=36)
    assert raise_deals() == 4  # two products, two maturities
    assert raise_deals() == 0
    HoldingAccount.update(noted=False, noted_maturity=None).where(HoldingAccount.id == account.id).execute()
    assert raise_deals() == 0
    assert Deal.select().count() == 4


def test_a_first_load_raises_nothing_then_or_later(chengang):
    account = things.account(chengang, matures_on=date(2026, 12, 10), balance=90_000_000)
    things.card(chengang, account)
    things.loan(chengang, started=date(2023, 12, 5), months=36)
    things.service(chengang)
    assert raise_deals(first_load=True) == 0
    assert raise_deals() == 0
    assert deals() == []


def test_each_new_product(chengang):
    raise_deals(first_load=True)
    account = things.account(chengang, "settlement", balance=None, balance_on=None)
    things.card(chengang, account, "credit", issued=date(2026, 11, 2))
    things.loan(chengang, amount=7_000_000)
    things.service(chengang, "custody", since=date(2026, 11, 3))
    assert raise_deals() == 4
    assert deals() == [
        ("new_product", "settlement", 0, things.OPENED),
        ("new_product", "loan", 7_000_000, things.OPENED),
        ("new_product", "credit_card", 0, date(2026, 11, 2)),
        ("new_product", "custody", 0, date(2026, 11, 3)),
    ]


def test_what_is_over_already_is_no_news(chengang):
    raise_deals(first_load=True)
    account = things.account(chengang, closed_on=date(2026, 11, 1), matures_on=date(2026, 12, 1))
    things.card(chengang, account, status="closed")
    things.loan(chengang, started=date(2023, 12, 5), status="repaid")
    things.service(chengang, until=date(2026, 11, 1))
    assert raise_deals() == 0


@pytest.mark.parametrize(
    ("matures", "raised"),
    [(date(2026, 11, 23), 0), (date(2026, 11, 24), 1), (date(2026, 12, 24), 1), (date(2026, 12, 25), 0)],
)
def test_a_maturity_within_thirty_days(chengang, matures, raised):
    raise_deals(first_load=True)
    things.account(chengang, matures_on=matures, balance=3_000_000, noted=True, noted_balance=3_000_000)
    assert raise_deals() == raised
    assert deals() == [("maturity", "deposit", 3_000_000, matures)][:raised]


def test_time_brings_maturities_near(chengang, at):
    things.account(chengang, matures_on=date(2027, 1, 8))
    things.loan(chengang, started=date(2024, 1, 8), months=36)
    raise_deals(first_load=True)
    assert raise_deals() == 0
    at("2026-12-09 02:30")
    upkeep.night(jobs.EVERY_NIGHT)
    assert [kind for kind, *_ in deals()] == ["maturity", "maturity"]
    assert {product: day for _, product, _, day in deals()} == {"deposit": date(2027, 1, 8), "loan": date(2027, 1, 8)}


def test_renewed_it_matures_again(chengang, at):
    account = things.account(chengang, matures_on=date(2026, 12, 1), noted=True, noted_balance=1_000_000)
    assert raise_deals() == 1
    HoldingAccount.update(matures_on=date(2027, 12, 1)).where(HoldingAccount.id == account.id).execute()
    assert raise_deals() == 0
    at("2027-11-10 09:00")
    assert raise_deals() == 1


@pytest.mark.parametrize(
    ("before", "after", "raised"),
    [
        (60_000_000, 110_000_000, 50_000_000),
        (60_000_000, 10_000_000, -50_000_000),
        (60_000_000, 109_999_999, 0),
        (None, 90_000_000, 0),
    ],
)
def test_a_balance_that_changes_by_much(chengang, before, after, raised):
    account = things.account(chengang, balance=before, balance_on=date(2026, 11, 20) if before else None)
    raise_deals(first_load=True)
    set_balance(account, after)
    assert raise_deals() == bool(raised)
    assert deals() == [("balance_change", "deposit", raised, date(2026, 11, 24))][: bool(raised)]
    assert raise_deals() == 0


def test_the_setting_decides(chengang, head_office):
    account = things.account(chengang, balance=1_000_000)
    raise_deals(first_load=True)
    Setting.create(
        name="deals.balance_change", value=200_000, since=date(2026, 11, 1), created_at="2026-11-01 00:00:00"
    )
    from portal.reads.shared import kept

    kept.forget()
    set_balance(account, 1_250_000)
    assert raise_deals() == 1


def test_one_source_at_a_time(chengang, liufang):
    raise_deals(first_load=True)
    things.account(chengang, source="core", source_branch=7, source_key="1")
    things.account(liufang, source="other", source_key="1")
    run = ImportRun.create(format="core", branch_code="FAW", started_at=date(2026, 11, 24))
    assert raise_deals(CORE, run=run) == 1
    assert deals(Deal.client, Deal.run) == [(chengang.id, run.id)]
    assert raise_deals() == 1


def test_it_goes_with_the_account(chengang):
    raise_deals(first_load=True)
    account = things.account(chengang)
    BalanceChange.create(account=account, day=date(2026, 11, 1), balance=5)
    raise_deals()
    account.delete_instance()
    assert (Deal.select().count(), BalanceChange.select().count()) == (0, 0)


def test_everything_is_noted(chengang):
    account = things.account(chengang)
    things.card(chengang, account)
    things.loan(chengang)
    things.service(chengang)
    raise_deals()
    for model in (HoldingAccount, Card, Loan, ServiceContract):
        assert [row.noted for row in model.select()] == [True]


def test_a_crowd_takes_as_many_statements(app, statements):
    for number in range(30):
        things.account(people.client(None, f"张{number}", "standard"))
    with statements() as seen:
        assert raise_deals() == 30
    assert len(seen) <= 12


@pytest.mark.parametrize(
    ("started", "months", "ends"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 5), 36, date(2026, 12, 5)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_when_a_loan_ends(started, months, ends):
    assert loan_end(started, months) == ends


@pytest.mark.parametrize(("ends", "left"), [(date(2026, 11, 24), 0), (date(2026, 12, 24), 30), (date(2026, 12, 25), None),
                                            (date(2026, 11, 23), None), (None, None)])  # fmt: skip
def test_days_left(ends, left):
    assert days_left(ends, date(2026, 11, 24), 30) == left
