"""Files that name a client by a record that was merged away: the rows go to the record it is in now."""

from __future__ import annotations

import pytest

from portal.derived import faults as check
from portal.models import Client, Contact, HoldingAccount, Loan
from tests.ground import people
from tests.imports.files import PEOPLE, confirmed, faults, latest, outcomes, upload, workbook
from tests.quality.steps import merge

CLIENTS = ["外部编号", "客户编号", "姓名", "手机号", "单位"]
ACCOUNTS = ["客户", "账号", "产品类别", "开户日期"]


@pytest.fixture
def kept(visit, branch_admin, manager):
    """周国强, who came in as K1 and was merged into the record that stood."""
    there = people.client(None, "周国强", mobile="+8613904319999", birthday=None, employer="")
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    browser.post(f"/imports/{latest().id}/decide", decision="new")
    confirmed(browser)
    gone = Client.get(Client.source_key == "K1")
    page = merge(
        visit, branch_admin, there, gone, **{name: "kept" for name in ("mobile",)}, employer="gone", birthday="gone"
    )
    assert Client.get_by_id(gone.id).merged_into_id == there.id, page.text
    there.gone = gone
    return there


def test_it_works(visit, branch_admin, kept):
    browser = visit(branch_admin)
    people_rows = [CLIENTS, ["K1", "", "周国强", "13804310011", "一汽红旗"]]
    accounts = [
        ACCOUNTS,
        ["K1", "6217940012340001", "存款", "2024-03-02"],
        [kept.gone.number, "6217940012340002", "理财", "2024-03-02"],
        [kept.number, "6217940012340003", "理财", "2024-03-02"],
    ]
    loans = [
        ["客户", "贷款编号", "放款日期", "期限", "金额", "月供", "状态"],
        ["K1", "DK-1", "2025-01-01", 36, 120000, "3500.5", "正常"],
    ]
    contacts = [
        ["客户", "员工", "渠道", "时间", "内容"],
        [kept.gone.number, "王磊", "电话", "2026-11-20 15:30", "谈到入学"],
    ]
    upload(browser, ("b.xlsx", workbook(客户=people_rows, 账户=accounts, 贷款=loans, 联系记录=contacts)))
    assert [outcomes(sheet=sheet) for sheet in range(4)] == [["changed"], ["new"] * 3, ["new"], ["new"]], faults()
    confirmed(browser)
    assert {row.client_id for row in HoldingAccount.select()} == {kept.id}
    assert [model.get().client_id for model in (Loan, Contact)] == [kept.id, kept.id]
    now, gone = Client.get_by_id(kept.id), Client.get_by_id(kept.gone.id)
    assert (now.employer, now.mobile) == ("一汽红旗", "+8613904319999"), "what the merge decided is not news"
    assert gone.employer == "一汽解放"
    assert [*check()] == []


def test_by_the_old_number_and_by_a_further_file_nothing_is_added(visit, branch_admin, kept):
    browser = visit(branch_admin)
    rows = [CLIENTS, ["", kept.gone.number, "周国强", "", "一汽红旗"]]
    upload(browser, ("a.xlsx", workbook(客户=rows)))
    assert outcomes() == ["changed"]
    confirmed(browser)
    assert Client.get_by_id(kept.id).employer == "一汽红旗"
    upload(browser, ("b.xlsx", workbook(客户=[CLIENTS, ["K1", kept.number, "周国强", "", "一汽红旗"]])))
    assert outcomes() == ["unchanged"]
    both = [CLIENTS, ["K1", "", "周国强", "13804310011", "一汽解放"], ["", kept.number, "周国强", "", "一汽大众"]]
    upload(browser, ("c.xlsx", workbook(客户=both)))
    assert outcomes() == ["unchanged", "changed"], "the row of the old record says what the merge had before it"
    both[1][4] = "一汽物流"
    upload(browser, ("d.xlsx", workbook(客户=both)))
    assert outcomes() == ["changed", "rejected"]
    assert faults() == [(3, "key", "this is the client of line 2")]


def test_a_record_that_went_to_another_branch_is_out_of_reach(visit, branch_admin, kept):
    Client.update(branch=people.branch("JY")).where(Client.id == kept.id).execute()
    rows = [ACCOUNTS, ["K1", "801", "存款", "2024-03-02"], [kept.gone.number, "802", "存款", "2024-03-02"]]
    upload(visit(branch_admin), ("b.xlsx", workbook(客户=[CLIENTS, ["K1", "", "周国强", "", "别处"]], 账户=rows)))
    assert (outcomes(), outcomes(sheet=1)) == (["rejected"], ["rejected"] * 2)


def test_the_check_finds_rows_that_hang_on_a_merged_record(kept):
    HoldingAccount.create(client=kept.gone, number="1", product="deposit", opened_on="2024-03-02")
    assert f"client {kept.gone.number} is merged, but 1 rows of holding_account hang on it" in [*check()]
