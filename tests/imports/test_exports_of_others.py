"""Exports as other systems write them: the table begins far below a title, lines about the account and notes."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
import xlwt

from portal.importing.arriving.files import arrivals
from portal.importing.mapping.headings import plain_name
from portal.importing.mapping.words import headings
from portal.models import Client
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work

WECHAT = (
    "微信支付账单明细,,,,,,,,\n微信昵称：[周国强],,,,,,,,\n"
    "起始时间：[2026-10-01 00:00:00] 终止时间：[2026-10-31 23:59:59],,,,,,,,\n导出类型：[全部],,,,,,,,\n"
    "导出时间：[2026-11-01 09:12:33],,,,,,,,\n,,,,,,,,\n共3笔记录,,,,,,,,\n收入：1笔 100.00元,,,,,,,,\n"
    "支出：2笔 30.00元,,,,,,,,\n中性交易：0笔 0.00元,,,,,,,,\n注：,,,,,,,,\n"
    "1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易,,,,,,,,\n"
    "2. 本明细仅展示当前账单中的交易，不包括已删除的记录,,,,,,,,\n3. 本明细仅供个人对账使用,,,,,,,,\n,,,,,,,,\n"
    "----------------------微信支付账单明细列表--------------------,,,,,,,,\n"
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
    '2026-10-03 12:01:07,商户消费,某面馆,"面条",支出,¥20.00,零钱,支付成功,"1000050101	","M1	","/"\n'
    '2026-10-05 08:30:00,转账,李四,"转账备注:饭钱",收入,¥100.00,/,已存入零钱,"1000050102	","M2	","/"\n'
    '2026-10-09 19:45:10,扫二维码付款,某超市,"收款方备注:二维码收款",支出,¥10.00,零钱,支付成功,"1000050103	","M3	","/"\n'
)
BANK = [
    ["中国某某银行个人活期账户交易明细"],
    [],
    ["户名：周国强", "", "", "账号：6217 **** **** 0001"],
    ["币种：人民币", "", "", "钞汇标志：钞"],
    ["起始日期：2026-10-01", "", "", "截止日期：2026-10-31"],
    ["查询时间：2026-11-01 10:00:00", "", "", "柜员号：0123"],
    ["温馨提示：本明细仅供参考，以银行账务记录为准。"],
    [],
    ["交易日期", "摘要", "交易金额", "账户余额", "对方账号", "对方户名"],
    ["2026-10-02", "工资", "8000.00", "9000.00", "2200", "一汽解放"],
    ["2026-10-03", "消费", "-20.00", "8980.00", "", "某店"],
    ["合计", "", "7980.00", "", "", ""],
    ["打印日期：2026-11-01", "", "", "第 1 页"],
]


def found(tmp_path, content: bytes, name: str):
    path = tmp_path / "file"
    path.write_bytes(content)
    known = headings()
    return arrivals(path, name, tmp_path / "out", lambda heading: plain_name(heading) in known)


def xlsx(rows: list[list[str]], above: int = 0) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("交易明细")
    for line, row in enumerate(rows, start=above):
        sheet.write_row(line, 0, row)
    sheet.merge_range(above, 0, above, 5, rows[0][0])
    book.close()
    return file.getvalue()


def xls(rows: list[list[str]]) -> bytes:
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("交易明细")
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(line, place, cell)
    book.save(file)
    return file.getvalue()


def csv(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join([*row, *[""] * (6 - len(row))]) for row in rows).encode("gb18030")


def shown(one) -> list[list[str]]:
    with one.source.open(lambda *fault: pytest.fail(str(fault))) as file:
        return [row.cells for row in file.rows() if not row.passed]


def test_wechat_begins_at_line_17(tmp_path):
    (one,) = found(tmp_path, WECHAT.encode("utf-8-sig"), "微信支付账单.csv")
    assert (one.source.head, one.header[0], one.header[5]) == (17, "交易时间", "金额(元)")
    assert [row[2] for row in shown(one)] == ["某面馆", "李四", "某超市"]


@pytest.mark.parametrize("above", [0, 8, 16])
def test_a_banks_own_workbook(tmp_path, above):
    """At line 9, 17 and 25: a merged title, what account it is, hints; total and footer are none of its rows."""
    (one,) = found(tmp_path, xlsx(BANK, above), "交易明细.xlsx")
    assert (one.source.head, one.header[0]) == (9 + above, "交易日期")
    assert [row[1] for row in shown(one)] == ["工资", "消费"]


@pytest.mark.parametrize(("write", "name"), [(xls, "交易明细.xls"), (csv, "交易明细.csv")])
def test_in_its_other_shapes(tmp_path, write, name):
    (one,) = found(tmp_path, write(BANK), name)
    assert (one.source.head, one.header[0]) == (9, "交易日期")
    assert [row[1] for row in shown(one)] == ["工资", "消费"]


TWO_HEADS = (
    "客户姓名,联系方式,工作单位,备注\n（必填）,（必填）,（选填）,（选填）\n姓名,手机号,单位,备注\n"
    "周国强,13804310011,一汽解放,\n刘玉兰,13804310012,一汽大众,爱好书法\n"
)


def test_another_row_that_may_be_headings_is_picked_by_hand(visit, branch_admin):
    """Two rows of headings: the first is taken; whoever picks the second gets the people and nothing else."""
    browser = visit(branch_admin)
    upload(browser, ("名单.csv", TWO_HEADS))
    page = browser.get(f"/imports/{latest().id}/reading")
    assert page.html.select_one("[name=head][checked]")["value"] == "1"
    assert {one["value"] for one in page.html.select("[name=head]")} >= {"1", "2", "3"}
    browser.post(f"/imports/{latest().id}/reading", head="3", encoding="utf-8")
    work(browser)
    assert (latest().state, outcomes(), faults()) == ("review", ["new", "new"], [])
    assert browser.get(f"/imports/{latest().id}/reading").html.select_one("[name=head][checked]")["value"] == "3"
    confirmed(browser)
    people = Client.select(Client.name, Client.employer, Client.notes).order_by(Client.id).tuples()
    assert list(people) == [("周国强", "一汽解放", ""), ("刘玉兰", "一汽大众", "爱好书法")]


KINDS = {
    "个体工商户": "92220106MF12601201", "农民专业合作社": "93220106MF1261231Y", "社会团体": "51220106MF12467885", "民办非企业": "52220106MF12478993",
    "机关": "11220106MF1234567J", "事业单位": "12220106MF1235678G", "村委会": "54220106MF1250121A", "律师事务所": "31220106MF12401221",
    "基层工会": "81220106MF1257898P", "村级集体经济组织": "N2220106MF1264564P",
}  # fmt: skip


@pytest.mark.one_engine
def test_every_kind_of_organisation_comes_in(visit, branch_admin):
    """Called by its kind and by its code, or by its code alone: a company, beside persons of the same list."""
    browser = visit(branch_admin)
    rows = "".join(f"长春{kind},{kind},{code}\n" for kind, code in KINDS.items())
    upload(browser, ("单位.csv", "客户名称,类型,证件号码\n" + rows + "周国强,个人客户,220106196805060011\n"))
    assert (outcomes(), faults()) == (["new"] * (len(KINDS) + 1), [])
    confirmed(browser)
    assert Client.select().where(Client.kind == "company", Client.document_kind == "uscc").count() == len(KINDS)
    assert Client.get(Client.kind == "individual").name == "周国强"


PAPERS = [
    ("港澳居民居住证", "810000199003151237", "hmt_residence"), ("临时身份证", "220106196805060011", "temporary_id"),
    ("户口簿", "220104201907082466", "household_book"), ("外国人永久居留身份证", "911156198005010128", "foreign_resident"),
    ("台湾居民居住证", "830000199003151230", "hmt_residence"), ("军官证", "军字第2001988号", "military_id"),
]  # fmt: skip


@pytest.mark.one_engine
def test_every_paper_of_a_person_comes_in(visit, branch_admin):
    browser = visit(branch_admin)
    rows = "".join(f"客户{n},{kind},{number}\n" for n, (kind, number, _code) in enumerate(PAPERS))
    wrong = "错一位,户口簿,220104201907082467\n错一位,临时身份证,220106196805060012\n"
    upload(browser, ("名单.csv", "姓名,证件类型,证件号码\n" + rows + wrong))
    assert outcomes()[: len(PAPERS)] == ["new"] * len(PAPERS), faults()
    assert {line for line, name, _words in faults() if name.startswith("document")} == {
        len(PAPERS) + 2,
        len(PAPERS) + 3,
    }
    confirmed(browser, mode="good")
    found = Client.select(Client.document_kind).where(Client.document_kind != "").order_by(Client.name).tuples()
    assert [kind for (kind,) in found] == [code for _name, _number, code in PAPERS]
