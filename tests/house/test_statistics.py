"""Statistics for the planners are kept by the product, and SQLite's log is cut after long work."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from portal import jobs
from portal.actions.administration import statistics
from portal.database import LOG_BYTES, cut_log, database, engine, write
from portal.generating import command, drawing
from portal.models import Client
from tests.imports import files

SPEAKS = "EXPLAIN QUERY PLAN SELECT {n}, id FROM odd WHERE a = 1 AND b = 7"


def known_tables() -> set[str]:
    if engine() == "sqlite":
        if not database.execute_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchall():
            return set()
        return {row[0] for row in database.execute_sql("SELECT DISTINCT tbl FROM sqlite_stat1").fetchall()}
    asked = "SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'"
    return {row[0] for row in database.execute_sql(asked).fetchall()}


def test_it_works(app, served, manager):
    assert statistics.gather() == 0
    assert {"client", "seat", "staff"} <= known_tables()


def test_every_night(app):
    assert jobs.EVERY_NIGHT[-1] is statistics.gather


def test_after_generating(app):
    with app.app_context():
        command.generate(40, 7, app.config["DATA_KEY"])
    assert {"client", "monthly_aum", "transaction"} <= known_tables()


@pytest.mark.parametrize("many, asked", [(2, ["statistics", "log"]), (3, [])])
def test_after_a_large_import_and_not_after_a_small_one(visit, branch_admin, monkeypatch, many, asked):
    done = []
    monkeypatch.setattr(statistics, "MANY_ROWS", many)
    monkeypatch.setattr(statistics, "gather", lambda: done.append("statistics"))
    monkeypatch.setattr(statistics, "cut_log", lambda: done.append("log"))
    browser = visit(branch_admin)
    files.upload(browser, ("clients.csv", files.PEOPLE))
    assert done == []
    files.confirmed(browser)
    assert Client.select().count() == 2 and done == asked


@pytest.fixture
def elsewhere(app):
    """Another connection to the same SQLite file, opened before."""
    if engine() != "sqlite":
        pytest.skip("SQLite alone keeps statistics in each connection, and a log beside the file")
    opened = sqlite3.connect(database.obj.database)
    yield opened
    opened.close()


def test_those_who_have_the_database_open_take_note(elsewhere):
    """Once when there were none, and once when they had grown old."""
    for sql in ("CREATE TABLE odd (id INTEGER PRIMARY KEY, a, b)", "CREATE INDEX odd_b ON odd (b)", "CREATE INDEX odd_a ON odd (a)"):  # fmt: skip
        database.execute_sql(sql)
    for number, (rows, index) in enumerate(
        (("SELECT value, value % 2, value FROM n", "odd_b"), ("SELECT value, value, value % 2 FROM n", "odd_a"))
    ):
        with write():
            database.execute_sql("DELETE FROM odd")
            database.execute_sql(
                "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 3000)"
                f" INSERT INTO odd {rows}"
            )
        statistics.gather()
        elsewhere.execute("SELECT COUNT(*) FROM branch").fetchall()
        (step,) = elsewhere.execute(SPEAKS.format(n=number)).fetchall()
        assert index in step[-1], (number, step)


def log_of() -> int:
    path = Path(f"{database.obj.database}-wal")
    return path.stat().st_size if path.exists() else 0


def test_the_log_is_cut(elsewhere):
    elsewhere.execute("SELECT COUNT(*) FROM branch").fetchall()
    with write():
        database.execute_sql("CREATE TABLE long (text)")
        for _ in range(20):
            database.execute_sql("INSERT INTO long VALUES (zeroblob(1000000))")
    assert log_of() > 20_000_000
    cut_log()
    assert log_of() == 0


def test_the_log_stays_while_somebody_reads_and_nothing_fails(elsewhere):
    elsewhere.isolation_level = None
    elsewhere.execute("BEGIN")
    elsewhere.execute("SELECT COUNT(*) FROM branch").fetchall()
    database.execute_sql("PRAGMA busy_timeout = 10")
    with write():
        database.execute_sql("CREATE TABLE long (text)")
        database.execute_sql("INSERT INTO long VALUES (zeroblob(1000000))")
    cut_log()
    assert log_of() > 1_000_000
    elsewhere.execute("COMMIT")
    cut_log()
    assert log_of() == 0


def test_each_connection_keeps_the_log_within_a_size(elsewhere):
    assert database.execute_sql("PRAGMA journal_size_limit").fetchone() == (LOG_BYTES,)


def test_a_large_generation_beside_an_open_portal_leaves_no_log(app, elsewhere, monkeypatch):
    """Somebody has the database open, so its log is on while many rows come in."""
    elsewhere.execute("SELECT COUNT(*) FROM client").fetchall()
    monkeypatch.setattr(command, "ALONE", 100)
    with app.app_context():
        command.generate(drawing.CHUNK + 50, 7, app.config["DATA_KEY"])
    assert Client.select().count() > drawing.CHUNK and log_of() == 0
