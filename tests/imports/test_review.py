"""A file uploaded, reviewed row by row, mended, decided about, confirmed and written."""

from __future__ import annotations

import pytest

from portal.models import Account, AuditEntry, Client, ClientTerm, ImportRow, Notice
from tests.ground import people
from tests.imports.files import HEADER, PEOPLE, confirmed, faults, latest, outcomes, upload, workbook


def test_it_works(visit, branch_admin):
    browser = visit(branch_admin)
    page = upload(browser, ("客户.csv", PEOPLE))
    assert page.notice == "The files have arrived and are being read."
    assert page.heading == "客户.csv"
    run = latest()
    assert (run.state, run.format, run.counts, run.branch.code) == ("review", "portal", [{"new": 2}], "FAW")
    page = browser.get(f"/imports/{run.id}")
    assert page.table("parts") == [["客户.csv", "2", "0", "0", "0", "0", "0"]]
    rows = browser.get(f"/imports/{run.id}/rows").table("staged")
    assert [row[:4] for row in rows] == [["2", "Added", "", ""], ["3", "Added", "", ""]]
    assert rows[0][4:8] == ["K1", "周国强", "个人", "138****0011"]
    assert Client.select().count() == 0
    assert "Nothing is left out." in browser.get(f"/imports/{run.id}/confirm").text
    run = confirmed(browser)
    assert (run.state, run.mode) == ("done", "all")
    guoqiang = Client.get(Client.name == "周国强")
    assert (guoqiang.branch.code, guoqiang.mobile, str(guoqiang.birthday), guoqiang.tier_id) == (
        "FAW", "+8613804310011", "1980-05-06", "standard",
    )  # fmt: skip
    assert (guoqiang.source, guoqiang.source_key, guoqiang.employer) == ("portal", "K1", "一汽解放")
    assert ClientTerm.select().where(ClientTerm.client == guoqiang).exists()
    records = browser.get(f"/imports/{run.id}/records?what=new").table("records")
    assert records == [
        ["2", f"周国强 {guoqiang.number}"],
        ["3", f"刘玉兰 {Client.get(Client.name == '刘玉兰').number}"],
    ]
    login = Account.get(Account.username == "zhaomin")
    assert [notice.kind for notice in Notice.select().where(Notice.account == login)] == [
        "import.read", "import.done",
    ]  # fmt: skip
    assert [entry.action for entry in AuditEntry.select().where(AuditEntry.action.startswith("import."))] == [
        "import.received", "import.confirmed", "import.done",
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing_and_an_edited_one_shows_before_and_after(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    page = upload(browser, ("copy.csv", PEOPLE), status=409)
    assert "same content" in page.refusal
    upload(browser, ("copy.csv", PEOPLE), again="1")
    assert outcomes() == ["unchanged", "unchanged"]
    upload(browser, ("客户.csv", PEOPLE.replace("一汽大众", "一汽红旗").replace("13804310012", "13804310013")))
    run = latest()
    assert outcomes() == ["unchanged", "changed"]
    changes = browser.get(f"/imports/{run.id}/rows?show=changes").table("staged")
    assert [row[0] for row in changes] == ["3"]
    assert (
        "Employer: 一汽大众 becomes 一汽红旗" in changes[0][3]
        and "Mobile number: 138****0012 becomes 138****0013" in changes[0][3]
    )
    assert browser.get(f"/imports/{run.id}/rows?show=faults").table("staged") == []
    confirmed(browser)
    yulan = Client.get(Client.name == "刘玉兰")
    assert (yulan.employer, yulan.mobile, yulan.version) == ("一汽红旗", "+8613804310013", 2)
    assert "4310013" in ClientTerm.get(ClientTerm.client == yulan).terms


def test_an_empty_cell_leaves_what_stands(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    upload(browser, ("客户.csv", PEOPLE.replace(",一汽解放", ",").replace("1980-05-06", "")))
    assert outcomes() == ["unchanged", "unchanged"]


BROKEN = PEOPLE.replace("K2,刘玉兰,个人", "K2,刘玉兰,贵人").replace("1981/6/7", "1981/6/31") + "K1,又一个,个人,,,\n"


def test_faults_stand_by_row_and_column_and_a_row_is_mended_in_place(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", BROKEN))
    run = latest()
    assert outcomes() == ["new", "rejected", "rejected"]
    assert faults() == [
        (3, "kind", "“贵人” is no word that is known here"),
        (3, "birthday", "there is no day “1981/6/31”"),
        (4, "key", "“K1” stands in 客户.csv:2 already"),
    ]
    page = browser.get(f"/imports/{run.id}/rows?show=faults")
    assert [row[0] for row in page.table("staged")] == ["3", "4"]
    wrong = [cell.get_text(" ", strip=True) for cell in page.html.select("#staged .import-wrong")]
    assert wrong == [
        "贵人",
        "1981/6/31",
        "K1",
    ]
    page = browser.get(f"/imports/{run.id}/rows/0/3")
    assert page.errors == {"cell-2": "“贵人” is no word that is known here", "cell-4": "there is no day “1981/6/31”"}
    page = browser.post(f"/imports/{run.id}/rows/0/3", **{"cell-2": "贵宾"})
    assert ("Rejected" in page.refusal, page.notice) == (True, ""), page.refusal
    page = browser.post(f"/imports/{run.id}/rows/0/3", **{"cell-2": "个人"})
    assert page.notice == "The row is checked again: Added."
    assert faults()[0] == (3, "birthday", "there is no day “1981/6/31”"), "the cell is left out, the row is taken"
    browser.post(f"/imports/{run.id}/rows/0/3", **{"cell-4": "1981/6/30"})
    assert (outcomes(), latest().counts) == (["new", "new", "rejected"], [{"new": 2, "rejected": 1}])
    browser.post(f"/imports/{run.id}/rows/0/4", **{"cell-0": "K3"})
    assert outcomes() == ["new", "new", "new"]
    assert confirmed(browser).state == "done"
    assert Client.select().count() == 3


def test_with_htmx_the_row_alone_comes_back(visit, branch_admin):
    upload(visit(branch_admin), ("客户.csv", BROKEN))
    page = visit(branch_admin, htmx="row").post(f"/imports/{latest().id}/rows/0/3", **{"cell-2": "贵宾"})
    assert page.html.select_one("#row") and page.html.html is None


def test_all_or_nothing_refuses_what_the_good_rows_alone_would_take(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", BROKEN))
    run = latest()
    assert "2 rows are rejected and would be left out" in browser.get(f"/imports/{run.id}/confirm").text
    page = browser.post(f"/imports/{run.id}/confirm", status=422, mode="all", version=str(run.version))
    assert "Some rows would be left out" in page.text
    assert Client.select().count() == 0
    run = confirmed(browser, mode="good")
    assert (run.state, [client.name for client in Client.select()]) == ("done", ["周国强"])
    assert "Rejected rows as a workbook" in browser.get(f"/imports/{run.id}").text


def test_a_client_who_looks_known_is_decided_about(visit, branch_admin):
    there = people.client(None, "周国强", mobile="+8613804310011", birthday=None, employer="")
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    run = latest()
    assert outcomes() == ["duplicate", "new"]
    page = browser.get(f"/imports/{run.id}/rows/0/2")
    assert f"This row looks like 周国强 {there.number}" in page.text
    browser.post(f"/imports/{run.id}/confirm", status=422, mode="all", version=str(run.version))
    browser.post(f"/imports/{run.id}/rows/0/2", status=422, decision="maybe")
    browser.post(f"/imports/{run.id}/rows/0/2", decision="update")
    run = confirmed(browser)
    there = Client.get_by_id(there.id)
    assert (run.state, Client.select().count()) == ("done", 2)
    assert (there.employer, str(there.birthday), there.source, there.source_key) == (
        "一汽解放",
        "1980-05-06",
        "portal",
        "K1",
    )


@pytest.mark.parametrize(("decision", "count"), [("new", 3), ("skip", 2)])
def test_the_same_for_all_that_look_known(visit, branch_admin, decision, count):
    people.client(None, "周国强", mobile="+8613804310011", birthday=None)
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    browser.post(f"/imports/{latest().id}/decide", decision=decision)
    assert confirmed(browser).state == "done"
    assert Client.select().count() == count


def test_who_may_not(visit, branch_admin, other_branch_admin, auditor, manager, admin):
    upload(visit(branch_admin), ("客户.csv", PEOPLE))
    run = latest()
    visit(other_branch_admin).get(f"/imports/{run.id}", status=404)
    visit(other_branch_admin).get(f"/imports/{run.id}/rows", status=404)
    visit(other_branch_admin).post(f"/imports/{run.id}/confirm", status=404, mode="all")
    visit(auditor).get(f"/imports/{run.id}/rows")
    visit(auditor).post(f"/imports/{run.id}/confirm", status=403, mode="all")
    for nobody in (manager, admin):
        visit(nobody).get("/imports", status=403)
    assert "客户.csv" not in visit(other_branch_admin).get("/imports").text
    upload(visit(other_branch_admin), ("客户.csv", PEOPLE), status=404)


def test_clients_of_another_branch_stay_untouched(visit, branch_admin, other_branch_admin):
    upload(visit(branch_admin), ("客户.csv", PEOPLE))
    confirmed(visit(branch_admin))
    Client.update(branch=people.branch("JY")).execute()
    upload(visit(branch_admin), ("客户.csv", PEOPLE.replace("一汽解放", "别处")))
    assert outcomes() == ["rejected", "rejected"]
    assert faults()[0] == (2, "key", "this client is with another branch already; please ask head office")


def test_a_stale_confirmation_and_a_second_one_are_refused(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    run = latest()
    browser.post(f"/imports/{run.id}/rows/0/2", **{"cell-5": "一汽红旗"})
    browser.post(f"/imports/{run.id}/confirm", status=409, mode="all", version=str(run.version))
    confirmed(browser, latest())
    assert "dealt with in the meantime" in browser.post(f"/imports/{run.id}/confirm", mode="all").refusal
    assert Client.get(Client.name == "周国强").employer == "一汽红旗"


def test_given_up_nothing_is_left(visit, branch_admin, app):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    run = latest()
    browser.get(f"/imports/{run.id}/discard")
    assert browser.post(f"/imports/{run.id}/discard").path == "/imports"
    assert (latest().state, ImportRow.select().count()) == ("cancelled", 0)
    assert [*(app.config["SETTINGS"].instance_folder / "imports").iterdir()] == []


def test_no_file_and_an_empty_one(visit, branch_admin):
    browser = visit(branch_admin)
    assert browser.post("/imports/new", status=422, branch="FAW").errors["files"].endswith("Please choose a file.")
    assert upload(browser, ("leer.csv", ""), status=422).errors["files"].endswith("leer.csv is empty.")


def test_pages_ask_little(visit, branch_admin, statements):
    browser = visit(branch_admin)
    people.client(None, "周国强", mobile="+8613804310011", birthday=None)
    upload(browser, ("客户.csv", PEOPLE))
    run = latest()
    for path in (
        "/imports",
        f"/imports/{run.id}",
        f"/imports/{run.id}/rows",
        f"/imports/{run.id}/rows/0/2",
        f"/imports/{run.id}/confirm",
    ):
        browser.get(path)
        with statements() as seen:
            browser.get(path)
        assert len(seen) <= 6, (path, [sql for sql, _params in seen])


ODD = (
    "",
    "<script>alert(1)</script>",
    "'; DROP TABLE client; --",
    "a\x00b",
    "²",
    "9" * 40,
    "-1",
    "%s %(name)s",
    "长" * 3000,
)


def test_no_value_of_any_field_breaks_a_page(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", BROKEN))
    base = f"/imports/{latest().id}"
    for odd in ODD:
        posts = [(f"{base}/rows/0/3", {"decision": odd}), (f"{base}/rows/0/3", {"cell-3": odd, "cell-²": odd, "cell-999": odd}),
                 (f"{base}/decide", {"decision": odd}), (f"{base}/confirm", {"mode": odd}), (f"{base}/undo", {"others": odd, "choice-x": odd}),
                 (f"{base}/columns", {"table": odd, "column-0": odd}), ("/imports/new", {"branch": odd, "like": odd, "files": odd})]  # fmt: skip
        for path, fields in posts:
            with browser.web.session_transaction() as session:
                session["csrf_token"] = browser.raw
            response = browser.web.post(
                path, data={**fields, "csrf_token": browser.csrf}, headers={"Referer": f"http://localhost{path}"}
            )
            assert response.status_code in (200, 303, 404, 409, 422), (path, odd)
            assert b"<script>alert" not in response.data, (path, odd)
        for path in (
            f"{base}/rows?sheet={odd}&show={odd}&after={odd}",
            f"/imports?before={odd}",
            f"{base}/records?table={odd}&after={odd}",
        ):
            assert browser.web.get(path).status_code == 200, (path, odd)
    assert Client.select().count() == 0


def test_two_rows_of_a_file_that_look_alike_are_two_clients(visit, branch_admin):
    twins = HEADER + "\n" + "".join(f"K{n},周国强,个人,13804310011,1980-05-06,\n" for n in range(1200))
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", twins))
    assert set(outcomes()) == {"new"}
    assert (confirmed(browser).state, Client.select().count()) == ("done", 1200)


def test_from_fault_to_fault_and_the_faulty_cell_comes_first(visit, branch_admin):
    browser = visit(branch_admin)
    people = [
        HEADER.split(","),
        *([f"K{n}", f"客户{n}", "贵人" if n in (3, 7) else "个人", f"138043100{n:02d}", "", ""] for n in range(1, 9)),
    ]
    accounts = [
        ["客户", "账号", "产品类别", "开户日期"],
        ["K1", "801", "存款", "2024-03-02"],
        ["K2", "802", "股票", "2024-03-02"],
    ]
    upload(browser, ("b.xlsx", workbook(客户=people, 账户=accounts)))
    base = f"/imports/{latest().id}/rows"
    page = browser.get(f"{base}/0/4")
    assert (
        page.html.select("#row input[aria-invalid]")[0]["name"]
        == page.html.select("#row input.form-control")[0]["name"]
        == "cell-2"
    )
    folded = page.html.select_one("#row details.fold")
    assert "The other cells of the row" in folded.summary.text and len(folded.select("input")) == 5
    assert (page.html.select("#row a[rel=prev]"), page.html.select_one("#row a[rel=next]")["href"]) == (
        [],
        f"{base}/0/8",
    )
    page = browser.get(f"{base}/0/8")
    assert page.html.select_one("#row a[rel=prev]")["href"] == f"{base}/0/4"
    assert page.html.select_one("#row a[rel=next]")["href"] == f"{base}/1/3", "of the next sheet"
    page = browser.get(f"{base}/1/3")
    assert page.html.select_one("#row a[rel=prev]")["href"] == f"{base}/0/8" and not page.html.select(
        "#row a[rel=next]"
    )
    for address, cell, text in ((f"{base}/0/4", "cell-2", "个人"), (f"{base}/0/8", "cell-2", "个人"), (f"{base}/1/3", "cell-2", "存款")):  # fmt: skip
        page = browser.post(address, **{cell: text})
    assert not page.html.select("#row details.fold") and "No other row is at fault" in page.text
