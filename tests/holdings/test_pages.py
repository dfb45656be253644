"""The page of all holdings, the section on the client's page, movements by month, the client's own accounts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.actions.holdings.deals import raise_deals
from portal.derived.classes import derive_classes
from portal.models import Loan, MonthlyAum, Transaction
from tests.ground import people
from tests.ground.plans import indexes, plans_of, sorts
from tests.holdings import things


@pytest.fixture
def rich(served):
    """陈刚 with an account of each kind, a loan near its end, cards, services and an order."""
    main = things.account(served, offer="demand", opened=date(2020, 5, 6))
    things.account(served, "wealth", offer="wealth_90", matures_on=date(2026, 12, 4), balance=20_000_000)
    things.account(served, "fund", offer="fund_300", balance=None, balance_on=None)
    things.account(served, "deposit", name="旧存折", closed_on=date(2024, 1, 2), opened=date(2010, 1, 2), balance=0)
    things.card(served, main)
    things.card(served, main, "credit", status="blocked")
    things.loan(served, started=date(2023, 12, 12), offer="car_loan")
    things.service(served, "etc", number="ETC20260001")
    things.order(main)
    derive_classes([served.id])
    raise_deals()
    return served, main


def moved(account, count, first=date(2026, 8, 3), step=1):
    for number in range(count):
        direction = "credit" if number % 3 == 0 else "debit"
        Transaction.create(account=account, happened_on=first + timedelta(days=number * step), direction=direction, operation="transfer_in",
                           amount=100 * (number + 1), balance=5_000 + number)  # fmt: skip


def test_it_works(visit, rich, manager):
    client, _ = rich
    page = visit(manager).get(f"/clients/{client.number}/holdings")
    assert page.heading == "Holdings of 陈刚"
    classes = {row[0]: row[1:] for row in page.table("by-class")}
    assert classes["Deposit"] == ["1", "–", "¥10,000.00"]
    assert classes["Wealth product"] == ["1", "4 Dec in 10 days", "¥200,000.00"]
    assert classes["Loan"] == ["1", "12 Dec in 18 days", "–"]
    assert [classes[name][0] for name in ("Debit card", "Credit card", "ETC road toll", "Standing order", "Fund")] == [
        "1"
    ] * 5
    assert "Liability client since 6 May 2020: Deposit 6222 **** ****" in page.section("classes")
    assert "Asset client since 12 Dec 2023: Loan DK20 **** ****" in page.section("classes")
    assert "Intermediary client since 2 Mar: Debit card" in page.section("classes")
    accounts = page.table("accounts")
    assert [row[1] for row in accounts] == [
        "Demand savings",
        "Anxin 90 days",
        "CSI 300 index fund Songjiang Funds",
        "旧存折 closed on 2 Jan 2024",
    ]
    assert accounts[1][4:] == ["4 Dec in 10 days", "¥200,000.00 on 23 Nov"] and accounts[2][5] == "not known"
    assert "Credit card" in page.section("cards") and "blocked" in page.section("cards")
    assert "ETC toll card" in page.section("services") and "Jilin Expressways" in page.section("services")
    assert {row[1] for row in page.table("deals-table")} == {"New product", "Maturity"}


def test_no_number_is_whole(visit, rich, manager, served):
    client, account = rich
    for who, path in ((manager, "/holdings"), (manager, ""), (manager, "/holdings/transactions")):
        assert account.number not in str(visit(who).get(f"/clients/{client.number}{path}").html)
    assert account.number not in str(visit(served).get("/me/accounts").html)


def test_the_section_says_the_same_in_short(visit, rich, manager):
    client, _ = rich
    page = visit(manager).get(f"/clients/{client.number}")
    assert page.table("accounts")[1][0].startswith("6222 **** **** ")
    assert page.table("accounts")[1][1:3] == ["Anxin 90 days", "4 Dec in 10 days"]
    assert "Liability client since 6 May 2020" in page.section("holdings")
    assert all(words in page.section("holdings") for words in ("Credit card", "ETC toll card", "to 工商银行"))
    assert page.table("loans")[0][4] == "12 Dec in 18 days"


def test_chinese(visit, rich, manager, served):
    client, _ = rich
    page = visit(manager, language="zh").get(f"/clients/{client.number}/holdings")
    assert "安心九十天" in page.section("holdings") + page.text and "10 天后" in page.text and "负债类客户" in page.text
    assert "第三方" not in page.text
    own = visit(served, language="zh").get("/me/accounts")
    assert "安心九十天" in own.text and "11月23日" in own.text


def test_the_clients_own_page(visit, rich, served):
    things_of = visit(served).get("/me/accounts")
    assert "Anxin 90 days" in things_of.section("holdings") and "Matures Fri 4 Dec in 10 days" in things_of.section(
        "holdings"
    )
    assert "on Mon 23 Nov" in things_of.section("holdings") and "not known" in things_of.section("holdings")
    assert "Car purchase instalments" in things_of.section(
        "loans"
    ) and "Last payment Sat 12 Dec in 18 days" in things_of.section("loans")
    assert "Liability" not in things_of.text and "At other banks" not in things_of.text


def test_nothing_held(visit, served, manager):
    page = visit(manager).get(f"/clients/{served.number}/holdings")
    assert "Nothing is known yet" in page.text
    assert "No account" in visit(manager).get(f"/clients/{served.number}/holdings/transactions").text
    assert "No accounts, cards or loans are known here yet." in visit(manager).get(f"/clients/{served.number}").section(
        "holdings"
    )


@pytest.mark.parametrize(("count", "says"), [(0, "No month of this client is reckoned yet."), (1, "From the second month on a line shows how it goes."),
                                             (12, "Does the monthly AUM hold Diamond?")])  # fmt: skip
def test_months_of_aum(visit, rich, manager, count, says):
    client, _ = rich
    for number in range(count):
        MonthlyAum.create(
            client=client,
            month=date(2025, 11 + number, 1) if number < 2 else date(2026, number - 1, 1),
            amount=700_000_000,
        )
    page = visit(manager).get(f"/clients/{client.number}/holdings")
    assert says in page.section("holdings")
    assert ("View data" in page.section("holdings")) is (count > 1)
    if count > 1:
        assert "AUM (m yuan) From Diamond on (m yuan)" in page.section("holdings") and "7.0 6.0" in page.section(
            "holdings"
        )


def test_the_goal_of_the_chart_is_the_next_tier(visit, liufang, manager):
    people.seat(liufang, "manager", manager)
    for month in (9, 10):
        MonthlyAum.create(client=liufang, month=date(2026, month, 1), amount=80_000_000)
    assert "Does the monthly AUM reach Platinum?" in visit(manager).get(f"/clients/{liufang.number}").section(
        "holdings"
    )


def test_movements_by_month(visit, rich, manager):
    client, account = rich
    moved(account, 70)
    page = visit(manager).get(f"/clients/{client.number}/holdings/transactions", account=account.id)
    assert [one["id"] for one in page.html.select("table")] == ["month-2026-10", "month-2026-09", "month-2026-08"]
    rows = [row for month in ("10", "09", "08") for row in page.table(f"month-2026-{month}")]
    assert len(rows) == 50 and rows[0][0] == "Sun 11 Oct" and rows[0][3] == "+¥70.00"
    august = sum(100 * (n + 1) for n in range(29) if n % 3 == 0), sum(100 * (n + 1) for n in range(29) if n % 3)
    assert f"in +¥{august[0] / 100:,.2f} · out −¥{august[1] / 100:,.2f}" in page.text
    rest = visit(manager).get(page.html.select_one("a[rel=next]")["href"])
    assert len(rest.table("month-2026-08")) == 20 and rest.html.select_one("a[rel=next]") is None
    assert f"in +¥{august[0] / 100:,.2f}" in rest.text


def test_the_account_that_moved_last_comes_first(visit, served, manager):
    old, new = things.account(served, balance_on=date(2026, 1, 1)), things.account(served, balance_on=date(2026, 11, 1))
    moved(new, 1)
    moved(old, 2)
    page = visit(manager).get(f"/clients/{served.number}/holdings/transactions")
    assert len(page.table("month-2026-08")) == 1


def test_somebody_elses_account_is_not_there(visit, rich, manager, liufang):
    other = things.account(liufang)
    for bad in (other.id, 0, "x", 10**30):
        wanted = 404 if bad in (other.id,) else None
        path = f"/clients/{rich[0].number}/holdings/transactions"
        if wanted:
            visit(manager).get(path, status=404, account=bad)
        else:
            visit(manager).get(path, account=bad)


@pytest.mark.parametrize(
    "after", ["", "~", "2026-08-05~x", "2026-99-99~5", "2026-08-05~99999999999999999999", "x" * 500]
)
def test_a_cursor_that_makes_no_sense_begins_anew(visit, rich, manager, after):
    moved(rich[1], 3)
    page = visit(manager).get(f"/clients/{rich[0].number}/holdings/transactions", account=rich[1].id, after=after)
    assert len(page.table("month-2026-08")) == 3


@pytest.mark.one_engine
@pytest.mark.parametrize("path", ["/holdings", "/holdings/transactions"])
def test_who_may_not(visit, rich, second_manager, other_branch_admin, admin, served, path):
    address = f"/clients/{rich[0].number}{path}"
    visit(second_manager).get(address, status=404)
    visit(other_branch_admin).get(address, status=404)
    visit(admin).get(address, status=403)
    visit(served).get(address, status=403)


def test_statements(visit, rich, manager, served, statements):
    client, account = rich
    moved(account, 70)
    for who, path, most in ((manager, f"/clients/{client.number}/holdings", 6), (manager, f"/clients/{client.number}/holdings/transactions", 6),
                            (served, "/me/accounts", 6), (manager, f"/clients/{client.number}", 12)):  # fmt: skip
        somebody = visit(who)
        somebody.get(path)
        with statements() as seen:
            somebody.get(path)
        assert len(seen) <= most, (path, [sql for sql, _ in seen])


def test_movements_walk_their_index(visit, rich, manager, statements):
    client, account = rich
    moved(account, 70)
    somebody = visit(manager)
    with statements() as seen:
        somebody.get(f"/clients/{client.number}/holdings/transactions", account=account.id, after="2026-09-01~9999")
    plan = plans_of(seen, 'FROM "transaction"')[0]
    assert "transaction_account_id_happened_on_id" in indexes(plan) and not sorts(plan)


def test_two_hundred_accounts_and_a_long_name(visit, served, manager):
    for number in range(30):
        things.account(served, name="很长的产品名称" * 10 if number == 0 else "")
    derive_classes([served.id])
    page = visit(manager).get(f"/clients/{served.number}")
    assert len(page.table("accounts")) == 5 and "All 30 accounts" in page.section("holdings")
    assert len(visit(manager).get(f"/clients/{served.number}/holdings").table("accounts")) == 30


def test_repaid_it_no_longer_counts(visit, rich, manager):
    Loan.update(status="repaid").execute()
    page = visit(manager).get(f"/clients/{rich[0].number}/holdings")
    assert "Loan" not in [row[0] for row in page.table("by-class")]
    assert page.table("loans")[0][4:] == ["12 Dec", "repaid"]
