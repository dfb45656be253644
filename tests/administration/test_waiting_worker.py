"""While somebody else writes for long (a large generation), the worker waits for its turn and says so in one line."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import peewee
import pytest

from portal import config, jobs
from portal.database import be_patient, database, engine, open_connection, write
from portal.ground.patience import Over
from portal.models import WorkerSign

WAITS = "waits for its turn"


@pytest.fixture
def generation(app):
    """Somebody who holds SQLite's one place for writing until he commits."""
    if engine() != "sqlite":
        pytest.skip("on PostgreSQL many write at once")
    other = sqlite3.connect(database.obj.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@pytest.fixture
def over(app):
    """The end of a patient process; afterwards it is as impatient as any."""
    event = threading.Event()
    be_patient(event)
    if engine() == "sqlite":
        database.execute_sql("PRAGMA busy_timeout = 20")
    yield event
    database.obj.patience = None


def several(work):
    """The same work by three threads, as the worker's; answers them and what went wrong."""
    wrong = []

    def run():
        try:
            open_connection()
            work()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    return threads, wrong


def test_it_works(over, generation, caplog):
    threads, wrong = several(jobs.sign_of_life)
    threads[0].join(1.5)
    assert all(thread.is_alive() for thread in threads) and WorkerSign.select().count() == 0
    generation.execute("COMMIT")
    for thread in threads:
        thread.join(20)
    assert wrong == [] and WorkerSign.select().count() == 1
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(said) == 1 and WAITS in said[0].getMessage() and said[0].exc_info is None


def test_one_who_is_told_to_end_does_not_wait(over, generation):
    threads, wrong = several(jobs.sign_of_life)
    threads[0].join(0.5)
    over.set()
    for thread in threads:
        thread.join(20)
    assert [type(error) for error in wrong] == [Over] * 3


def test_a_statement_within_a_transaction_is_not_asked_again(over, generation):
    """What the transaction has read may no longer be so: it fails whole, and whoever began it begins anew."""
    with pytest.raises(peewee.OperationalError, match="locked"), database.atomic():
        WorkerSign.select().count()
        WorkerSign.delete().execute()


def test_postgresql_needs_no_patience(over):
    with write():
        jobs.sign_of_life()
    assert engine() == "sqlite" or not hasattr(database.obj, "patience")


def test_a_worker_that_comes_meanwhile(generation, tmp_path):
    """As a process of its own, from its first second: one line, no traceback, and its work is done afterwards."""
    settings = {
        "PORTAL_DATABASE": f"sqlite:///{database.obj.database}",
        "PORTAL_INSTANCE": str(tmp_path),
        "PYTHONPATH": str(config.ROOT),
    }
    command = [sys.executable, "-m", "portal", "worker"]
    environment = {**os.environ, **settings}
    worker = subprocess.Popen(command, cwd=config.ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert WAITS in worker.stderr.readline()
        generation.execute("COMMIT")
        seen = threading.Event()
        for _ in range(200):
            if WorkerSign.select().count() or seen.wait(0.1):
                break
        assert WorkerSign.select().exists()
    finally:
        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=30)
    assert "locked" not in said and "Traceback" not in said, said
