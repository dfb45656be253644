"""Numbers of documents lie nowhere in clear, whatever heading they came under: not in the database, not on the disk, not
on a page, not in the log."""

from __future__ import annotations

import logging
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from portal.actions.administration import keys
from portal.actions.clients.documents import plain_document
from portal.database import database
from portal.importing.command import run as command
from portal.models import Client
from portal.rules.clients.identity import make_company_code, make_resident_id
from portal.rules.clients.spotting import holds_document, is_resident_id, names_document, scrubbed
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work, workbook

IDS = [make_resident_id("220106", date(1980, 5, day), 21) for day in range(1, 12)]
PASSPORT = "E98765432"
WRONG = IDS[0][:17] + ("1" if IDS[0][17] != "1" else "2")
TODAY = date(2026, 11, 24)


def book():
    """Numbers where they belong, and everywhere else."""
    head = ["外部编号", "姓名", "证件号码", "手机号", "备注", "单位", "谁知道"]
    people = [
        head,
        ["K1", "郑国栋", IDS[1], "13804310011", "", "", IDS[8]],
        ["K2", "刘玉兰", WRONG, "13804310012", "", "", ""],
        ["K3", "孙玉琴", "", IDS[2], "", "", ""],
        ["K4", "赵旻", "", "", f"身份证{IDS[3]}（本人）", "", f"见 {IDS[9]}"],
        [IDS[4], "王堃", "", "13804310014", "", "", ""],
        ["K6", "张玥", PASSPORT, "13804310015", "", IDS[5], ""],
        ["K7", "李四", IDS[1].lower(), "", "", "", ""],
    ]
    accounts = [
        ["客户", "账号", "产品类别", "开户日期"],
        [IDS[1], "6217940012340001", "存款", "2024-03-02"],
        [IDS[6], "6217940012340002", "存款", "2024-03-02"],
        [IDS[4], "6217940012340003", "存款", "2024-03-02"],
        [PASSPORT[:-1] + "9", "6217940012340004", "存款", "2024-03-02"],
    ]
    return workbook(客户=people, 账户=accounts)


def lies(text: str) -> list[str]:
    """The numbers that stand in a text, also in their small letters."""
    text = text.upper()
    return [number for number in (*IDS, WRONG, PASSPORT, PASSPORT[:-1] + "9") if number in text]


def everywhere(app) -> list[str]:
    """Where a number lies: in a table, or in a file of the instance."""
    found = [f"{table}: {lies(text)}" for table in database.get_tables() if lies(text := rows_of(table))]
    folder = app.config["SETTINGS"].instance_folder
    for path in folder.rglob("*"):
        if path.is_file() and lies(path.read_bytes().decode("latin-1")):
            found.append(str(path))
    return found


def rows_of(table: str) -> str:
    return str(database.execute_sql(f'SELECT * FROM "{table}"').fetchall())


def test_it_works(app, visit, branch_admin, caplog):
    caplog.set_level(logging.INFO)
    browser = visit(branch_admin)
    upload(browser, (f"名单 {IDS[10]}.xlsx", book()))
    run = latest()
    assert outcomes() == ["new", "rejected", "rejected", "rejected", "new", "rejected", "rejected"], faults()
    assert (outcomes(sheet=1), everywhere(app)) == (["new", "rejected", "new", "rejected"], [])
    assert (4, "mobile") in [fault[:2] for fault in faults()] and "the number of a document" in str(faults())
    pages = [
        browser.get(f"/imports/{run.id}{path}") for path in ("", "/rows", "/rows?sheet=1", "/rows/0/2", "/confirm")
    ]
    assert [page.path for page in pages if lies(page.text)] == []
    assert len(outcomes()) == 7
    browser.post(f"/imports/{run.id}/rows/0/3", **{"cell-2": IDS[7]})
    assert (outcomes()[1], everywhere(app)) == ("new", [])
    browser.post(f"/imports/{run.id}/rows/1/2", **{"cell-3": "2024-03-03"})
    assert outcomes(sheet=1)[0] == "new", "a sealed row is found again by what names it"
    assert confirmed(browser, mode="good").state == "done"
    assert (everywhere(app), lies(caplog.text)) == ([], [])
    assert Client.select().where(Client.source_key.startswith("doc:")).count() == 1
    upload(browser, ("again.xlsx", book()), again="1")
    assert (outcomes()[0], outcomes()[4], everywhere(app)) == ("unchanged", "unchanged", [])


def test_a_file_that_waits_for_its_columns_lies_sealed(app, visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("x.csv", f"甲,乙,丙\n{PASSPORT},王五,{IDS[1]}\n"))
    assert (latest().state, everywhere(app)) == ("mapping", [])
    folder = app.config["SETTINGS"].instance_folder / "imports" / str(latest().id)
    assert [path.name for path in folder.iterdir()] == ["0.file.sealed"]
    assert not lies(browser.get(f"/imports/{latest().id}/columns").text)
    columns = {"table": "clients", "column-0": "document", "column-1": "name", "kind": "individual"}
    browser.post(f"/imports/{latest().id}/columns", **columns)
    work(browser)
    assert (latest().state, outcomes()) == ("review", ["new"])
    upload(browser, ("y.csv", f"{IDS[1]},{IDS[2]},x\n{IDS[3]},{IDS[4]},y\n"))
    assert (latest().state, everywhere(app)) == ("mapping", [])


def test_the_command_tells_none(app, branch_admin, tmp_path, capsys):
    (tmp_path / "book.xlsx").write_bytes(book())
    with app.app_context():
        for as_json in (True, False):
            assert command(app.config["SETTINGS"], "portal", str(tmp_path / "book.xlsx"), "FAW", as_json, as_json) == 1
        said = capsys.readouterr()
        assert not lies(said.out + said.err)
        assert everywhere(app) == []


def test_rejected_rows_go_out_masked_for_who_may_not_see(app, visit, head_office, branch_admin):
    upload(visit(branch_admin), ("b.xlsx", book()))
    page = visit(branch_admin).get(f"/imports/{latest().id}/rejected.xlsx")
    told = CalamineWorkbook.from_filelike(BytesIO(page.response.get_data())).get_sheet_by_index(0).to_python()
    reasons = " ".join(str(row[-1]) for row in told)
    assert "the number of a document" in reasons and not lies(reasons)


COMPANY = make_company_code("220101", "MA1234567")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("text", "holds", "is_one", "mask"),
    [
        (IDS[0], True, True, "*" * 16 + IDS[0][-2:]),
        (f"身份证{IDS[0]}（本人）", True, False, f"身份证{'*' * 16}{IDS[0][-2:]}（本人）"),
        (f"{IDS[0][:6]} {IDS[0][6:14]} {IDS[0][14:]}", True, True, "*" * 16 + IDS[0][-2:]),
        (WRONG, True, False, "*" * 16 + WRONG[-2:]),
        (COMPANY, True, False, "*" * 16 + COMPANY[-2:]),
        ("6217940012340001", False, False, "6217940012340001"),
        ("2026-11-20 15:30 13804310011", False, False, "2026-11-20 15:30 13804310011"),
        ("138 0431 0011", False, False, "138 0431 0011"),
        ("", False, False, ""),
    ],
)
def test_what_a_document_looks_like(text, holds, is_one, mask):
    assert (holds_document(text), is_resident_id(text, TODAY), scrubbed(text)) == (holds, is_one, mask)
    assert not is_one or names_document(text, TODAY)


def test_a_change_of_the_key_carries_what_waits_and_an_undo_brings_the_document_back(app, visit, branch_admin):
    browser = visit(branch_admin)
    head = ["外部编号", "姓名", "证件号码"]
    for number in IDS[:2]:
        upload(browser, (f"{number[-4:]}.xlsx", workbook(客户=[head, ["K1", "郑国栋", number]])))
        confirmed(browser)
    done = latest()
    upload(browser, ("c.xlsx", workbook(客户=[head, ["K2", "刘玉兰", IDS[2]]])))
    waits = latest()
    upload(browser, ("x.csv", f"甲,乙\n{IDS[3]},王五\n"))
    ring = app.config["DATA_KEY"]
    with app.app_context():
        assert len(keys.rotate(ring)) == 1
    assert browser.get(f"/imports/{waits.id}/rows").table("staged")[0][5] == "刘玉兰"
    assert confirmed(browser, waits).state == "done"
    browser.post(
        f"/imports/{latest().id}/columns",
        **{"table": "clients", "column-0": "document", "column-1": "name", "kind": "individual"},
    )
    work(browser)
    assert (latest().state, outcomes()) == ("review", ["new"])
    browser.post(f"/imports/{done.id}/undo")
    work(browser)
    with app.app_context():
        assert plain_document(Client.get(Client.source_key == "K1")) == IDS[0]
