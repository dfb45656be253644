"""Files that no format knows: columns named by hand and remembered; a new mapping file needs no code."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from portal.ground.i18n import speaking
from portal.importing.arriving.faults import CannotImport
from portal.importing.mapping import words
from portal.models import Client, HoldingAccount, ImportMapping
from tests.imports.files import PEOPLE, confirmed, faults, latest, outcomes, upload

ODD = "Kd-Nr;Wer;Telefon;Geburtstag\n17;周国强;13804310011;1980-05-06\n18;刘玉兰;13804310012;1981-06-07\n"
SAID = {
    "table": "clients",
    "column-0": "key",
    "column-1": "name",
    "column-2": "mobile",
    "column-3": "birthday",
    "kind": "individual",
}


def test_it_works(visit, branch_admin, other_branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("kunden.csv", ODD))
    run = latest()
    assert (run.state, outcomes(run)) == ("mapping", [])
    assert "No format knows these columns" in browser.get(f"/imports/{run.id}").text
    page = browser.get(f"/imports/{run.id}/columns?table=clients")
    assert [row[0] for row in page.table("columns")] == ["Kd-Nr", "Wer", "Telefon", "Geburtstag"]
    assert "13804310011" not in page.text
    page = browser.post(f"/imports/{run.id}/columns", status=422, table="clients", **{"column-1": "name"})
    assert "One column must tell who each row is" in page.refusal
    page = browser.post(f"/imports/{run.id}/columns", status=422, table="clients", **{"column-0": "key"})
    assert "Still missing: Name" in page.refusal
    page = browser.post(f"/imports/{run.id}/columns", status=422, **{**SAID, "column-2": "name"})
    assert "Two columns cannot fill the same place." in page.refusal
    browser.post(f"/imports/{run.id}/columns", **SAID)
    from tests.imports.files import work

    work(browser)
    assert (latest().state, outcomes()) == ("review", ["new", "new"])
    assert confirmed(browser).state == "done"
    assert [(client.name, client.source, client.source_key) for client in Client.select().order_by(Client.id)] == [
        ("周国强", f"own-{ImportMapping.get().id}", "17"), ("刘玉兰", f"own-{ImportMapping.get().id}", "18"),
    ]  # fmt: skip


def test_the_next_file_of_the_kind_is_known_at_this_branch_alone(visit, branch_admin, other_branch_admin):
    test_it_works(visit, branch_admin, other_branch_admin)
    browser = visit(branch_admin)
    upload(browser, ("kunden.csv", ODD.replace("13804310012", "13804310019")))
    assert (latest().state, outcomes()) == ("review", ["unchanged", "changed"])
    upload(visit(other_branch_admin), ("kunden.csv", ODD), branch="JY")
    assert latest().state == "mapping"


def test_same_again_with_these_settings(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    run = confirmed(browser, mode="good")
    page = browser.get(f"/imports/new?like={run.id}")
    assert "The settings of the import of 客户.csv are used again." in page.text
    upload(browser, ("客户.csv", PEOPLE.replace("一汽大众", "一汽红旗")), like=str(run.id))
    assert (latest().format, outcomes()) == ("portal", ["unchanged", "changed"])
    page = browser.get(f"/imports/{latest().id}/confirm")
    assert page.html.select_one("input[name=mode][checked]")["value"] == "good"


def test_rejected_rows_come_out_with_their_reasons_and_go_in_again_mended(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE.replace("K2,刘玉兰,个人", "K2,刘玉兰,贵人")))
    run = confirmed(browser, mode="good")
    page = browser.get(f"/imports/{run.id}/rejected.xlsx")
    sheet = CalamineWorkbook.from_filelike(BytesIO(page.response.get_data())).get_sheet_by_index(0)
    head, row = sheet.to_python()
    assert head[-1] == "Why it was rejected (not read)"
    assert (
        row[:4] == ["K2", "刘玉兰", "贵人", "13804310012"] and row[-1] == "类型: “贵人” is no word that is known here"
    )
    from tests.imports.files import workbook

    row[2] = "个人"
    upload(browser, ("mended.xlsx", workbook(客户=[head, row])))
    assert (latest().format, outcomes()) == ("portal", ["new"])
    confirmed(browser)
    assert Client.select().count() == 2


BANK = """
title = "An invented bank"
source = "invented"
[reading]
encoding = "gb18030"
separator = "|"
thousands = ","
date = "day"
[dates]
day = { format = "DD.MM.YYYY" }
[codes.product]
CK = "deposit"
LC = "wealth"
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
balance = "YE"
[totals]
balances = { table = "accounts", sum = "balance" }
"""


def test_a_new_export_needs_a_new_file_and_no_code(visit, branch_admin, tmp_path, monkeypatch):
    (tmp_path / "invented.toml").write_text(BANK)
    (tmp_path / "portal.toml").write_text((words.FOLDER / "portal.toml").read_text())
    (tmp_path / "broken.toml").write_text("title = ")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    browser = visit(branch_admin)
    clients = "KHH|KHMC\n1|周国强\n2|刘玉兰\n".encode("gb18030")
    accounts = "ZH|KHH|CPLX|KHRQ|YE\n801|1|CK|02.03.2020|1,234.50\n802|2|LC|03.03.2020|2,000.00\n803|9|LC|03.03.2020|1\n".encode(
        "gb18030"
    )
    upload(browser, ("KHXX.txt", clients), ("ZHXX.txt", accounts))
    run = latest()
    assert (run.state, run.format, outcomes(run, 0), outcomes(run, 1)) == (
        "review", "invented", ["new", "new"], ["new", "new", "rejected"],
    )  # fmt: skip
    assert faults(sheet=1) == [(4, "KHH", "there is no “9” in clients")]
    confirmed(browser, mode="good")
    assert [row.balance for row in HoldingAccount.select().order_by(HoldingAccount.number)] == [123_450, 200_000]
    assert '"balances":"3234.50"' in latest().summary


@pytest.mark.one_engine
def test_a_source_that_is_named_like_an_existing_one_is_refused(app, tmp_path, monkeypatch):
    """The keys of two systems would be taken for one another."""
    (tmp_path / "portal.toml").write_text((words.FOLDER / "portal.toml").read_text())
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    with app.app_context(), speaking("en"):
        for source, why in (("portal", "is that of portal already"), ("own-1", "columns were named by hand")):
            (tmp_path / "invented.toml").write_text(BANK.replace('source = "invented"', f'source = "{source}"'))
            with pytest.raises(CannotImport) as told:
                words.load("invented")
            assert why in str(told.value.words) and words.load("portal").source == "portal"
        (tmp_path / "invented.toml").write_text(BANK)
        assert words.load("invented").source == "invented"
