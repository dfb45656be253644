"""Keys of another system belong to the branch that the import is for: two branches may use the same ones."""

from __future__ import annotations

import importlib

from portal.derived import faults as check
from portal.models import Client, HoldingAccount, ImportRun, MonthlyAum
from tests.ground import people
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work, workbook

CLIENTS = ["外部编号", "姓名", "类型", "手机号", "出生日期", "单位"]
ACCOUNTS = ["外部编号", "客户", "账号", "产品类别", "开户日期", "余额", "余额日期"]


def book(name, phone, employer="一汽解放", balance="100"):
    """One client with an account; key K1 and A1 whoever he is."""
    return workbook(
        客户=[CLIENTS, ["K1", name, "个人", phone, "1980-05-06", employer]],
        账户=[ACCOUNTS, ["A1", "K1", f"62179400{phone}", "存款", "2024-03-02", balance, "2026-11-10"]],
    )


def bring(browser, content, branch="FAW"):
    upload(browser, ("b.xlsx", content), branch=branch)
    assert not faults(), faults()
    run = confirmed(browser)
    assert run.state == "done"
    return run


def holdings():
    query = HoldingAccount.select(HoldingAccount, Client).join(Client).order_by(HoldingAccount.id)
    return [(one.client.name, one.client.branch.code, one.client.employer, one.balance) for one in query]


def test_it_works(visit, branch_admin, other_branch_admin):
    """The second branch takes its rows in under keys that the first uses; the first finds its own again."""
    bring(visit(branch_admin), book("周国强", "13804310011"))
    bring(visit(other_branch_admin), book("刘玉兰", "13904310012", "净月", "200"), "JY")
    assert holdings() == [("周国强", "FAW", "一汽解放", 10_000), ("刘玉兰", "JY", "净月", 20_000)]
    bring(visit(branch_admin), book("周国强", "13804310011", "一汽红旗", "300"))
    assert outcomes() == ["changed"] and outcomes(sheet=1) == ["changed"]
    assert holdings() == [("周国强", "FAW", "一汽红旗", 30_000), ("刘玉兰", "JY", "净月", 20_000)]
    assert [*check()] == []


def test_an_undo_takes_back_its_own(visit, branch_admin, other_branch_admin):
    bring(visit(branch_admin), book("周国强", "13804310011"))
    run = bring(visit(other_branch_admin), book("刘玉兰", "13904310012", "净月"), "JY")
    months = MonthlyAum.select().count()
    browser = visit(other_branch_admin)
    browser.post(f"/imports/{run.id}/undo")
    work(browser)
    assert ImportRun.get_by_id(run.id).state == "undone"
    assert holdings() == [("周国强", "FAW", "一汽解放", 10_000)] and MonthlyAum.select().count() <= months
    assert [*check()] == []


def test_an_upper_branch_keeps_keys_of_its_own(visit, upper_admin, branch_admin):
    """What is imported for the branch above belongs to it, and is not what a branch below brings in by itself."""
    bring(visit(upper_admin), book("周国强", "13804310011"), "CC")
    bring(visit(branch_admin), book("刘玉兰", "13904310012", "一汽"))
    keys = Client.select(Client.name, Client.source_branch).order_by(Client.id).tuples()
    assert list(keys) == [("周国强", people.branch("CC").id), ("刘玉兰", people.branch("FAW").id)]


def test_a_client_who_moved_away_is_refused_without_his_branch(visit, branch_admin):
    bring(visit(branch_admin), book("周国强", "13804310011"))
    Client.update(branch=people.branch("JY").id).execute()
    upload(visit(branch_admin), ("b.xlsx", book("周国强", "13804310011", "别处")))
    said = str(faults())
    assert "another branch" in said and "净月" not in said and "JY" not in said and "C-0" not in said
    assert outcomes(latest()) == ["rejected"]


def test_old_rows_belong_to_the_branch_that_brought_them(visit, branch_admin, app):
    """The migration's own statements: by the journal, else by the client's branch, also after he moved."""
    from portal.database import database

    old = people.client(None, "旧客户", at="JY", source="portal", source_key="K9")
    bring(visit(branch_admin), book("周国强", "13804310011"))
    faw, jy = people.branch("FAW").id, people.branch("JY").id
    Client.update(branch=jy, source_branch=0).where(Client.source_key == "K1").execute()
    HoldingAccount.update(source_branch=0).execute()
    step = importlib.import_module("portal.migrations.0142_keys_of_a_branch")
    for table, name in (("client", "clients"), ("holding_account", "accounts")):
        step._from_the_journal(database.obj, table, name)
        step._from_the_client(database.obj, table)
    assert Client.get(Client.source_key == "K1").source_branch == HoldingAccount.get().source_branch == faw
    assert Client.get_by_id(old.id).source_branch == jy
