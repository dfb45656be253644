"""A branch's own list is found in its file: titles, notes, totals, encodings, headings, numbers that Excel has eaten."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
import xlwt

from portal.importing.arriving.files import arrivals
from portal.importing.arriving.sniffing import encoding_of
from portal.importing.mapping.headings import plain_name
from portal.importing.mapping.words import headings
from portal.models import Client, ClientPhone, HoldingAccount
from tests.ground import people
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work, workbook

LIST = "一汽支行贵宾客户名单,,,,\n,,,,\n姓名,电话,身份证,单位,\n周国强,13804310011,,一汽解放,\n刘玉兰,13804310012,,一汽大众,\n合计,2,,,\n制表人：赵敏,,,,\n"


def test_it_works(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("贵宾名单.csv", LIST.encode("gb18030")))
    assert (latest().state, latest().format, outcomes()) == ("review", "portal", ["new", "new", "skipped", "skipped"])
    page = browser.get(f"/imports/{latest().id}/reading")
    assert "一汽支行贵宾客户名单" in page.text and page.html.select_one("[name=head][checked]")["value"] == "3"
    assert confirmed(browser).state == "done"
    assert [(one.name, one.mobile, one.employer) for one in Client.select().order_by(Client.id)] == [
        ("周国强", "+8613804310011", "一汽解放"), ("刘玉兰", "+8613804310012", "一汽大众"),
    ]  # fmt: skip
    upload(browser, ("贵宾名单 12月.csv", LIST.replace("一汽大众", "一汽红旗").encode("gb18030")))
    assert outcomes() == ["unchanged", "changed", "skipped", "skipped"], "known again by name and phone"


READS = [
    ("key,name,kind\nK1,张玥,individual\nK2,王堃,individual\nK3,赵旻,individual\n", "gb18030", ("gb18030", False)),
    ("key,name\n1,Jürgen Müller\n2,Anna Schmidt\n", "latin-1", ("cp1252", False)),
    ("key,name\n1,O’Brien Zoë\n", "cp1252", ("cp1252", False)),
    ("姓名,级别\n周国强,VIP客户\n王五,iPhone手机\n", "gb18030", ("gb18030", False)),
    ("name\nÞórður\n", "cp1252", ("gb18030", True)),
    ("姓名\n欧阳雪松\n", "utf-8", ("utf-8", False)),
]


@pytest.mark.parametrize(("text", "written", "read"), READS)
def test_the_encoding_that_reads_well(text, written, read, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(text.encode(written))
    found = encoding_of(path)
    assert (found.name, found.doubt) == read


def found(tmp_path, content: str, name: str = "a.csv"):
    path = tmp_path / "file"
    path.write_bytes(content.encode("gb18030"))
    known = headings()
    return arrivals(path, name, tmp_path / "out", lambda heading: plain_name(heading) in known)


ALIPAY = (
    "------------------------------------------------------------------------------------\n导出信息：\n姓名：周国强\n"
    "支付宝账户：13804310011\n起始时间：[2026-10-01 00:00:00]    终止时间：[2026-10-31 23:59:59]\n导出交易类型：[全部]\n"
    "导出时间：[2026-11-01 10:00:00]\n共2笔记录\n收入：1笔 100.00元\n支出：1笔 20.00元\n不计收支：0笔 0.00元\n\n特别提示：\n"
    "1.本回单内容可表明支付宝受理了相应支付交易申请\n2.请勿将本回单作为收款方发货的凭据使用\n\n"
    "------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------\n"
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\n"
    "2026-10-02 10:00:00,餐饮美食,某店,abc***@x.com,午餐,支出,20.00,余额宝,交易成功,2026100222001\t,M1\t,,\n"
    "2026-10-03 11:00:00,转账,李四,lisi@x.com,转账,收入,100.00,,交易成功,2026100322002\t,M2\t,,\n"
)


@pytest.mark.parametrize(
    ("content", "head", "first", "rows"),
    [
        ("一汽支行贵宾客户名单,,,\n外部编号,姓名,类型,手机号\nK1,周国强,个人,13804310011\n", 2, "外部编号", 1),
        (ALIPAY, 18, "交易时间", 2),
        ("Kd-Nr;Wer;Telefon\n17;A;1\n18;B;2\n", 1, "Kd-Nr", 2),
        ("Kunden der Filiale;;\n\nKd-Nr;Wer;Stadt\n17;Anna;Bonn\n18;Bert;Köln\n", 3, "Kd-Nr", 2),
        ("姓名,手机号\n李四,13804310011\n,\n王五,13804310012,,,\n", 1, "姓名", 2),
    ],
)
def test_where_the_table_stands(content, head, first, rows, tmp_path):
    (one,) = found(tmp_path, content)
    assert (one.source.head, one.header[0]) == (head, first)
    with one.source.open(lambda *fault: pytest.fail(str(fault))) as file:
        assert len([row for row in file.rows() if not row.passed]) == rows


def test_two_tables_in_one_sheet_are_two(tmp_path):
    content = (
        "姓名,手机号\n李四,13804310011\n\n贷款明细\n客户,贷款编号,放款日期,期限,金额\nK1,DK-1,2025-01-01,36,120000\n"
    )
    first, second = found(tmp_path, content)
    assert (first.header, second.name, second.header[:2]) == (
        ("姓名", "手机号"),
        "a.csv / 贷款明细",
        ("客户", "贷款编号"),
    )
    assert [len(one.sample) for one in (first, second)] == [1, 1]


def test_a_file_that_is_only_notes_and_a_head_beyond_the_end(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("说明.csv", "本名单仅供内部使用\n请勿外传\n"))
    assert latest().state == "mapping"
    assert "No format knows these columns" in browser.get(f"/imports/{latest().id}").text
    upload(browser, ("贵宾名单.csv", LIST.encode("gb18030")))
    page = browser.post(f"/imports/{latest().id}/reading", status=422, head="999", encoding="gb18030")
    assert "Please pick one of the rows that are shown." in page.refusal


def eaten() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("账户")
    sheet.write_row(0, 0, ["客户", "账号", "产品类别", "开户日期", "余额（万元）"])
    for line, number in enumerate((6217940012340007, "6.21794E+15", "'6217940012340017", "6217 9400 1234 0027"), 1):
        sheet.write_row(line, 0, ["K1", number, "存款", "2024-03-02", 12.5])
    book.add_worksheet("客户").write_row(0, 0, ["外部编号", "姓名", "手机号"])
    book.get_worksheet_by_name("客户").write_row(1, 0, ["K1", "周国强", "1.38043E+10"])
    book.close()
    return file.getvalue()


def test_numbers_that_excel_has_eaten_are_refused_by_name(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("账户.xlsx", eaten()))
    assert (outcomes(sheet=0), outcomes(sheet=1)) == (["rejected", "rejected", "new", "new"], ["new"])
    words = "Excel has turned this number into a power of ten; please make the column text and enter it again"
    assert faults(sheet=0) == [(2, "number", words), (3, "number", words)]
    assert faults(sheet=1) == [(2, "mobile", words)], "the cell is left out, the client comes in"
    confirmed(browser, mode="good")
    assert [(row.number, row.balance) for row in HoldingAccount.select().order_by(HoldingAccount.number)] == [
        ("6217940012340017", 12_500_000), ("6217940012340027", 12_500_000),
    ]  # fmt: skip


EATEN = {
    "客户": (["外部编号", "姓名", "身份证"], ["K2", "李四", "2.20104E+17"], "document"),
    "银行卡": (["客户", "账号", "卡号", "卡种", "发卡日期"], ["K1", "6217940012340017", "6.22801E+15", "金卡", "2024-03-02"], "card_number"),
    "贷款": (["客户", "贷款编号", "放款日期", "期限", "金额", "月供", "状态"], ["K1", "2.02601E+16", "2025-01-01", 36, 1, "0.01", "正常"], "loan_number"),
    "服务": (["客户", "服务产品", "合同编号", "签约日期"], ["K1", "ETC 记账卡", "2.02601E+16", "2026-03-02"], "contract_number"),
}  # fmt: skip


@pytest.mark.one_engine
@pytest.mark.parametrize("table", EATEN)
def test_whichever_number_it_was(visit, branch_admin, table):
    head, row, field = EATEN[table]
    browser = visit(branch_admin)
    people.client(None, "周国强", mobile="+8613804310011", source_key="K1")
    upload(browser, ("x.xlsx", workbook(**{table: [head, row]})))
    found = [(name, words) for _line, name, words in faults()]
    assert any(name == field and "turned this number into a power of ten" in words for name, words in found), found


@pytest.mark.one_engine
def test_a_wide_title_over_a_list_in_xls(visit, branch_admin):
    """An old workbook with a title over merged cells, and a list of two hundred columns of which three are known."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 3, "一汽支行贵宾客户名单（2026 年）")
    for line, row in enumerate((["外部编号", "姓名", "手机号", "备注"], ["K1", "周国强", "13804310011", ""]), 1):
        for place, value in enumerate(row):
            sheet.write(line, place, value)
    file = io.BytesIO()
    book.save(file)
    browser = visit(branch_admin)
    upload(browser, ("名单.xls", file.getvalue()))
    assert outcomes() == ["new"], faults()
    wide = [
        ["外部编号", "姓名", "手机号", *[f"列{n}" for n in range(197)]],
        ["K2", "李四", "13804310012", *["x"] * 197],
    ]
    upload(browser, ("宽.csv", "\n".join(",".join(row) for row in wide)))
    assert outcomes() == ["new"], faults()


def test_what_a_cell_may_say(visit, branch_admin):
    rows = [
        ["姓名", "电话", "生日", "备注"],
        ["周国强", "0431-85901234转8001", "1980-05-06 00:00:00.0", "无"],
        ["刘玉兰", "13804310012/13904310013", "N/A", "-"],
        ["郑国栋", "13804310014", "1981/6/31", "爱好书法"],
    ]
    browser = visit(branch_admin)
    upload(browser, ("名单.xlsx", workbook(名单=rows)))
    assert outcomes() == ["new", "new", "new"]
    assert faults() == [(4, "birthday", "there is no day “1981/6/31”")]
    assert "1 cell is left out" in browser.get(f"/imports/{latest().id}/confirm").text
    confirmed(browser)
    one, two, three = Client.select().order_by(Client.id)
    assert (one.mobile, one.mobile_label, one.birthday, one.notes) == ("+8643185901234", "转8001", date(1980, 5, 6), "")
    assert (two.mobile, two.birthday) == ("+8613804310012", None)
    assert [(row.client_id, row.number) for row in ClientPhone.select()] == [(two.id, "+8613904310013")]
    assert (three.birthday, three.notes) == (None, "爱好书法")


@pytest.mark.one_engine
def test_another_encoding_after_rows_were_mended_is_asked_about(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("名单.csv", LIST.encode("gb18030")))
    run = latest()
    browser.post(f"/imports/{run.id}/rows/0/4", **{"cell-3": "一汽红旗"})
    said = {"head": "3", "encoding": "cp1252"}
    page = browser.post(f"/imports/{run.id}/reading", status=422, **said)
    assert "Rows were corrected here by hand" in page.refusal and page.html.select_one("[name=again]")
    assert (latest().state, outcomes()) == ("review", ["new", "new", "skipped", "skipped"])
    browser.post(f"/imports/{run.id}/reading", again="1", **said)
    work(browser)
    assert latest().state == "mapping", "read so, the headings are unknown"
    browser.post(f"/imports/{run.id}/reading", head="3", encoding="gb18030")
    work(browser)
    confirmed(browser)
    assert {client.employer for client in Client.select()} == {"一汽解放", "一汽大众"}


def filtered() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "date_1904": True})
    sheet = book.add_worksheet("名单")
    sheet.write_row(0, 0, ["姓名", "手机号", "生日"])
    for line in range(1, 5):
        sheet.write_row(line, 0, [f"客户{line}", f"1380431001{line}", 27885])
    sheet.autofilter(0, 0, 4, 2)
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    return file.getvalue()


def test_rows_hidden_by_a_filter_are_asked_about_and_the_workbooks_own_calendar_counts(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("名单.xlsx", filtered()))
    assert latest().state == "mapping"
    assert "1 row is hidden by a filter." in browser.get(f"/imports/{latest().id}").text
    browser.post(f"/imports/{latest().id}/reading", status=422, head="1")
    browser.post(f"/imports/{latest().id}/reading", head="1", hidden="leave")
    work(browser)
    assert outcomes() == ["new", "skipped", "new", "new"]
    browser.post(f"/imports/{latest().id}/reading", head="1", hidden="take")
    work(browser)
    assert outcomes() == ["new"] * 4
    confirmed(browser)
    assert {client.birthday for client in Client.select()} == {date(1980, 5, 6)}


@pytest.mark.one_engine
def test_every_label_of_ours_is_a_heading_that_we_know(app):
    from portal.forms.imports import COLUMNS
    from portal.ground.i18n import speaking
    from portal.importing.checking import naming

    missing = []
    with app.app_context():
        for table in naming.tables():
            known = naming.plan_of(table).headings
            for target in naming.targets(table):
                for language in ("en", "zh"):
                    with speaking(language):
                        label = str(COLUMNS.get(f"{table}.{target}") or COLUMNS[target])
                    if target != "phones" and plain_name(label) not in known:
                        missing.append((table, target, label))
    assert missing == []
