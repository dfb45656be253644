"""Files that cannot be, each with a clear message and nothing half-taken."""

from __future__ import annotations

import codecs
import io
import struct
import zipfile
from datetime import date

import pytest
import xlsxwriter
import xlwt

from portal.models import Client, ImportRow
from tests.imports.files import HEADER, PEOPLE, confirmed, faults, latest, outcomes, upload, workbook

ROW = ["K1", "周国强", "个人", "13804310011", "1980-05-06", "一汽解放"]


def refusal(browser, name: str, content: bytes | str) -> str:
    """What the page of the run says when the file cannot be read."""
    upload(browser, (name, content))
    run = latest()
    assert (run.state, ImportRow.select().where(ImportRow.outcome == "new").count()) == ("unreadable", 0) or run.faults
    return browser.get(f"/imports/{run.id}").refusal


def encrypted() -> bytes:
    """The smallest container that says it holds an encrypted workbook."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    return header.ljust(512, b"\0") + "EncryptedPackage".encode("utf-16-le").ljust(1024, b"\0")


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60 << 20))
    return file.getvalue()


def far_cell() -> bytes:
    """Two cells as far from each other as a sheet allows: a reader that reserves the whole of it dies."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1048575, 16383, "z")
    book.close()
    return file.getvalue()


def merged(first: int, last: int) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("客户")
    for line, row in enumerate([HEADER.split(","), ROW, ["K2", *ROW[1:]], ["K3", *ROW[1:]]]):
        sheet.write_row(line, 0, row)
    sheet.merge_range(first, 5, last, 6, "一汽解放")
    book.close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("geheim.xlsx", encrypted(), "protected by a password"),
        ("bombe.xlsx", bomb(), "would grow too large when it is opened"),
        ("weit.xlsx", far_cell(), "too large to be read"),
        ("netz.xls", "\ufeff\n<HTML><body><table><tr><td>客户号</td></tr></table></body></HTML>", "a web page saved under the name of a workbook"),
        ("netz.xlsx", "<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>".encode("utf-16"), "a web page saved under the name of a workbook"),
        ("alt.xml.xls", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML of Excel 2003"),
        ("nuraltcr.csv", "外部编号,姓名\rK1,\"周国强\rK2,刘玉兰\r", "a quote is not closed"),
        ("kaputt.xlsx", b"PK\x03\x04nothing", "no workbook that can be read"),
        ("breit.xlsx", workbook(x=[[f"c{n}" for n in range(16_384)], ["1"]]), "16384 columns; at most 300"),
        ("breit.csv", ",".join(f"c{n}" for n in range(16_384)) + "\n1\n", "16384 columns; at most 300"),
        ("leer.xlsx", workbook(x=[]), "no sheet with anything in it"),
        ("kopf.xlsx", merged(0, 0), "names of the columns are merged"),
        ("lang.csv", PEOPLE + "K3," + "长" * 1_000_001 + ",个人,,,\n", "too long to be a row"),
        ("quote.csv", PEOPLE.replace("一汽大众", '"一汽大众'), "a quote is not closed"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(visit, branch_admin, name, content, words):
    assert words in refusal(visit(branch_admin), name, content)
    assert Client.select().count() == 0


def test_merged_cells_in_a_row_are_a_fault_of_that_row(visit, branch_admin):
    upload(visit(branch_admin), ("客户.xlsx", merged(2, 3)))
    assert outcomes() == ["new", "rejected", "rejected"]
    assert [(line, words[:22]) for line, _name, words in faults()] == [
        (3, "cells are merged here;"),
        (4, "cells are merged here;"),
    ]


def test_of_a_formula_the_computed_value_is_taken(visit, branch_admin):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("clients")
    sheet.write_row(0, 0, ["key", "name", "kind", "employer", "plant"])
    sheet.write_row(1, 0, ["K1", "周国强", "company"])
    sheet.write_formula(1, 3, '="一汽"&"解放"', None, "一汽解放")
    sheet.write_formula(1, 4, "=NA()", None, "#N/A")
    book.close()
    browser = visit(branch_admin)
    upload(browser, ("formel.xlsx", file.getvalue()))
    confirmed(browser)
    assert (Client.get().employer, Client.get().plant) == ("一汽解放", "")


def test_an_old_workbook(visit, branch_admin):
    file, book = io.BytesIO(), xlwt.Workbook()
    sheet = book.add_sheet("客户")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for place, name in enumerate(HEADER.split(",")):
        sheet.write(0, place, name)
    for place, cell in enumerate(ROW):
        sheet.write(1, place, *((date(1980, 5, 6), style) if place == 4 else (float(cell),) if place == 3 else (cell,)))
    book.save(file)
    browser = visit(branch_admin)
    upload(browser, ("alt.xls", file.getvalue()))
    confirmed(browser)
    assert (Client.get().birthday, Client.get().mobile) == (date(1980, 5, 6), "+8613804310011")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize(("separator", "ending"), [(",", "\n"), (";", "\r\n"), ("\t", "\r"), ("|", "\n")])
def test_encodings_separators_and_ends_of_lines(encoding, separator, ending, tmp_path):
    from portal.importing.arriving.files import arrivals

    path = tmp_path / "file"
    path.write_bytes(PEOPLE.replace(",", separator).replace("\n", ending).encode(encoding))
    (found,) = arrivals(path, "客户.csv", tmp_path / "out")
    assert list(found.header) == HEADER.split(",")
    assert [row[1] for row in found.sample] == ["周国强", "刘玉兰"]


def test_latin_letters_of_an_old_system(tmp_path):
    from portal.importing.arriving.sniffing import dialect_of

    path = tmp_path / "file"
    path.write_bytes("key;name\n1;Müller\n2;François\n3;Peña\n".encode("latin-1"))
    assert (dialect_of(path).encoding, dialect_of(path).separator) == ("cp1252", ";")


def test_mixed_encodings_are_faults_of_their_rows(visit, branch_admin):
    content = (PEOPLE + "K3,").encode() + "孙玉琴".encode("gb18030") + ",个人,,1970-01-01,\nK4,赵一,个人,,,\n".encode()
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", content))
    assert outcomes() == ["new", "new", "rejected", "new"]
    assert faults() == [(4, "name", "the text cannot be read as utf-8")]
    assert browser.get(f"/imports/{latest().id}/rows").table("staged")


def test_a_stray_quote_is_a_fault_of_its_row(visit, branch_admin):
    upload(visit(branch_admin), ("客户.csv", PEOPLE.replace("K1,", '"K"1,')))
    assert [outcome for outcome in outcomes() if outcome != "new"] == ["rejected"]


AMOUNTS = [("1,234.50", 123_450), ("(1,234.50)", -123_450), ("（¥3万）", -3_000_000), ("1,234.50-", -123_450), ("(-5)", "“(-5)” is no amount"),
           ("１２３４", 123_400), ("-0", 0), ("¥3万", 3_000_000), ("1e9", "“1e9” is no amount"),
           ("12.345", "“12.345” is no amount in yuan with at most two decimals"), ("1,23", "“1,23” is no amount")]  # fmt: skip
DAYS = ["2026-03-02", "2026/3/2", "20260302", "2026年3月2日", "02.03.2026", "46083"]


def test_amounts_as_people_write_them(visit, branch_admin):
    rows = [["客户", "账号", "产品类别", "开户日期", "余额"]]
    rows += [["K1", f"62179400{line:08d}", "存款", "2026-03-02", typed] for line, (typed, _fen) in enumerate(AMOUNTS)]
    browser = visit(branch_admin)
    upload(browser, ("a.xlsx", workbook(客户=[["外部编号", "姓名"], ["K1", "周国强"]], 账户=rows)))
    assert [words for _line, _name, words in faults(sheet=1)] == [
        fen for _typed, fen in AMOUNTS if isinstance(fen, str)
    ]
    confirmed(browser, mode="good")
    from portal.models import HoldingAccount

    assert [row.balance for row in HoldingAccount.select().order_by(HoldingAccount.number)] == [
        fen for _typed, fen in AMOUNTS if isinstance(fen, int)
    ]


def test_days_as_people_write_them(visit, branch_admin):
    rows = [
        ["外部编号", "姓名", "出生日期"],
        *([f"K{line}", f"客户{line}", day] for line, day in enumerate([*DAYS, "2026-02-30", "3/2/2026"])),
    ]
    browser = visit(branch_admin)
    upload(browser, ("a.xlsx", workbook(客户=rows)))
    assert faults() == [
        (8, "birthday", "there is no day “2026-02-30”"), (9, "birthday", "“3/2/2026” is no date; please write it as 2026-12-24"),
    ]  # fmt: skip
    assert outcomes() == ["new"] * 8, "an unreadable day costs its cell, not the row"
    confirmed(browser, mode="good")
    assert [client.birthday for client in Client.select().order_by(Client.id)] == [*[date(2026, 3, 2)] * 6, None, None]


def test_a_client_twice_with_different_values(visit, branch_admin):
    upload(visit(branch_admin), ("客户.csv", PEOPLE + "K1,周国强,个人,13804310011,1980-05-06,一汽红旗\n"))
    assert outcomes() == ["new", "new", "rejected"]
    assert faults() == [(4, "key", "“K1” stands in 客户.csv:2 already")]


def test_too_large_for_anybody_else_and_for_other_addresses(app, visit, branch_admin, monkeypatch):
    from portal.web import incoming

    app.config["MAX_CONTENT_LENGTH"] = 20_000
    monkeypatch.setitem(incoming.LARGE, "/imports/new", 400_000)
    big = PEOPLE + "".join(f"K{n},客户{n},个人,,,\n" for n in range(3, 3000))
    upload(visit(branch_admin), ("客户.csv", big))
    assert latest().counts == [{"new": 2999}]
    upload(visit(branch_admin), ("客户.csv", big * 8), status=413)
    assert visit().web.post("/imports/new", data={"files": (io.BytesIO(big.encode()), "客户.csv")}).status_code in (
        303,
        400,
        413,
    )


@pytest.mark.parametrize("start", [b"", codecs.BOM_UTF8])
def test_a_byte_order_mark_and_carriage_returns_alone(visit, branch_admin, start):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", start + PEOPLE.replace("\n", "\r").encode()))
    assert (latest().format, outcomes()) == ("portal", ["new", "new"])
    first = browser.get(f"/imports/{latest().id}/rows").table("staged")[0]
    assert first[4:6] == ["K1", "周国强"]


def test_a_workbook_of_16384_columns_is_no_burden(visit, branch_admin):
    """A table of ours with thousands of empty columns behind it is told at once."""
    wide = workbook(客户=[[*HEADER.split(","), *[""] * 3000, "x"], ROW])
    assert "columns; at most 300" in refusal(visit(branch_admin), "breit.xlsx", wide)


@pytest.mark.parametrize(
    ("number", "outcome"),
    [("C-0000001", "changed"), ("c-0000001", "changed"), ("Ｃ－０００００01", "changed"), ("C0000001", "changed"), ("C1", "rejected"), ("c-1", "rejected")],
)  # fmt: skip
def test_a_short_number_may_be_the_key_of_another_system(visit, branch_admin, number, outcome):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    rows = [["客户编号", "姓名", "单位"], [number, "周国强", "一汽红旗"]]
    accounts = [["客户", "账号", "产品类别", "开户日期"], [number, "801", "存款", "2024-03-02"]]
    upload(browser, ("b.xlsx", workbook(客户=rows, 账户=accounts)))
    assert (outcomes(), outcomes(sheet=1)) == ([outcome], ["new" if outcome == "changed" else "rejected"])
    if outcome == "rejected":
        words = f"“{number}” could be the key of another system; if client C-0000001 is meant, please write his whole number"
        assert faults() == [(2, "number", words)]
        upload(browser, ("c.xlsx", workbook(账户=accounts)))
        assert faults() == [(2, "client", words)]
