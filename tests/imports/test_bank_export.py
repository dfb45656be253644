"""A bank's export of services and of daily balances comes in by a mapping file alone, and by our own workbook."""

from __future__ import annotations

from datetime import date

import pytest

from portal.derived import faults as check
from portal.importing.mapping import words
from portal.models import BalanceChange, Client, Deal, HoldingAccount, ImportRun, MonthlyAum, ServiceContract
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work, workbook

BANK = """
title = "Core banking"
source = "core"
[reading]
encoding = "gb18030"
separator = "|"
thousands = ","
date = "day"
[dates]
day = { format = "YYYYMMDD" }
[codes.product]
CK = "deposit"
[codes.service]
ETC = "etc"
BXX = "safe_box"
DF = "payroll"
MP = "moped"
[[files]]
file = "KHXX.txt"
table = "clients"
key = "KHH"
[files.columns]
name = "KHMC"
[[files]]
file = "ZHXX.txt"
table = "accounts"
key = "ZH"
owner = true
[files.columns]
client = { from = "KHH", refers = "clients" }
number = "ZH"
product = { from = "CPLX", codes = "product" }
opened_on = "KHRQ"
[[files]]
file = "QYXX.txt"
table = "services"
key = "QYH"
[files.columns]
client = { from = "KHH", refers = "clients" }
product = { from = "FW", refers = "products", codes = "service" }
number = "QYH"
since = "QYRQ"
until = { from = "JYRQ", none = ["99991231"] }
[[files]]
file = "YE.txt"
table = "balances"
key = "ZH"
[files.columns]
account = { from = "ZH", refers = "accounts" }
day = "RQ"
balance = "YE"
[totals]
services = { table = "services" }
"""
CLIENTS = "KHH|KHMC\n1|周国强\n2|刘玉兰\n"
ACCOUNTS = "ZH|KHH|CPLX|KHRQ\n801|1|CK|20200302\n802|2|CK|20200303\n"
SERVICES = "QYH|KHH|FW|QYRQ|JYRQ\nQY01|1|ETC|20260102|99991231\nQY02|2|BXX|20250102|20260301\n"
BALANCES = "ZH|RQ|YE\n801|20260901|1,000.00\n801|20260902|1,000.00\n801|20260910|4,000.00\n802|20260901|50.00\n801|20261001|4,000.00\n"


@pytest.fixture
def browser(visit, branch_admin, tmp_path, monkeypatch):
    (tmp_path / "core.toml").write_text(BANK)
    (tmp_path / "portal.toml").write_text((words.FOLDER / "portal.toml").read_text())
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    return visit(branch_admin)


def send(browser, **files: str) -> ImportRun:
    upload(browser, *((f"{name}.txt", text.encode("gb18030")) for name, text in files.items()))
    return latest()


def everything(browser) -> ImportRun:
    run = send(browser, KHXX=CLIENTS, ZHXX=ACCOUNTS, QYXX=SERVICES, YE=BALANCES)
    assert (run.state, run.format, run.counts) == (
        "review",
        "core",
        [{"new": 2}, {"new": 2}, {"new": 2}, {"new": 3, "unchanged": 2}],
    )
    return confirmed(browser, run)


def balances() -> list[tuple]:
    query = BalanceChange.select(HoldingAccount.number, BalanceChange.day, BalanceChange.balance).join(HoldingAccount)
    return list(query.order_by(HoldingAccount.number, BalanceChange.day).tuples())


def test_it_works(browser):
    assert everything(browser).state == "done"
    contracts = [
        (row.client.name, row.product_id, row.since, row.until)
        for row in ServiceContract.select().order_by(ServiceContract.number)
    ]
    assert contracts == [
        ("周国强", "etc", date(2026, 1, 2), None),
        ("刘玉兰", "safe_box", date(2025, 1, 2), date(2026, 3, 1)),
    ]
    assert balances() == [
        ("801", date(2026, 9, 1), 100_000),
        ("801", date(2026, 9, 10), 400_000),
        ("802", date(2026, 9, 1), 5_000),
    ]
    assert [(row.balance, row.balance_on) for row in HoldingAccount.select().order_by(HoldingAccount.number)] == [
        (400_000, date(2026, 10, 1)),
        (5_000, date(2026, 9, 1)),
    ]
    first, second = Client.select().order_by(Client.id)
    assert (first.is_intermediary, second.is_intermediary, first.is_liability) == (True, False, True)
    assert (MonthlyAum.select().where(MonthlyAum.client == first).count() > 0, Deal.select().count()) == (True, 0)
    assert [fault for fault in check() if "client" in fault or "account" in fault] == []
    page = browser.get(f"/imports/{latest().id}/records?what=new&table=balances")
    assert [row[1] for row in page.table("records")] == ["周国强 C-0000001", "刘玉兰 C-0000002", "周国强 C-0000001"]


def test_the_next_day_and_a_correction_and_their_undo(browser):
    everything(browser)
    before = balances()
    run = send(
        browser,
        QYXX=SERVICES.replace("ETC|20260102|99991231", "ETC|20260102|20261101") + "QY03|2|DF|20261101|99991231\n",
        YE="ZH|RQ|YE\n801|20261101|4,000.00\n802|20261101|900,050.00\n802|20260901|60.00\n",
    )
    assert (outcomes(run, 0), outcomes(run, 1)) == (["changed", "unchanged", "new"], ["unchanged", "new", "changed"])
    confirmed(browser, run)
    assert ("802", date(2026, 11, 1), 90_005_000) in balances() and ("802", date(2026, 9, 1), 6_000) in balances()
    assert sorted((deal.kind, deal.reference) for deal in Deal.select()) == [
        ("balance_change", "802"),
        ("new_product", "QY03"),
    ]
    browser.post(f"/imports/{run.id}/undo")
    work(browser)
    assert (latest().state, balances(), Deal.select().count()) == ("undone", before, 0)
    assert [row.until for row in ServiceContract.select().order_by(ServiceContract.number)] == [None, date(2026, 3, 1)]
    assert [row.balance for row in HoldingAccount.select().order_by(HoldingAccount.number)] == [400_000, 5_000]
    assert [fault for fault in check() if "client" in fault or "account" in fault] == []


def test_what_cannot_be(browser):
    everything(browser)
    run = send(
        browser,
        QYXX=SERVICES + "QY04|9|ETC|20260102|99991231\nQY05|1|MP|20260102|99991231\n",
        YE="ZH|RQ|YE\n801|20261131|1\n803|20261101|1\n801|20261102|5\n801|20261102|6\n",
    )
    assert faults(run, 0) == [(4, "KHH", "there is no “9” in clients"), (5, "FW", "there is no “moped” in products")]
    assert [(line, name) for line, name, _words in faults(run, 1)] == [(2, "RQ"), (3, "ZH"), (5, "ZH")]
    assert "stands in" in faults(run, 1)[2][2]


def test_in_our_own_workbook(visit, branch_admin):
    browser = visit(branch_admin)
    book = workbook(
        客户=[["外部编号", "姓名"], ["K1", "周国强"]],
        账户=[["客户", "账号", "产品类别", "开户日期"], ["K1", "6217940012340001", "存款", "2024-03-02"]],
        服务签约=[["客户", "服务产品", "签约编号", "签约日期"], ["K1", "etc", "QY01", "2026-03-02"]],
        日终余额=[["账号", "日期", "余额"], ["6217940012340001", "2026-10-01", "1,234.50"], ["6217940012340001", "2026-10-02", "¥3万"]],
    )  # fmt: skip
    upload(browser, ("客户资料.xlsx", book))
    run = latest()
    assert (run.format, run.counts) == ("portal", [{"new": 1}, {"new": 1}, {"new": 1}, {"new": 2}])
    assert confirmed(browser).state == "done"
    assert (
        ServiceContract.get().product_id,
        [row.balance for row in BalanceChange.select().order_by(BalanceChange.day)],
    ) == ("etc", [123_450, 3_000_000])
    assert HoldingAccount.get().balance == 3_000_000
    page = browser.get("/imports/template.xlsx").response.get_data()
    upload(browser, ("模板.xlsx", page), again="1")
    assert {part["name"].rpartition(" / ")[2] for part in latest().parts} >= {"services", "balances"}
