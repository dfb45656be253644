"""What the worker does stands in three tables: nothing marked is forgotten, one failure leaves the others running."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import portal
from portal import config, jobs
from portal.actions.administration import statistics, upkeep
from portal.ground.steps import MARK
from portal.models import WorkerSign
from portal.words import said

TABLES = {"minute": jobs.EVERY_MINUTE, "night": jobs.EVERY_NIGHT}
ROOM = Path(portal.__file__).parent


def marked():
    """(mark, function) of each function of the portal that the worker is to call."""
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if ".migrations" in module.name or module.name.endswith("__main__"):
            continue
        for one in vars(importlib.import_module(module.name)).values():
            if callable(one) and getattr(one, "__module__", "") == module.name and MARK in getattr(one, "__dict__", {}):
                yield getattr(one, MARK), one


def test_it_works():
    found = list(marked())
    for name, table in TABLES.items():
        assert {one for mark, one in found if mark == name} == set(table) and len(set(table)) == len(table)
    assert {mark: one for mark, one in found if mark not in TABLES} == jobs.TASKS
    assert len(found) == sum(map(len, (*TABLES.values(), jobs.TASKS)))


def test_statistics_come_last_and_pairs_first():
    assert jobs.EVERY_NIGHT[-1] is statistics.gather
    assert [step.__name__ for step in jobs.EVERY_NIGHT[:2]] == ["nightly", "nightly"]
    assert jobs.EVERY_NIGHT[0].__module__.endswith("duplicates")


def test_each_task_has_its_words():
    assert jobs.TASKS.keys() == said.TASKS.keys()


def test_nothing_is_imported_only_for_what_its_import_does():
    guilty = [path.name for path in ROOM.rglob("*.py") if "F401" in path.read_text(encoding="utf-8")]
    assert guilty == []


def test_who_serves_pages_needs_no_tables_of_the_worker():
    said = "import sys, portal.assembly, portal.views; assert 'portal.jobs' not in sys.modules"
    subprocess.run([sys.executable, "-c", said], cwd=config.ROOT, check=True)


def failing():
    raise ZeroDivisionError("a step that fails")


@pytest.mark.parametrize(("table", "run"), [("EVERY_MINUTE", jobs.minute), ("EVERY_NIGHT", jobs.night)])
def test_one_that_fails_leaves_the_others_running(app, at, monkeypatch, caplog, table, run):
    at("2026-11-24 10:00")
    done = []
    monkeypatch.setattr(jobs, table, (lambda: done.append("before") or 1, failing, lambda: done.append("after") or 2))
    assert run() == 3 and done == ["before", "after"]
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in said] == [f"the step {__name__}.failing failed"]
    assert said[0].exc_info


def test_every_minute_the_worker_says_that_it_lives(app):
    assert jobs.EVERY_MINUTE[0]() == 0 and WorkerSign.get().name == "worker"


def test_a_whole_minute_and_a_whole_night(app, caplog):
    """Of an empty bank nothing moves, and no step fails."""
    with app.app_context():
        assert jobs.minute() == 0 and upkeep.night(jobs.EVERY_NIGHT) == 0
    assert "failed" not in caplog.text
