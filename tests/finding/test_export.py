"""Files of clients: written by the worker, masked, free of formulas, open to who asked, gone after their hours."""

from __future__ import annotations

import csv
import io
import stat
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from portal import jobs
from portal.actions.administration import keys, tasks
from portal.actions.finding import exports
from portal.actions.shared import files
from portal.ground import clock
from portal.ground.keys import new_key
from portal.models import AuditEntry, Client, Export, RecordAccess, Seat, Task
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.result import batches
from portal.rules.finding.place import packed
from portal.rules.shared.sheets import guarded
from tests.ground import people, trail
from tests.ground.together import together

COLUMNS = ["number", "name", "tier", "aum", "phone", "employer"]


@pytest.fixture
def book(served, liufang, wutao, branch_admin):
    Client.update(employer='=HYPERLINK("http://x")', aum_change=-500).where(Client.id == served.id).execute()
    return served


@pytest.fixture
def write(app, visit):
    """Ask for a file as somebody, let the worker write it, and read it."""

    def written(person, kind="csv", query="", **fields):
        browser = visit(person)
        page = browser.post(
            "/exports/new", list=packed(query, True), kind=kind, columns=fields.pop("columns", COLUMNS), **fields
        )
        assert page.path.startswith("/tasks/")
        with app.app_context():
            assert tasks.run_due(jobs.TASKS) == 1
        export = Export.select().order_by(Export.id.desc()).get()
        assert Task.get_by_id(export.task_id).state == "done", Task.get_by_id(export.task_id).error
        return browser, export, browser.web.get(f"/exports/{export.id}/file")

    return written


def rows(answer):
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_it_works(write, branch_admin, book):
    browser, _export, answer = write(branch_admin, query="tier=vip")
    assert answer.get_data().startswith(b"\xef\xbb\xbf") and "attachment" in answer.headers["Content-Disposition"]
    assert rows(answer)[0] == ["Number", "Client", "Tier", "Monthly AUM (yuan)", "Phone", "Employer"]
    assert [row[1] for row in rows(answer)[1:]] == ["陈刚", "刘芳"]
    assert (
        rows(answer)[1][5].startswith("'=HYPERLINK")
        and "****" in rows(answer)[1][4]
        and rows(answer)[1][3] == "8124000.0"
    )
    entry = trail.deeds().where(~AuditEntry.action.startswith("clients.fetched")).order_by(AuditEntry.id.desc()).get()
    assert entry.action == "clients.exported" and entry.words == {"count": "2", "kind": "csv", "filter": "tier=vip"}
    table = browser.get("/exports").table("exports")
    assert table[0][2] == "2" and table[0][3] == "masked" and table[0][4].startswith("until")


def test_a_workbook_holds_text_never_formulas(write, branch_admin, book, tmp_path):
    _browser, _export, answer = write(
        branch_admin, kind="xlsx", columns=[*COLUMNS, "change", "kind", "branch", "last", "due", "industry", "requests"]
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    assert len(sheet) == 4 and sheet[1][1] == "陈刚"
    assert '=HYPERLINK("http://x")' in sheet[1] and sheet[1][sheet[0].index("Change in 3 months (yuan)")] == -5
    import zipfile

    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml") and not [
            name for name in parts.namelist() if "hyperlink" in name.lower()
        ]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u3000=1", "\r=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", " ＝1"],
)
def test_dangerous_texts_are_guarded(text):
    assert guarded(text) == f"'{text}" and guarded("陈=1") == "陈=1"


def test_a_manager_takes_his_own_clients_masked(write, visit, manager, book):
    _browser, _export, answer = write(manager)
    assert [row[1] for row in rows(answer)[1:]] == ["陈刚"] and "****" in rows(answer)[1][4]
    page = visit(manager).get("/exports/new")
    assert page.html.find(id="unmasked") is None
    visit(manager).post(
        "/exports/new", status=403, list=packed("", True), kind="csv", columns=COLUMNS, unmasked="1", reason="想看"
    )


def test_whole_numbers_need_the_right_and_a_reason_and_are_recorded(write, visit, branch_admin, book):
    page = visit(branch_admin).post(
        "/exports/new", status=422, list=packed("", True), kind="csv", columns=COLUMNS, unmasked="1", reason=""
    )
    assert "reason" in page.errors
    _browser, _export, answer = write(branch_admin, query="tier=diamond", unmasked="1", reason="邮寄台历")
    assert rows(answer)[1][4] == book.mobile.replace("+", "'+")
    entry = trail.deeds().where(~AuditEntry.action.startswith("clients.fetched")).order_by(AuditEntry.id.desc()).get()
    assert entry.action == "clients.exported_whole" and entry.words["reason"] == "邮寄台历"
    assert RecordAccess.select().where(RecordAccess.kind == "export", RecordAccess.client == book.id).count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_whole_numbers_lie_encrypted_until_they_are_fetched(write, app, branch_admin, book, kind):
    """Whoever reads the disk or a copy of it has nothing; a masked file may lie there as it is."""
    _browser, export, answer = write(branch_admin, kind=kind, query="tier=diamond", unmasked="1", reason="邮寄台历")
    with app.app_context():
        path = exports.files.path_of(export.storage_name)
    kept = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not kept.startswith((b"PK", b"\xef\xbb\xbf")) and book.mobile.encode() not in kept
    if kind == "csv":
        assert rows(answer)[1][4] == book.mobile.replace("+", "'+")
    else:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
        assert book.mobile in sheet[1]


def test_each_time_a_file_is_taken_is_an_entry(write, visit, branch_admin, book):
    browser, export, _answer = write(branch_admin, query="tier=diamond", unmasked="1", reason="邮寄台历")
    before = AuditEntry.select().where(AuditEntry.action == "clients.fetched_whole").count()
    browser.get(f"/exports/{export.id}/file")
    browser.get(f"/exports/{export.id}/file")
    entries = list(AuditEntry.select().where(AuditEntry.action == "clients.fetched_whole").order_by(AuditEntry.id))
    assert len(entries) == before + 2 and entries[-1].subject_id == export.id
    assert entries[-1].words["count"] == str(Export.get_by_id(export.id).rows)


def test_a_rotation_carries_waiting_files_over(write, visit, app, branch_admin, book):
    browser, export, _answer = write(branch_admin, query="tier=diamond", unmasked="1", reason="邮寄台历")
    with app.app_context():
        path = files.path_of(Export.get_by_id(export.id).storage_name)
        before = path.read_bytes()
        assert len(keys.rotate(app.config["DATA_KEY"])) == 1
        assert path.read_bytes()[:8] != before[:8] and path.stat().st_mode & 0o777 == 0o600
    assert book.mobile.replace("+", "").encode() in browser.get(f"/exports/{export.id}/file").response.get_data()


def test_a_rotation_lets_go_what_it_cannot_read(write, app, branch_admin, book):
    _browser, export, _answer = write(branch_admin, query="tier=diamond", unmasked="1", reason="邮寄台历")
    with app.app_context():
        files.path_of(Export.get_by_id(export.id).storage_name).write_bytes(b"nothing of ours")
        keys.rotate(app.config["DATA_KEY"])
    assert Export.get_by_id(export.id).storage_name == ""


def test_a_key_that_is_gone_opens_no_file(write, visit, app, branch_admin, book):
    browser, export, _answer = write(branch_admin, query="tier=diamond", unmasked="1", reason="邮寄台历")
    app.config["DATA_KEY"].add(new_key())
    browser.get(f"/exports/{export.id}/file")
    app.config["DATA_KEY"].retire()
    assert "made again" in browser.get(f"/exports/{export.id}/file", status=409).text
    browser.get(f"/exports/{export.id}/file", status=404)
    assert f"/exports/{export.id}/file" not in browser.get("/exports").links()


def test_only_who_asked_reads_it(write, visit, branch_admin, upper_admin, manager, book):
    _browser, export, _answer = write(branch_admin)
    for person in (upper_admin, manager):
        visit(person).get(f"/exports/{export.id}/file", status=404)
        assert visit(person).get("/exports").table("exports") == []


def test_it_expires(write, visit, app, branch_admin, book, at):
    browser, export, _answer = write(branch_admin)
    at("2026-11-25 10:01")
    browser = visit(branch_admin)
    browser.get(f"/exports/{export.id}/file", status=404)
    assert "expired" in browser.get("/exports").table("exports")[0][4]
    with app.app_context():
        path = exports.files.path_of(export.storage_name)
        assert path.is_file() and exports.expire() == 1 and not path.is_file() and exports.expire() == 0
    assert Export.get().storage_name == ""


def test_what_is_refused(visit, branch_admin, book, monkeypatch):
    browser = visit(branch_admin)
    for fields in ({"columns": []}, {"kind": "exe"}, {"columns": ["password_hash"]}):
        browser.post(
            "/exports/new", status=422, **{"list": packed("", True), "kind": "csv", "columns": COLUMNS} | fields
        )
    browser.post("/exports/new", status=422, list=packed("q=220102197805061234", True), kind="csv", columns=COLUMNS)
    monkeypatch.setattr("portal.reads.administration.settings.value", lambda name, on=None: 2)
    assert (
        "at most 2"
        in browser.post("/exports/new", status=422, list=packed("", True), kind="csv", columns=COLUMNS).refusal
    )
    assert Export.select().count() == Task.select().count() == 0


def test_a_run_that_breaks_leaves_no_file(app, visit, branch_admin, book, monkeypatch):
    visit(branch_admin).post("/exports/new", list=packed("", True), kind="csv", columns=COLUMNS)
    monkeypatch.setattr(exports, "audit", lambda *a, **k: 1 / 0)
    with app.app_context():
        tasks.run_due(jobs.TASKS)
        assert not list(exports.files.path_of("xx").parent.parent.rglob("*.csv"))
    assert Task.get().state == "failed" and Export.get().storage_name == ""
    assert "not finished" in visit(branch_admin).get("/exports").table("exports")[0][4]


def test_nobody_else_exports(visit, specialist, coordinator, auditor, chengang):
    for person in (specialist, coordinator, auditor, chengang):
        visit(person).get("/exports/new", status=403)


def test_many_are_written_in_batches(write, branch_admin, monkeypatch):
    monkeypatch.setattr("portal.reads.finding.result.batches.__defaults__", (2,))
    for n in range(5):
        people.client(None, f"客户{n}")
    assert len(rows(write(branch_admin)[2])) == 6 and clock.now()


def test_sent_twice_at_once_one_file_is_written(app, branch_admin, book):
    actor = people.actor(branch_admin)
    deeds = [lambda: exports.begin(actor, ClientFilter(), "csv", ["name"], False, "", "one-form").task_id] * 4
    assert together(app, *deeds) == [Task.get().id] * 4 and Export.select().count() == 1


ORDERS = [
    ("", ["陈刚", "刘芳", "吴涛"]),
    ("order=name", ["陈刚", "刘芳", "吴涛"]),
    ("order=newest", ["吴涛", "刘芳", "陈刚"]),
    ("order=due", ["吴涛", "陈刚", "刘芳"]),
    ("order=nonsense", ["陈刚", "刘芳", "吴涛"]),
]


@pytest.mark.parametrize(("query", "expected"), ORDERS)
def test_the_file_follows_the_order_of_the_list(write, visit, branch_admin, book, wutao, monkeypatch, query, expected):
    monkeypatch.setattr("portal.reads.finding.result.batches.__defaults__", (2,))
    Client.update(next_contact_due=date(2026, 12, 1)).where(Client.id == wutao.id).execute()
    Client.update(next_contact_due=date(2026, 12, 2)).where(Client.id == book.id).execute()
    seen = [row[1] for row in visit(branch_admin).get(f"/clients?{query}").table("clients")]
    assert [row[1] for row in rows(write(branch_admin, query=query)[2])[1:]] == seen == expected


def test_the_page_names_the_order(visit, branch_admin, book):
    page = visit(branch_admin).get("/exports/new?order=due&tier=vip")
    assert "2 clients, in the order of the list: Next contact due." in page.text
    page = visit(branch_admin, language="zh").get("/exports/new")
    assert "3 位客户，按列表顺序" in page.text


def test_the_columns_of_his_list_are_ticked(visit, branch_admin, book):
    def ticked():
        page = visit(branch_admin).get("/exports/new")
        return [box["value"] for box in page.html.select("input[name=columns][checked]")]

    assert ticked() == ["number", "name", "tier", "kind", "manager", "adviser", "aum", "change", "last", "due"]
    visit(branch_admin).post("/clients/columns", columns=["phone", "industry"])
    assert ticked() == ["name", "phone", "industry"]


def test_who_leaves_the_scope_meanwhile_is_left_out(app, manager, book, liufang):
    people.seat(liufang, "manager", manager)
    scope = ClientScope(people.actor(manager))
    found = batches(scope, ClientFilter(), "aum", 10, 1)
    assert [row.name for row in next(found)] == ["陈刚"]
    Seat.delete().where(Seat.client == liufang).execute()
    Client.update(manager=None).where(Client.id == liufang.id).execute()
    assert [row.name for rows_ in found for row in rows_] == []
