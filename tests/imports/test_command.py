"""`portal import`: bad arguments end with one clear line, or with the JSON object that names the fault."""

from __future__ import annotations

import json
import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.actions.administration import tasks
from portal.importing import steps
from portal.importing.command import run
from portal.models import Client, ImportChange, ImportRow, ImportRun, Task
from tests.ground import people
from tests.imports import berka
from tests.imports.files import PEOPLE, confirmed, work


def said(app: Flask, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, dict[str, object]]:
    """Exit code and standard error without --json; the object with it."""
    with app.app_context():
        code = run(app.config["SETTINGS"], *words, dry_run=False, as_json=False)  # type: ignore[misc]
        spoken = capsys.readouterr()
        assert spoken.out == ""
        again = run(app.config["SETTINGS"], *words, dry_run=False, as_json=True)  # type: ignore[misc]
        assert again == code
    return code, spoken.err, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("form", ["skoda", "../berka", ""])
def test_an_unknown_format(app: Flask, capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str) -> None:
    code, line, found = said(app, capsys, form, str(tmp_path), "FAW")
    assert (code, line) == (1, f"portal: there is no format {form}; there are: berka, portal\n")
    assert found["faults"] == [{"file": "", "line": 0, "column": "", "reason": line.removeprefix("portal: ").strip()}]
    assert (found["files"], found["totals"]) == ({}, {})


def test_an_unknown_branch(app: Flask, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert said(app, capsys, "berka", str(tmp_path), "FAV")[:2] == (1, "portal: there is no branch FAV\n")


def test_a_folder_without_the_files(app: Flask, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, line, _found = said(app, capsys, "berka", str(tmp_path), "FAW")
    files = "district.csv, client.csv, disp.csv, account.csv, card.csv, loan.csv, order.csv, trans.csv"
    assert (code, line) == (1, f"portal: {tmp_path} lacks {files}\n")


def test_no_such_folder_and_a_file_of_another_name(
    app: Flask, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    assert said(app, capsys, "berka", str(nowhere), "FAW")[1] == f"portal: there is no folder or file {nowhere}\n"
    nowhere.write_text("")
    assert said(app, capsys, "berka", str(nowhere), "FAW")[1] == "portal: berka has no file nowhere\n"
    assert Client.select().count() == 0


@berka.needed
def test_what_people_read(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with app.app_context():
        assert run(app.config["SETTINGS"], "berka", str(berka.FOLDER / "client.csv"), "FAW", True, False) == 1
    spoken = capsys.readouterr()
    assert "client.csv, line 2, district_id: there is no “18” in district" in spoken.err
    assert spoken.err.endswith("portal: nothing was written\n")
    assert "unchanged" in spoken.out


def bring(app: Flask, capsys: pytest.CaptureFixture[str], source: Path, dry: bool = False) -> dict[str, Any]:
    """The object that the command prints."""
    with app.app_context():
        code = run(app.config["SETTINGS"], "portal", str(source), "FAW", dry, True)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == (1 if found["faults"] else 0)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text(PEOPLE)
    return path


def test_its_import_is_a_run_like_those_of_the_page(app, capsys, visit, branch_admin, other_branch_admin, file):
    found = bring(app, capsys, file)
    one = ImportRun.get()
    assert (found["import"], one.state, one.origin, one.counts) == (one.id, "done", "command", [{"new": 2}])
    assert ImportChange.select().where(ImportChange.run == one).count() == 2
    browser = visit(branch_admin)
    assert "Command line" in browser.get("/imports").text
    page = browser.get(f"/imports/{one.id}/records?what=new&table=clients")
    assert [row[1][:3] for row in page.table("records")] == ["周国强", "刘玉兰"]
    visit(other_branch_admin).get(f"/imports/{one.id}", status=404)
    browser.post(f"/imports/{one.id}/undo")
    work(browser)
    assert (ImportRun.get().state, Client.select().count()) == ("undone", 0)


def test_what_is_at_fault_waits_on_the_page(app, capsys, visit, branch_admin, file):
    file.write_text(PEOPLE.replace("13804310012", "138"))
    found = bring(app, capsys, file)
    assert [(fault["line"], fault["column"]) for fault in found["faults"]] == [(3, "mobile")]
    one = ImportRun.get()
    assert (one.state, one.id, Client.select().count()) == ("review", found["import"], 0)
    browser = visit(branch_admin)
    browser.post(f"/imports/{one.id}/rows/0/3", **{"cell-3": "13804310012"})
    confirmed(browser)
    assert (ImportRun.get().state, Client.select().count()) == ("done", 2)


def test_a_row_that_looks_known_is_left_to_a_person(app, capsys, visit, branch_admin, file):
    person = people.client(None, "周国强", mobile="+8613804310011", birthday=date(1980, 5, 6))
    found = bring(app, capsys, file)
    assert found["faults"][0]["reason"] == f"this looks like client {person.number}; please decide it on the page"
    assert (ImportRun.get().state, found["files"]["clients.csv"]["rejected"], Client.select().count()) == (
        "review",
        1,
        1,
    )


def test_a_dry_run_leaves_no_record(app, capsys, file):
    found = bring(app, capsys, file, dry=True)
    assert (found["import"], found["files"]["clients.csv"]["added"]) == (None, 2)
    assert [model.select().count() for model in (ImportRun, ImportRow, Client, Task)] == [0] * 4


def test_what_stopped_it_left_nothing(app, capsys, file, monkeypatch):
    """Ctrl-C: the signal asks the task to stop at its next step."""
    monkeypatch.setattr(tasks, "EVERY_SECONDS", 0)
    into = steps.Batch.into

    def pressed(batch, sink):
        os.kill(os.getpid(), signal.SIGINT)
        into(batch, sink)

    monkeypatch.setattr(steps.Batch, "into", pressed)
    file.write_text(PEOPLE + "".join(f"K{n},客户{n},个人,,,\n" for n in range(3, 2600)))
    found = bring(app, capsys, file)
    assert [fault["reason"] for fault in found["faults"]] == ["stopped; nothing of it was kept"]
    assert (ImportRun.get().state, Client.select().count()) == ("review", 0)
    monkeypatch.undo()


def test_when_its_process_dies_the_worker_goes_on(app, capsys, visit, branch_admin, file, monkeypatch):
    class Killed(BaseException):
        """As `kill -9` does."""

    def dies(*words):
        raise Killed()

    with monkeypatch.context() as patch:
        patch.setattr(steps.Batch, "into", dies)
        with pytest.raises(Killed):
            bring(app, capsys, file)
    assert (ImportRun.get().state, Task.select().order_by(Task.id.desc()).get().state) == ("loading", "running")
    with app.app_context():
        tasks._file(ImportRun.get().task, "json").unlink()
    work(visit(branch_admin))
    assert (ImportRun.get().state, Client.select().count()) == ("done", 2)
