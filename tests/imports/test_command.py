"""`portal import`: bad arguments end with one clear line, or with the JSON object that names the fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from portal.importing.command import run
from portal.models import Client

from . import berka


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
