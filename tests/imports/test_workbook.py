"""Our own workbook: a client with his holdings and contacts comes in one file, by page and by command."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from portal.derived import faults as check
from portal.importing.command import run as command
from portal.models import AccountRight, Card, Client, Contact, Deal, HoldingAccount, Loan, Transaction
from portal.rules.clients.identity import make_resident_id
from tests.ground import people
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work, workbook

DOCUMENT = make_resident_id("220106", date(1980, 5, 6), 21)


def whole(name: str = "郑国栋") -> bytes:
    """A client with everything, named by key, document and account number."""
    return workbook(
        说明=[["这里写说明"]],
        客户=[["外部编号", "姓名*", "类型*", "证件号码", "手机号"], ["K1", name, "个人", DOCUMENT.lower(), "138 0431 0011"]],
        账户=[["客户", "账号", "产品类别", "开户日期", "余额", "余额日期"], ["K1", "6217940012340001", "存款", "2024年3月2日", "1,334.50", "20261110"],
              [DOCUMENT, "6217940012340002", "理财", "02.03.2025", "¥3万", "2026/11/1"]],
        银行卡=[["客户", "账号", "卡号", "卡种", "发卡日期"], ["K1", "6217940012340001", "6228010012340001", "gold", "2024-03-02"]],
        贷款=[["客户", "贷款编号", "放款日期", "期限", "金额", "月供", "状态"], ["K1", "DK-1", "2025-01-01", 36, 120000, "3500.5", "正常"]],
        联系记录=[["客户", "员工", "渠道", "时间", "内容"], ["K1", "王磊", "电话", "2026-11-20 15:30", "谈到子女入学"]],
        交易流水=[["流水号", "账号", "交易日期", "借贷", "金额", "余额"], ["T1", "6217940012340001", "2026-11-10", "贷", 100, "1334.50"]],
    )  # fmt: skip


def comes_in_whole() -> None:
    client = Client.get()
    assert (client.name, client.mobile, client.birthday, client.gender) == (
        "郑国栋",
        "+8613804310011",
        date(1980, 5, 6),
        "m",
    )
    assert (client.document_kind, client.document_masked) == (
        "resident_id",
        "*" * 16 + DOCUMENT[-2:],
    ) and DOCUMENT not in client.document_encrypted
    assert [(row.product, row.opened_on, row.balance) for row in HoldingAccount.select().order_by(HoldingAccount.id)] == [
        ("deposit", date(2024, 3, 2), 133_450), ("wealth", date(2025, 3, 2), 3_000_000),
    ]  # fmt: skip
    assert AccountRight.select().where(AccountRight.client == client, AccountRight.kind == "owner").count() == 2
    assert (Card.get().client_id, Loan.get().amount, Transaction.select().count()) == (client.id, 12_000_000, 1)
    assert (client.is_liability, client.is_asset, client.is_intermediary) == (True, True, True)
    contact = Contact.get()
    assert (contact.staff.name, contact.channel, contact.summary) == ("王磊", "phone", "谈到子女入学")
    assert (client.last_contact, client.next_birthday) == (date(2026, 11, 20), date(2027, 5, 6))
    assert [fault for fault in check() if "client" in fault or "account" in fault] == []


def test_it_works(visit, branch_admin, manager):
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    run = latest()
    assert (run.state, run.format, [part["name"].rpartition(" / ")[2] for part in run.parts]) == (
        "review", "portal", ["客户", "账户", "银行卡", "贷款", "联系记录", "交易流水"],
    )  # fmt: skip
    assert [outcomes(run, sheet) for sheet in range(6)] == [["new"], ["new", "new"], ["new"], ["new"], ["new"], ["new"]]
    page = browser.get(f"/imports/{run.id}")
    assert "说明 fits no table of the format" in page.text
    assert DOCUMENT not in browser.get(f"/imports/{run.id}/rows?sheet=0").text
    confirmed(browser)
    comes_in_whole()
    assert Contact.get().staff_id == manager.id


def test_by_command_the_same(app, manager, tmp_path, capsys):
    (tmp_path / "book.xlsx").write_bytes(whole())
    with app.app_context():
        assert command(app.config["SETTINGS"], "portal", str(tmp_path / "book.xlsx"), "FAW", True, True) == 0
        assert (json.loads(capsys.readouterr().out)["files"]["book.xlsx / 账户"]["added"], Client.select().count()) == (
            2,
            0,
        )
        assert command(app.config["SETTINGS"], "portal", str(tmp_path / "book.xlsx"), "FAW", False, True) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["totals"]["loans_amount"], said["faults"]) == ("120000.00", [])
        comes_in_whole()
        assert command(app.config["SETTINGS"], "portal", str(tmp_path), "FAW", False, True) == 0
        again = json.loads(capsys.readouterr().out)["files"]
    assert all(counts["added"] == counts["changed"] == 0 for counts in again.values())


def test_a_client_is_found_by_number_and_by_document(visit, branch_admin, manager, other_branch_admin):
    elsewhere = people.client(None, "赵蕾", at="JY")
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    confirmed(browser)
    client = Client.get(Client.name == "郑国栋")
    rows = [["客户编号", "姓名", "证件号码", "单位"], [client.number, "郑国栋", "", "一汽解放"], ["", "郑国栋", DOCUMENT, "一汽大众"],
            ["C-0999999", "无人", "", ""], [elsewhere.number, "赵蕾", "", "一汽红旗"], ["编号", "某人", "", ""]]  # fmt: skip
    upload(browser, ("更新.xlsx", workbook(客户=rows)))
    assert outcomes() == ["changed", "rejected", "rejected", "rejected", "rejected"]
    assert [(line, words) for line, _name, words in faults()] == [
        (3, "this is the client of line 2"), (4, "there is no client C-0999999"), (5, f"there is no client {elsewhere.number}"),
        (6, "“编号” is no client number"),
    ]  # fmt: skip
    confirmed(browser, mode="good")
    assert (Client.get_by_id(client.id).employer, Client.select().count()) == ("一汽解放", 2)


def test_the_template_is_read_as_it_is_given_out(visit, branch_admin):
    for language, sheet, first in (("zh", "客户", "外部编号"), ("en", "clients", "key")):
        page = visit(branch_admin, language=language).get("/imports/template.xlsx")
        book = CalamineWorkbook.from_filelike(BytesIO(page.response.get_data()))
        assert sheet in book.sheet_names and book.get_sheet_by_name(sheet).to_python()[0][0] == first
        browser = visit(branch_admin)
        upload(browser, ("模板.xlsx", page.response.get_data()), again="1")
        assert (latest().format, latest().state) == ("portal", "review")


def test_somebody_who_does_not_work_here_had_no_contact(visit, branch_admin):
    upload(visit(branch_admin), ("客户资料.xlsx", whole()))
    assert faults(sheet=4) == [(2, "staff", "there is no “王磊” in staff")]


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [(DOCUMENT[:17] + ("1" if DOCUMENT[17] != "1" else "2"), "rejected"), (DOCUMENT[:6] + DOCUMENT[8:17], "new"), ("22010119800230123X", "rejected"),
     (DOCUMENT.lower(), "new")],
)  # fmt: skip
def test_resident_ids(visit, branch_admin, typed, outcome):
    upload(visit(branch_admin), ("客户.xlsx", workbook(客户=[["姓名", "证件号码"], ["郑国栋", typed]])))
    assert outcomes() == [outcome]
    if outcome == "rejected":
        assert faults() == [(2, "document", "the document number is not valid; please check its last digit")]
    else:
        confirmed(visit(branch_admin))
        assert Client.get().document_masked == "*" * 16 + DOCUMENT[-2:]


def test_what_belongs_to_a_mended_row_is_right_again_after_a_new_check(visit, branch_admin):
    browser = visit(branch_admin)
    rows = [["外部编号", "姓名", "类型"], ["K1", "郑国栋", "贵人"], ["K2", "刘玉兰", "个人"]]
    accounts = [
        ["客户", "账号", "产品类别", "开户日期"],
        ["K1", "801", "存款", "2024-03-02"],
        ["K2", "802", "存款", "2024-03-02"],
    ]
    upload(browser, ("b.xlsx", workbook(客户=rows, 账户=accounts)))
    run = latest()
    assert (outcomes(run, 0), outcomes(run, 1)) == (["rejected", "new"], ["rejected", "new"])
    assert faults(run, 1) == [(2, "client", "what this belongs to is not taken")]
    browser.post(f"/imports/{run.id}/rows/0/2", **{"cell-2": "个人"})
    assert "Rows were mended" in browser.get(f"/imports/{run.id}").text
    browser.post(f"/imports/{run.id}/check")
    work(browser)
    assert (latest().state, latest().counts, outcomes(run, 1), faults(run, 1)) == (
        "review",
        [{"new": 2}, {"new": 2}],
        ["new", "new"],
        [],
    )
    browser.post(f"/imports/{run.id}/rows/1/2", **{"cell-3": "2024-03-03"})
    assert outcomes(run, 1) == ["new", "new"], "the row finds the client on the staging ground"
    confirmed(browser)
    assert HoldingAccount.select().count() == 2


def test_a_later_import_raises_deals_and_the_first_one_none(visit, branch_admin, manager):
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    confirmed(browser)
    assert Deal.select().count() == 0
    rows = [
        ["客户", "账号", "产品类别", "开户日期", "余额", "余额日期"],
        ["K1", "6217940012340003", "理财", "2026-11-20", "500000", "2026-11-20"],
    ]
    upload(browser, ("b.xlsx", workbook(账户=rows)))
    run = confirmed(browser)
    assert [(deal.client.name, deal.run_id, deal.amount) for deal in Deal.select()] == [("郑国栋", run.id, 50_000_000)]
