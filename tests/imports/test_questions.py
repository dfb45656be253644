"""What a file leaves open is asked before it is read: two columns of one meaning, who stands in it, whether it is a list
that came before; what was said is remembered by the set of the headings."""

from __future__ import annotations

import json
from datetime import date

import pytest

from portal.importing.command import run as command
from portal.models import Client, ClientPhone, ImportMapping, ImportRun, Notice
from portal.rules.clients.identity import make_resident_id
from tests.ground import people
from tests.imports.files import confirmed, faults, latest, outcomes, upload, work, workbook

TWO = "姓名,手机号,联系电话\n周国强,13804310011,0431-85901234\n刘玉兰,13804310012,\n"
ODD = "Kd-Nr;Wer;Telefon;Geburtstag\n17;周国强;13804310011;1980-05-06\n18;刘玉兰;13804310012;1981-06-07\n"
SAID = {"table": "clients", "column-0": "key", "column-1": "name", "column-2": "mobile", "column-3": "birthday"}


def named_by_hand(browser, name, rows):
    """A list whose columns are named as `SAID`, brought in."""
    upload(browser, (name, rows))
    browser.post(f"/imports/{latest().id}/columns", **SAID, kind="individual")
    work(browser)
    confirmed(browser)


def test_it_works(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("名单.csv", TWO))
    assert (latest().state, latest().options["asks"]) == ("mapping", {"名单.csv": ["twice"]})
    page = browser.get(f"/imports/{latest().id}/columns")
    assert "Several columns mean the same" in page.text
    chosen = [one["value"] for one in page.html.select("#columns option[selected]")]
    assert chosen == ["name", "mobile", "phones"]
    said = {"table": "clients", "column-0": "name", "column-1": "mobile", "column-2": "phones", "continues": "portal"}
    browser.post(f"/imports/{latest().id}/columns", **said)
    work(browser)
    assert outcomes() == ["new", "new"]
    run = confirmed(browser)
    assert run.state == "done"
    one, _two = Client.select().order_by(Client.id)
    assert [(row.client_id, row.number, row.label) for row in ClientPhone.select()] == [
        (one.id, "+8643185901234", "联系电话"),
    ]  # fmt: skip
    reordered = "联系电话,姓名,手机号\n0431-85909999,周国强,13804310011\n,刘玉兰,13804310012\n"
    upload(browser, ("名单 12月.csv", reordered))
    assert (latest().state, outcomes()) == ("review", ["changed", "unchanged"]), "known in another order"
    assert "85909999" not in browser.get(f"/imports/{latest().id}/rows").text
    run = confirmed(browser)
    assert ClientPhone.select().count() == 2
    browser.post(f"/imports/{run.id}/undo")
    work(browser)
    assert [row.number for row in ClientPhone.select()] == ["+8643185901234"]


@pytest.mark.one_engine
def test_nearly_the_same_headings_are_asked_about_and_continue_the_list(visit, branch_admin):
    browser = visit(branch_admin)
    named_by_hand(browser, "十月名单.csv", ODD)
    upload(
        browser,
        (
            "十一月名单.csv",
            ODD.replace("Geburtstag", "Geburtstag;Ort").replace("06\n", "06;长春\n").replace("07\n", "07;\n"),
        ),
    )
    assert latest().state == "mapping"
    page = browser.get(f"/imports/{latest().id}/columns")
    assert "Is this the same list as “十月名单”?" in page.text or "No format knows" in page.text
    assert page.html.select_one("#continues option[selected]").text.strip() == "十月名单"
    browser.post(f"/imports/{latest().id}/columns", **SAID, kind="individual", continues=str(ImportMapping.get().id))
    work(browser)
    assert outcomes() == ["unchanged", "unchanged"], "nobody is entered twice"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("kind", "wanted"), [("company", ["company"] * 2), ("individual", ["individual"] * 2), ("", None)]
)
def test_who_stands_in_a_list_is_asked_once(visit, branch_admin, kind, wanted):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", "客户名称,电话\n长春宏达,0431-85901234\n长春一达,0431-85901235\n"))
    assert latest().options["asks"] == {"客户.csv": ["kind"]}
    said = {"table": "clients", "column-0": "name", "column-1": "mobile", "kind": kind}
    page = browser.post(f"/imports/{latest().id}/columns", status=200 if kind else 422, **said)
    if not kind:
        assert "Please say whether these are persons or companies." in page.refusal
        return
    work(browser)
    confirmed(browser)
    assert [one.kind for one in Client.select().order_by(Client.id)] == wanted
    upload(browser, ("企业.csv", "企业名称,电话\n长春二达,0431-85901236\n"))
    confirmed(browser)
    assert Client.get(Client.name == "长春二达").kind == "company", "the heading says it"


DOCUMENT = make_resident_id("220106", date(1980, 5, 6), 21)
TABLES = {
    "accounts": ("Wem;Konto;Art;Seit;Stand", "{who};6217940012340001;存款;2024-03-02;100", ["client", "number", "product", "opened_on", "balance"]),
    "cards": ("Wem;Konto;Karte;Art;Seit", "{who};6217940012349999;6228010012340001;金卡;2024-03-02", ["client", "account", "number", "kind", "issued_on"]),
    "loans": ("Wem;Nr;Seit;Monate;Summe;Rate;Lage", "{who};DK-1;2025-01-01;36;120000;3500;正常", ["client", "number", "started_on", "months", "amount", "monthly", "status"]),
    "services": ("Wem;Was;Nr;Seit", "{who};ETC 记账卡;QY-1;2026-03-02", ["client", "product", "number", "since"]),
    "contacts": ("Wem;Wer;Wie;Wann;Was", "{who};王磊;电话;2026-11-20;谈到子女入学", ["client", "staff", "channel", "happened_at", "summary"]),
    "balances": ("Konto;Tag;Stand", "6217940012349999;2026-11-01;100", ["account", "day", "balance"]),
    "transactions": ("Nr;Konto;Tag;Was;Summe;Stand", "T1;6217940012349999;2026-11-10;贷;100;100", ["key", "account", "happened_on", "direction", "amount", "balance"]),
}  # fmt: skip


@pytest.mark.one_engine
@pytest.mark.parametrize("who", ["number", "K9", DOCUMENT])
@pytest.mark.parametrize("table", TABLES)
def test_columns_named_by_hand_work_for_every_table(visit, branch_admin, manager, table, who):
    browser = visit(branch_admin)
    rows = [["外部编号", "姓名", "手机号", "身份证"], ["K9", "周国强", "13804310011", DOCUMENT]]
    account = [["客户", "账号", "产品类别", "开户日期"], ["K9", "6217940012349999", "存款", "2024-03-02"]]
    upload(browser, ("客户.xlsx", workbook(客户=rows, 账户=account)))
    confirmed(browser)
    head, row, said = TABLES[table]
    named = Client.get().number if who == "number" else who
    upload(browser, ("liste.csv", f"{head}\n{row.format(who=named)}\n"))
    assert latest().state == "mapping"
    columns = {f"column-{place}": name for place, name in enumerate(said)}
    browser.post(f"/imports/{latest().id}/columns", table=table, **columns)
    work(browser)
    assert (outcomes(), faults()) == (["new"], [])
    assert confirmed(browser).state == "done"


@pytest.mark.one_engine
def test_a_word_that_nobody_knows_is_mended_for_all_rows_and_remembered(visit, branch_admin):
    browser = visit(branch_admin)
    content = "外部编号,姓名,类型,手机号\n" + "".join(f"K{n},客户{n},贵人,1380431001{n}\n" for n in range(3))
    upload(browser, ("客户.csv", content))
    run = latest()
    page = browser.get(f"/imports/{run.id}/rows/0/2")
    assert "In “类型” the word “贵人” means" in page.text
    browser.post(f"/imports/{run.id}/values", sheet="0", column="2", word="贵人", meaning="individual")
    work(browser)
    assert outcomes() == ["new"] * 3
    confirmed(browser)
    assert {one.source for one in Client.select()} == {"portal"}
    upload(browser, ("客户 12月.csv", content + "K8,客户8,贵人,13804310018\n"))
    assert outcomes() == ["unchanged"] * 3 + ["new"]


@pytest.mark.one_engine
def test_the_columns_are_named_otherwise_while_it_is_reviewed_and_mended_rows_are_asked_about(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", "姓名,手机号,公司电话\n周国强,13804310011,0431-85901234\n"))
    run = latest()
    assert "nothing is read from 公司电话" in browser.get(f"/imports/{run.id}").text
    browser.post(f"/imports/{run.id}/rows/0/2", **{"cell-0": "周国庆"})
    said = {"table": "clients", "column-0": "name", "column-1": "mobile", "column-2": "phones"}
    page = browser.post(f"/imports/{run.id}/columns", status=422, **said)
    assert "Rows were corrected here by hand" in page.refusal
    browser.post(f"/imports/{run.id}/columns", **said, again="1")
    work(browser)
    confirmed(browser)
    assert (Client.get().name, ClientPhone.get().kind) == ("周国强", "work")


@pytest.mark.one_engine
def test_nobody_to_ask_it_waits_and_says_so(app, capsys, visit, branch_admin, tmp_path):
    (tmp_path / "名单.csv").write_text(TWO)
    (tmp_path / "谜.csv").write_text("Kd-Nr;Wer\n1;A\n")
    with app.app_context():
        assert command(app.config["SETTINGS"], "portal", str(tmp_path), "FAW", True, True) == 1
        dry = json.loads(capsys.readouterr().out)
        assert command(app.config["SETTINGS"], "portal", str(tmp_path), "FAW", False, True) == 1
        said = json.loads(capsys.readouterr().out)
    said["faults"].sort(key=lambda fault: fault["file"])
    dry["faults"].sort(key=lambda fault: fault["file"])
    assert [(fault["file"], fault["reason"][:28]) for fault in said["faults"]] == [
        ("名单.csv", "several columns mean the same"[:28]), ("谜.csv", "no format knows these columns"[:28]),
    ]  # fmt: skip
    assert "name" in said["faults"][1]["reason"] and dry["faults"] == said["faults"]
    assert (ImportRun.get().state, said["import"], Client.select().count()) == ("mapping", ImportRun.get().id, 0)
    assert [(one.kind, one.path) for one in Notice.select()] == [("import.asks", f"/imports/{ImportRun.get().id}")]
    browser = visit(branch_admin)
    page = browser.get(f"/imports/{ImportRun.get().id}")
    assert "Several columns mean the same" in page.text and "谜.csv" in page.text
    place = [part["name"] for part in ImportRun.get().parts].index("谜.csv")
    browser.post(f"/imports/{ImportRun.get().id}/columns", part=str(place), skip="1")
    work(browser)
    assert list(latest().options["asks"]) == ["名单.csv"]


def test_who_is_it(visit, branch_admin):
    known = people.client(None, "周国强", mobile="+8613804310011", birthday=None, employer="")
    moved = people.client(None, "刘玉兰", mobile="+8613804310099", birthday=None, employer="")
    browser = visit(branch_admin)
    rows = "姓名,手机号\n周国强,13804310011\n刘玉兰,13804310012\n郑国栋,13804310013\n郑国栋,13804310013\n郑国栋,13804310013\n"
    upload(browser, ("名单.csv", rows))
    run = latest()
    assert outcomes() == ["duplicate", "duplicate", "new", "skipped", "skipped"]
    page = browser.get(f"/imports/{run.id}")
    assert "the same phone, the same name" in page.text and "the same name, another phone" in page.text
    page = browser.get(f"/imports/{run.id}/rows/0/3")
    assert page.table("both")[1][1:] == ["138****0012", "138****0099"]
    assert "this is the person of line 4 once more" in browser.get(f"/imports/{run.id}/rows").text
    browser.post(f"/imports/{run.id}/decide", decision="update", reason="name_phone")
    browser.post(f"/imports/{run.id}/decide", decision="new", reason="namesake")
    assert confirmed(browser).state == "done"
    assert Client.select().count() == 4 and Client.get_by_id(moved.id).mobile == "+8613804310099"
    assert Client.get_by_id(known.id).source == "portal"
    upload(
        browser,
        (
            "名单 12月.csv",
            rows.replace("13804310013\n郑", "13804310013\n郑").replace("周国强,13804310011", "13804310011,周国强", 0),
        ),
        again="1",
    )
    assert outcomes()[:3] == ["unchanged", "unchanged", "unchanged"], "whoever was decided about is known again"


WIDE = "Kd-Nr;Wer;Telefon;Geburtstag;Ort\n17;周国强;13804310011;1980-05-06;长春\n18;刘玉兰;13804310012;1981-06-07;\n"


@pytest.mark.one_engine
def test_a_column_less_is_asked_about_and_continues_the_list(visit, branch_admin):
    """The list comes without a column that it had: the same people, and what the column said stays."""
    browser = visit(branch_admin)
    named_by_hand(browser, "十月名单.csv", WIDE)
    less = "\n".join(";".join(line.split(";")[:3]) for line in WIDE.splitlines())
    upload(browser, ("十一月名单.csv", less.replace("刘玉兰", "刘玉蓝") + "\n"))
    assert latest().state == "mapping", "never silently a list of its own"
    page = browser.get(f"/imports/{latest().id}/columns")
    assert page.html.select_one("#continues option[selected]").text.strip() == "十月名单"
    said = {name: value for name, value in SAID.items() if name != "column-3"}
    browser.post(f"/imports/{latest().id}/columns", **said, kind="individual", continues=page.value("continues"))
    work(browser)
    assert outcomes() == ["unchanged", "changed"]
    confirmed(browser)
    found = Client.select(Client.name, Client.birthday).order_by(Client.id).tuples()
    assert list(found) == [("周国强", date(1980, 5, 6)), ("刘玉蓝", date(1981, 6, 7))]
    upload(browser, ("十二月名单.csv", less.replace("刘玉兰", "刘玉蓝") + "\n"), again="1")
    assert (latest().state, outcomes()) == ("review", ["unchanged", "unchanged"]), "known by now"


def test_two_lists_of_one_name_are_two_sources(visit, branch_admin):
    """Another list that is called the same has keys of its own: its 17 is not the 17 of the first."""
    browser = visit(branch_admin)
    named_by_hand(browser, "名单.csv", ODD)
    other = "Mitglied;Rufname;Handy\n17;郑国栋;13904310021\n18;孙玉琴;13904310022\n"
    upload(browser, ("名单.csv", other))
    assert latest().state == "mapping"
    said = {"table": "clients", "column-0": "key", "column-1": "name", "column-2": "mobile", "kind": "individual"}
    browser.post(f"/imports/{latest().id}/columns", **said, continues="own")
    work(browser)
    assert outcomes() == ["new", "new"]
    confirmed(browser)
    lists = list(ImportMapping.select().order_by(ImportMapping.id))
    assert [one.name for one in lists] == ["名单", "名单"]
    found = Client.select(Client.name, Client.source, Client.source_key).order_by(Client.id).tuples()
    first, second = (f"own-{one.id}" for one in lists)
    assert list(found) == [
        ("周国强", first, "17"), ("刘玉兰", first, "18"), ("郑国栋", second, "17"), ("孙玉琴", second, "18"),
    ]  # fmt: skip


@pytest.mark.one_engine
def test_in_doubt_about_the_letters_three_rows_are_shown_both_ways_and_it_is_asked(visit, branch_admin):
    """Both readings look well: the page shows what either makes of it, and reads it as it is told."""
    browser = visit(branch_admin)
    content = "key,name,kind\n1,Þórður,individual\n2,Ægir,individual\n3,Þóra,individual\n4,Æsa,individual\n"
    upload(browser, ("liste.csv", content.encode("cp1252")))
    run = latest()
    assert (run.state, run.options["asks"]) == ("mapping", {"liste.csv": ["encoding"]})
    page = browser.get(f"/imports/{run.id}")
    assert "It is not certain how the letters of this file are written." in page.text
    page = browser.get(f"/imports/{run.id}/reading")
    shown = [[row.text.strip() for row in one.select("li")] for one in page.html.select(".import-sample")]
    assert len(shown) >= 2 and {len(rows) for rows in shown} == {3}
    assert any("Þórður" in rows[0] for rows in shown) and not all("Þórður" in rows[0] for rows in shown)
    browser.post(
        f"/imports/{run.id}/reading", head=page.html.select_one("[name=head][checked]")["value"], encoding="cp1252"
    )
    work(browser)
    confirmed(browser)
    assert [one.name for one in Client.select().order_by(Client.id)] == ["Þórður", "Ægir", "Þóra", "Æsa"]
