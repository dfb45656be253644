"""Nobody who imports reads a name that only computers have: no column or table of the database, no code."""

from __future__ import annotations

import io
import re
import zipfile
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from portal.importing.mapping.tables import TABLES
from portal.models import ALL
from tests.imports.files import latest, upload, work, workbook

CODE_WORD = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
NAMES = {*TABLES, *(model._meta.table_name for model in ALL), "individual", "company", "resident_id", "deposit"}
SPOKEN = re.compile(rf"\b(?:{'|'.join(sorted(NAMES))})\b")
"""In a Chinese text none of them is a word; in an English one most are."""
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "data-label", "summary")


def faulty() -> bytes:
    """A workbook in which every sheet has rows that cannot be, and one that nobody knows."""
    return workbook(
        客户=[
            ["外部编号", "姓名", "类型", "手机号", "出生日期", "证件类型", "证件号码", "风险等级", "首选联系方式", "看不懂的列"],
            ["K1", "周国强", "贵人", "138", "2099-01-01", "怪证", "1", "Z9", "飞鸽", "x"],
            ["K2", "", "个人", "13804310012", "2026-13-40", "身份证", "22", "", "", ""],
            ["K2", "刘玉兰", "个人", "13804310012", "", "", "", "", "", ""],
            ["K3", "郑国栋", "个人", "13804310013", "1980-05-06", "", "", "", "", ""],
            ["K3", "郑国栋", "个人", "13804310013", "1980-05-06", "", "", "", "", ""],
        ],
        账户=[["客户", "账号", "产品类别", "开户日期", "余额"], ["没有", "1", "怪", "x", "y"], ["K3", "6.2E+15", "存款", "2024-03-02", "1"]],
        银行卡=[["客户", "账号", "卡号", "卡种", "发卡日期"], ["K9", "2", "3", "怪", "x"]],
        贷款=[["客户", "贷款编号", "放款日期", "期限", "金额", "月供", "状态"], ["K9", "DK", "x", "y", "z", "w", "怪"]],
        服务=[["客户", "服务产品", "合同编号", "签约日期"], ["K9", "怪", "1", "x"]],
        余额=[["账号", "日期", "余额"], ["99", "x", "y"]],
        联系记录=[["客户", "员工", "渠道", "时间", "内容", "联系结果"], ["K9", "怪", "飞鸽", "2099-01-01", "", "怪"]],
        交易流水=[["流水号", "账号", "交易日期", "借贷", "金额"], ["T", "99", "x", "怪", "y"]],
        怪表=[["甲", "乙"], ["1", "2"]],
    )  # fmt: skip


def pages(run, parts: int) -> list[str]:
    base = f"/imports/{run.id}"
    found = ["/imports", "/imports/new", f"/imports/new?like={run.id}", base, f"{base}/confirm", f"{base}/discard"]
    for part in range(parts):
        found += [f"{base}/columns?part={part}", f"{base}/reading?part={part}", f"{base}/rows?sheet={part}"]
        found += [f"{base}/rows?sheet={part}&show=faults", f"{base}/rows/{part}/2"]
    return found + [f"{base}/columns?part=0&table={table}" for table in TABLES]


def told(page, chinese: bool) -> list[str]:
    texts = [page.text, page.html.title.text if page.html.title else ""]
    texts += [one[name] for name in READ_ALOUD for one in page.html.select(f"[{name}]")]
    return [word for text in texts for word in _words(text, chinese)]


def _words(text: str, chinese: bool) -> list[str]:
    return [*CODE_WORD.findall(text), *(SPOKEN.findall(text) if chinese else ())]


@pytest.mark.one_engine
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_works(visit, branch_admin, language):
    browser = visit(branch_admin, language=language)
    upload(browser, ("客户资料.xlsx", faulty()))
    run = latest()
    assert run.state == "review" and sum((counts or {}).get("rejected", 0) for counts in run.counts) > 5
    found = {}
    for path in pages(run, len(run.parts)):
        if words := told(browser.get(path), language == "zh"):
            found[path] = words
    assert found == {}
    browser.post(f"/imports/{run.id}/confirm", mode="good", version=str(run.version))
    work(browser)
    for path in (f"/imports/{run.id}", f"/imports/{run.id}/records", f"/imports/{run.id}/undo", "/imports"):
        if words := told(browser.get(path), language == "zh"):
            found[path] = words
    assert found == {}


@pytest.mark.one_engine
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nor_where_something_is_asked(visit, branch_admin, language):
    """Questions before it can be read, an unknown table, a file that cannot be read at all."""
    browser = visit(branch_admin, language=language)
    found = {}
    for name, content in (
        ("名单.csv", "客户名称,电话,手机号,客户编号\n长春宏达,0431-85901234,13804310011,17\n"),
        ("账.csv", "甲,乙\n1,2\n"),
        ("坏.xlsx", "这不是工作簿"),
    ):
        upload(browser, (name, content))
        base = f"/imports/{latest().id}"
        for path in (base, f"{base}/columns", f"{base}/reading"):
            if words := told(browser.get(path), language == "zh"):
                found[name, path] = words
        page = (
            browser.post(f"{base}/columns", status=422, table="accounts", **{"column-0": "number"})
            if latest().parts
            else None
        )
        if page and (words := told(page, language == "zh")):
            found[name, "refused"] = words
    assert found == {}


def sheets(visitor, path: str) -> dict[str, list[list[str]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(visitor.get(path).response.get_data()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.one_engine
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nor_in_the_template_nor_in_what_comes_back(visit, branch_admin, language):
    browser = visit(branch_admin, language=language)
    upload(browser, ("客户资料.xlsx", faulty()))
    for path in ("/imports/template.xlsx", f"/imports/{latest().id}/rejected.xlsx"):
        for name, rows in sheets(browser, path).items():
            texts = [name, *(str(cell) for row in rows for cell in row)]
            words = [word for text in texts for word in _words(text, language == "zh")]
            assert words == [], (path, name, words)


NUMBERED = re.compile("号|手机|电话|^客户$")
LETTERED = frozenset({"客户编号", "微信号"})
"""Begin with a letter: Excel leaves them as they are."""


@pytest.mark.one_engine
def test_the_templates_columns_of_numbers_are_text_and_each_sheet_has_an_example(visit, branch_admin):
    """So Excel leaves them as they are; the example row shows how, and is passed over when it is left in."""
    data = visit(branch_admin, language="zh").get("/imports/template.xlsx").response.get_data()
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    found = dict(zip(book.sheet_names, columns_of(data), strict=True))
    checked, lacking = 0, []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        if "示例，请删除" not in [str(row[0]) for row in rows[1:2]]:
            continue
        heads = [str(cell).rstrip("*") for cell in rows[0]]
        assert sum(bool(cell) for cell in rows[1]) >= 3, f"{name}: the example is filled in"
        for place, head in enumerate(heads):
            if NUMBERED.search(head) and head not in LETTERED:
                checked += 1
                lacking += [(name, head)] if found[name].get(place) != "@" else []
        assert "@" not in [found[name].get(heads.index(head)) for head in heads if head in ("姓名", "余额", "开户日期")]
    assert lacking == [] and checked >= 12


def columns_of(data: bytes) -> list[dict[int, str]]:
    """Of each sheet: place of a column → its format of numbers, as the workbook says it for the whole column."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("xl/styles.xml").decode()
        formats = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
        own = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles)) | {"49": "@"}
        names = sorted((one for one in archive.namelist() if one.startswith("xl/worksheets/sheet")), key=_number)
        sheets = [archive.read(name).decode() for name in names]
    found = []
    for text in sheets:
        columns = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*?style="(\d+)"', text)
        found.append(
            {
                place - 1: own.get(formats[int(style)], "")
                for first, last, style in columns
                for place in range(int(first), int(last) + 1)
            }
        )
    return found


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name))
