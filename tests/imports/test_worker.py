"""What the worker does with an import: stopped it leaves nothing, two at once do not write, nightly files come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import jobs
from portal.actions.administration import tasks
from portal.importing import steps
from portal.importing.command import run as command
from portal.models import (
    Account,
    AccountRight,
    Client,
    HoldingAccount,
    ImportChange,
    ImportRow,
    ImportRun,
    Notice,
    Transaction,
)
from tests.ground import people
from tests.imports import berka
from tests.imports.files import PEOPLE, confirmed, latest, outcomes, upload
from tests.imports.files import work as worker

MANY = "外部编号,姓名\n" + "".join(f"K{n},客户{n}\n" for n in range(4000))


def test_stopped_nothing_is_written_and_it_can_be_confirmed_again(visit, branch_admin, monkeypatch):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", MANY))
    run = latest()
    browser.post(f"/imports/{run.id}/confirm", mode="all", version=str(run.version))
    assert "Waiting for its turn" in browser.get(f"/imports/{run.id}").text
    page = browser.post(f"/imports/{run.id}/stop")
    assert page.notice == "It will stop at the next step; nothing of it is kept."
    assert (worker(browser), latest().state, Client.select().count()) == (0, "review", 0)
    monkeypatch.setattr(tasks, "EVERY_SECONDS", 0)
    monkeypatch.setattr(steps.Batch, "into", _stopping(steps.Batch.into))
    confirmed(browser, latest())
    assert (latest().state, Client.select().count(), ImportChange.select().count()) == ("review", 0, 0)
    monkeypatch.undo()
    confirmed(browser, latest())
    assert (latest().state, Client.select().count()) == ("done", 4000)


def _stopping(into):
    """Somebody presses "stop" while the first rows are being written."""

    def pressed(batch, sink):
        tasks._file(latest().task, "stop").touch()
        into(batch, sink)

    return pressed


def test_one_import_writes_at_a_branch_at_a_time(visit, branch_admin, other_branch_admin, capsys):
    browser = visit(branch_admin)
    upload(browser, ("a.csv", PEOPLE))
    first = latest()
    upload(browser, ("b.csv", PEOPLE.replace("一汽大众", "一汽红旗")))
    second = latest()
    browser.post(f"/imports/{first.id}/confirm", mode="all", version=str(first.version))
    page = browser.post(f"/imports/{second.id}/confirm", status=409, mode="all", version=str(second.version))
    assert "Another import is writing at this branch" in page.refusal
    assert ImportRun.get_by_id(second.id).state == "review"
    with browser.app.app_context():
        assert command(browser.app.config["SETTINGS"], "portal", __file__, "FAW", True, True) == 1
    assert "another import is writing at FAW" in capsys.readouterr().out
    upload(visit(other_branch_admin), ("c.csv", PEOPLE.replace("K", "J").replace("1380431", "1390431")), branch="JY")
    assert [ImportRun.get_by_id(one).state for one in (first.id, second.id)] == ["done", "review"]


def test_a_fault_of_the_portal_leaves_the_run_as_it_was(visit, branch_admin, monkeypatch):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    monkeypatch.setattr(steps.Writing, "follow", lambda writing: 1 / 0)
    run = confirmed(browser)
    assert (run.state, Client.select().count()) == ("review", 0)
    assert "This stopped because of a fault of the portal" in browser.get(f"/imports/{run.id}").refusal


def test_rows_that_cannot_be_written_after_all_are_named(visit, branch_admin, manager):
    from tests.imports.test_workbook import whole

    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", whole()))
    Account.update(username="somebody").where(Account.staff == manager.id).execute()
    manager.name = "王磊磊"
    manager.save()
    run = confirmed(browser)
    assert (run.state, Client.select().count(), outcomes(run, 4)) == ("review", 0, ["rejected"])
    assert "While writing, some rows could not be written after all" in browser.get(f"/imports/{run.id}").refusal


@berka.needed
@pytest.mark.one_engine("sqlite")  # `test_import_berka.py` asks both
def test_the_real_export_comes_in_through_the_page_with_the_same_totals(visit, branch_admin):
    import json

    browser = visit(branch_admin)
    upload(browser, *((name, (berka.FOLDER / name).read_bytes()) for name in berka.ROWS))
    run = latest()
    assert (run.state, run.format, sum(counts.get("new", 0) for counts in run.counts)) == (
        "review",
        "berka",
        sum(berka.ROWS.values()),
    )
    run = confirmed(browser)
    assert (run.state, json.loads(run.summary)["totals"]) == ("done", berka.TOTALS)
    assert (Client.select().count(), HoldingAccount.select().count(), Transaction.select().count()) == (
        5369,
        4500,
        49102,
    )
    assert (
        ImportChange.select().where(ImportChange.changes.is_null()).count()
        == sum(berka.ROWS.values()) - berka.ROWS["district.csv"]
    )


def test_old_rows_of_the_staging_ground_go(visit, branch_admin, at, app):
    from portal.importing.inbox import clean_up

    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    with app.app_context():
        assert clean_up() == 0 and ImportRow.select().count() == 2
        at("2026-12-30 02:00")
        assert clean_up() == 1 and ImportRow.select().count() == 0
    assert ImportChange.select().count() == 2


@pytest.fixture
def laid_down(app, tmp_path):
    """`laid_down("FAW/a.csv", text)`: another system lays a file down; answers its path."""
    app.config["SETTINGS"].inbox = str(tmp_path / "inbox")

    def lay(name: str, content: str) -> Path:
        path = tmp_path / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    return lay


def look(app) -> int:
    from portal.importing import inbox

    with app.app_context():
        count = inbox.look()
        tasks.run_due(jobs.TASKS)
    return count


def test_a_nightly_file_comes_in_by_itself_once(app, visit, branch_admin, laid_down):
    path = laid_down("FAW/客户.csv", PEOPLE)
    assert look(app) == 0, "it may still be being written"
    path.write_text(PEOPLE + "K3,孙玉琴,个人,13804310013,1970-01-01,一汽红旗\n")
    assert look(app) == 0, "it has grown since"
    assert look(app) == 1
    run = latest()
    assert (run.state, run.origin, run.mode, Client.select().count(), path.exists()) == (
        "done",
        "folder",
        "all",
        3,
        False,
    )
    assert [entry.name for entry in (path.parent / "done").iterdir()] == [f"{run.id}-客户.csv"]
    assert [notice.kind for notice in Notice.select()] == ["import.done"]
    laid_down("FAW/again.csv", PEOPLE + "K3,孙玉琴,个人,13804310013,1970-01-01,一汽红旗\n")
    assert [look(app), look(app)] == [0, 0]
    assert (ImportRun.select().count(), (path.parent / "done" / "same-again.csv").exists()) == (1, True)
    assert "Nightly folder" in visit(branch_admin).get("/imports").text


def test_a_nightly_file_with_faults_waits_for_the_admin(app, branch_admin, laid_down):
    path = laid_down("FAW/客户.csv", PEOPLE.replace("13804310012", "1380431"))
    look(app)
    look(app)
    assert (latest().state, Client.select().count()) == ("review", 0)
    assert [entry.name for entry in (path.parent / "failed").iterdir()] == [f"{latest().id}-客户.csv"]
    assert [(notice.kind, notice.path) for notice in Notice.select()] == [("import.waits", f"/imports/{latest().id}")]


def test_a_folder_is_one_import(app, branch_admin, laid_down):
    laid_down("FAW/export/clients.csv", PEOPLE)
    laid_down("FAW/export/accounts.csv", "client,number,product,opened_on\nK1,801,deposit,2024-03-02\n")
    look(app)
    look(app)
    assert (latest().state, HoldingAccount.select().count(), AccountRight.select().count()) == ("done", 1, 1)


def test_a_nightly_file_with_a_question_waits_for_an_answer(app, visit, branch_admin, laid_down):
    """Nobody is there to be asked: it waits under /imports, the data people hear of it, and go on by answering."""
    path = laid_down("FAW/名单.csv", "姓名,手机号,联系电话\n周国强,13804310011,0431-85901234\n刘玉兰,13804310012,\n")
    look(app)
    look(app)
    run = latest()
    assert (run.state, run.origin, run.options["asks"], Client.select().count()) == (
        "mapping",
        "folder",
        {"名单.csv": ["twice"]},
        0,
    )
    assert [entry.name for entry in (path.parent / "failed").iterdir()] == [f"{run.id}-名单.csv"]
    told = [(row.account.username, row.kind, row.path) for row in Notice.select()]
    assert told == [(people.account_of(branch_admin).username, "import.asks", f"/imports/{run.id}")]
    browser = visit(branch_admin)
    listed = browser.get("/imports")
    assert "Waits for an answer" in listed.text and "Nightly folder" in listed.text
    assert f"/imports/{run.id}" in listed.links()
    page = browser.get(f"/imports/{run.id}")
    assert "Several columns mean the same" in page.text
    look(app)
    assert (latest().id, Notice.select().count()) == (run.id, 1), "it is not asked again and again"
    said = {"table": "clients", "column-0": "name", "column-1": "mobile", "column-2": "phones", "continues": "portal"}
    browser.post(f"/imports/{run.id}/columns", **said)
    with app.app_context():
        tasks.run_due(jobs.TASKS)
    assert latest().state in ("review", "done")
    if latest().state == "review":
        confirmed(browser)
    assert Client.select().count() == 2
