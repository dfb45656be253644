"""An account, a card or a loan that comes again is the same by its number, whatever key it came under."""

from __future__ import annotations

import pytest

from portal.derived import faults as check
from portal.models import AccountRight, Card, Client, HoldingAccount, Loan, ServiceContract
from tests.ground import people
from tests.imports.files import confirmed, faults, latest, outcomes, upload, workbook

NUMBER = "6217940012340001"
ACCOUNTS = ["客户", "账号", "产品类别", "开户日期", "余额", "余额日期"]


@pytest.fixture
def holder(branch_admin):
    """A client whose account, card and loan another system brought in under its own keys."""
    client = people.client(None, "周国强", mobile="+8613804310011")
    names = {"source": "core", "source_branch": client.branch_id, "client": client}
    account = HoldingAccount.create(source_key="A9", number=NUMBER, product="deposit", opened_on="2024-03-02", **names)
    AccountRight.create(account=account, client=client, kind="owner")
    Card.create(
        source_key="C9", account=account, number="6228010012340001", kind="gold", issued_on="2024-03-02", **names
    )
    Loan.create(
        source_key="L9",
        number="DK-1",
        started_on="2025-01-01",
        months=36,
        amount=100,
        monthly=1,
        status="running",
        **names,
    )
    return client


def test_it_works(visit, branch_admin, holder):
    browser, who = visit(branch_admin), holder.number
    accounts = [ACCOUNTS, [who, "6217 9400 1234 0001", "存款", "2024-03-02", "500", "2026-11-20"]]
    cards = [
        ["客户", "账号", "卡号", "卡种", "发卡日期"],
        [who, "'" + NUMBER, "6228 0100 1234 0001", "gold", "2024-03-02"],
    ]
    loans = [
        ["客户", "贷款编号", "放款日期", "期限", "金额", "月供", "状态"],
        [who, "DK-1", "2025-01-01", 36, 1, "0.01", "正常"],
    ]
    days = [["账号", "日期", "余额"], [NUMBER, "2026-11-20", "500"], ["6217-9400-1234-0001", "2026-11-21", "600"]]
    upload(browser, ("b.xlsx", workbook(账户=accounts, 银行卡=cards, 贷款=loans, 日终余额=days)))
    assert [outcomes(sheet=sheet) for sheet in range(4)] == [
        ["changed"],
        ["unchanged"],
        ["unchanged"],
        ["new", "new"],
    ], faults()
    assert confirmed(browser).state == "done"
    account = HoldingAccount.get()
    assert (account.balance, account.source, account.source_key, Card.select().count(), Loan.select().count()) == (
        60_000, "core", "A9", 1, 1,
    )  # fmt: skip
    assert [*check()] == []


def test_what_came_by_number_is_found_again_under_a_key(visit, branch_admin, holder):
    browser = visit(branch_admin)
    HoldingAccount.update(source="portal", source_key=NUMBER).execute()
    rows = [["外部编号", *ACCOUNTS], ["A1", holder.number, NUMBER, "存款", "2024-03-02", "500", "2026-11-20"]]
    upload(browser, ("b.xlsx", workbook(账户=rows)))
    assert outcomes() == ["changed"]
    upload(browser, ("c.xlsx", workbook(账户=[ACCOUNTS, *[[holder.number, NUMBER, "存款", "2024-03-02", "", ""]] * 2])))
    assert outcomes() == ["unchanged", "rejected"]


@pytest.mark.one_engine
def test_a_contract_comes_again_by_its_number(visit, branch_admin, holder):
    browser = visit(branch_admin)
    head = ["客户", "服务产品", "合同编号", "签约日期"]
    row = [holder.number, "ETC 记账卡", "QY2026-0001", "2026-03-02"]
    upload(browser, ("a.xlsx", workbook(服务=[head, row])))
    assert outcomes() == ["new"], faults()
    confirmed(browser)
    ServiceContract.update(source="core", source_key="S9").execute()
    upload(browser, ("b.xlsx", workbook(服务=[["外部编号", *head], ["K77", *row[:2], "QY2026-0001", row[3]]])))
    assert outcomes() in (["unchanged"], ["changed"]), faults()
    confirmed(browser)
    assert ServiceContract.select().count() == 1


def test_an_account_of_somebody_else_is_refused_by_name(visit, branch_admin, holder):
    browser, other = visit(branch_admin), people.client(None, "刘玉兰")
    far = people.client(None, "赵蕾", at="JY")
    HoldingAccount.create(client=far, number="6217940012340009", product="deposit", opened_on="2024-03-02")
    rows = [
        ACCOUNTS,
        [other.number, NUMBER, "存款", "2024-03-02", "", ""],
        [other.number, "6217940012340009", "存款", "2024-03-02", "", ""],
    ]
    upload(browser, ("b.xlsx", workbook(账户=rows)))
    assert faults() == [
        (2, "client", "what has this number is held by another client already"),
        (3, "number", "this cannot be imported here: the number is not among this branch's"),
    ]


def test_the_account_of_a_client_who_looks_known_waits_for_the_decision(visit, branch_admin, holder):
    browser = visit(branch_admin)
    people_rows = [["外部编号", "姓名", "手机号"], ["K1", "周国强", "13804310011"]]
    rows = [ACCOUNTS, ["K1", NUMBER, "存款", "2024-03-02", "500", "2026-11-20"]]
    upload(browser, ("b.xlsx", workbook(客户=people_rows, 账户=rows)))
    assert (outcomes(), outcomes(sheet=1)) == (["duplicate"], ["changed"]), faults(sheet=1)
    browser.post(f"/imports/{latest().id}/decide", decision="update")
    assert confirmed(browser).state == "done"
    assert (Client.select().count(), HoldingAccount.get().client_id, HoldingAccount.get().balance) == (
        1,
        holder.id,
        50_000,
    )
