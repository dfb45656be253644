"""A whole import undone: changed values go back, new records go; what somebody did since is decided first."""

from __future__ import annotations

import pytest

from portal.actions.holdings.deals import raise_deals
from portal.derived import faults as check
from portal.ground import clock
from portal.models import (
    Account,
    AuditEntry,
    Card,
    Client,
    ClientTerm,
    Contact,
    Deal,
    HoldingAccount,
    Loan,
    Seat,
    Transaction,
)
from tests.complaints.cases import filed as about_her
from tests.ground import people
from tests.imports.files import PEOPLE, confirmed, latest, upload, work, workbook
from tests.imports.test_workbook import whole


@pytest.fixture
def twice(visit, branch_admin):
    """Two clients imported, then changed by a second import (which is the one to be undone)."""
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    more = "K3,孙玉琴,个人,13804310013,1970-01-01,一汽红旗\n"
    upload(
        browser,
        (
            "客户2.csv",
            PEOPLE.replace("一汽大众", "一汽红旗").replace("13804310012", "13804310019").replace("刘玉兰", "刘玉岚")
            + more,
        ),
    )
    confirmed(browser)
    return browser


def undone(browser, **choices):
    run = latest()
    page = browser.post(f"/imports/{run.id}/undo", **choices)
    work(browser)
    return page


def test_it_works(twice):
    yulan = Client.get(Client.source_key == "K2")
    assert (yulan.name, yulan.employer, Client.select().count()) == ("刘玉岚", "一汽红旗", 3)
    page = twice.get(f"/imports/{latest().id}/undo")
    assert "Undo everything that this import did?" in page.text
    assert undone(twice).notice == "The import is being undone."
    run, yulan = latest(), Client.get(Client.source_key == "K2")
    assert (run.state, yulan.name, yulan.employer, yulan.mobile) == ("undone", "刘玉兰", "一汽大众", "+8613804310012")
    assert "4310012" in ClientTerm.get(ClientTerm.client == yulan).terms
    assert [client.source_key for client in Client.select().order_by(Client.id)] == ["K1", "K2"]
    assert "Clients removed: 1." in twice.get(f"/imports/{run.id}").text
    assert AuditEntry.select().where(AuditEntry.action == "import.undone").count() == 1
    assert [fault for fault in check() if fault.startswith("client")] == []
    twice.get(f"/imports/{run.id}/undo")
    assert "dealt with in the meantime" in twice.post(f"/imports/{run.id}/undo").refusal


def test_what_somebody_edited_since_is_decided(twice):
    yulan = Client.get(Client.source_key == "K2")
    Client.update(employer="自己开店", version=Client.version + 1).where(Client.id == yulan.id).execute()
    undone(twice)
    run = latest()
    assert (run.state, Client.get_by_id(yulan.id).name, Client.select().count()) == ("done", "刘玉岚", 3)
    page = twice.get(f"/imports/{run.id}/undo")
    assert page.table("conflicts")[0][:2] == [
        f"刘玉岚 {yulan.number}", "Employer: the import put 一汽红旗 in place of 一汽大众; now it is 自己开店.",
    ]  # fmt: skip
    key = page.html.select_one("#conflicts input[type=radio]")["name"]
    assert "Please decide about each conflict" in twice.post(f"/imports/{run.id}/undo", status=422).text
    undone(twice, **{key: "keep"})
    yulan = Client.get_by_id(yulan.id)
    assert (latest().state, yulan.employer, yulan.name) == ("undone", "自己开店", "刘玉兰")


def test_put_back_all_the_same(twice):
    Client.update(employer="自己开店").where(Client.source_key == "K2").execute()
    undone(twice)
    undone(twice, others="restore")
    assert Client.get(Client.source_key == "K2").employer == "一汽大众"


def test_a_new_client_with_a_life_of_his_own_stays(visit, branch_admin, manager):
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    confirmed(browser)
    client = Client.get()
    people.seat(client, "manager", manager)
    undone(browser)
    run = latest()
    assert run.state == "done"
    row = browser.get(f"/imports/{run.id}/undo").table("conflicts")[0]
    assert row[0] == f"郑国栋 {client.number}" and "Seats in the team 1" in row[1]
    undone(browser, **{f"choice-clients:{client.id}": "keep"})
    assert (latest().state, Client.select().count(), Seat.select().count(), HoldingAccount.select().count()) == (
        "undone",
        1,
        1,
        2,
    )


@pytest.mark.parametrize(("others", "said"), [(0, "by now, so it stays"), (1, "by now (Requests 1), so it stays")])
def test_complaints_that_name_somebody_are_not_counted(visit, branch_admin, manager, others, said):
    """Whoever undoes it may be the one whom they concern (R6); the client stays for them all the same."""
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    confirmed(browser)
    client = Client.get()
    about_her(client, manager, [branch_admin])
    for _ in range(others):
        about_her(client, manager)
    undone(browser)
    assert said in browser.get(f"/imports/{latest().id}/undo").table("conflicts")[0][1]
    undone(browser, **{f"choice-clients:{client.id}": "keep"})
    assert (latest().state, Client.select().count()) == ("undone", 1)


def test_a_whole_workbook_is_taken_back(visit, branch_admin, manager):
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    confirmed(browser)
    undone(browser)
    assert latest().state == "undone", browser.get(f"/imports/{latest().id}/undo").text
    assert [model.select().count() for model in (Client, HoldingAccount, Card, Loan, Contact, Transaction)] == [0] * 6


def test_a_login_opened_since_keeps_the_client(twice):
    newcomer = Client.get(Client.source_key == "K3")
    Account.create(username=newcomer.number.lower(), client=newcomer, created_at=clock.now())
    undone(twice)
    assert "Logins 1" in twice.get(f"/imports/{latest().id}/undo").table("conflicts")[0][1]


def test_who_may_not(twice, visit, auditor, other_branch_admin):
    visit(auditor).post(f"/imports/{latest().id}/undo", status=403)
    visit(other_branch_admin).post(f"/imports/{latest().id}/undo", status=404)


def test_after_an_undo_nothing_is_news(visit, branch_admin, manager):
    """Deals that the import raised go with it; what is as it was before raises none later (R4)."""
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    confirmed(browser)
    rows = [["客户", "账号", "产品类别", "开户日期", "余额", "余额日期"],
            ["K1", "6217940012340002", "理财", "2025-03-02", "900000", "2026-11-20"], ["K1", "6217940012340003", "理财", "2026-11-20", "500000", "2026-11-20"]]  # fmt: skip
    upload(browser, ("b.xlsx", workbook(账户=rows)))
    run = confirmed(browser)
    assert sorted((deal.kind, deal.amount, deal.run_id) for deal in Deal.select()) == [
        ("balance_change", 87_000_000, run.id), ("new_product", 50_000_000, run.id),
    ]  # fmt: skip
    undone(browser)
    assert (latest().state, Deal.select().count(), HoldingAccount.select().count()) == ("undone", 0, 2)
    account = HoldingAccount.get(HoldingAccount.number == "6217940012340002")
    assert (account.balance, account.noted_balance) == (3_000_000, 3_000_000)
    assert (raise_deals(), Deal.select().count()) == (0, 0)
