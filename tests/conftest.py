"""Fixtures: the portal on both databases, and the people of the branch."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import database, jobs
from portal.actions.administration import tasks
from portal.ground import clock
from portal.models import Client, Staff
from tests.ground import people, trail
from tests.ground.application import Application
from tests.ground.engines import ENGINES, Copies, Postgres, left_out
from tests.ground.pages import Visitor
from tests.ground.workers import Grouped

IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where the databases of tests lie: a disk that forgets is quicker, and nothing here must last."""

_folders = itertools.count(1)

MOMENT = datetime(2026, 11, 24, 2, 0, tzinfo=clock.UTC)
"""Tuesday 24 November 2026, 10:00 in Changchun: when all tests take place unless they say otherwise."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="portal-tests-", dir=IN_MEMORY))
        folder.chmod(0o755)
        config.portal_postgres = Postgres(folder / "postgres")  # type: ignore[attr-defined]
        config.portal_folder = folder  # type: ignore[attr-defined]


class Nodes:
    """With several workers: all use the one PostgreSQL that the first process started."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["postgres"] = node.config.portal_postgres.url
        node.workerinput["folder"] = str(node.config.portal_folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Grouped:
    return Grouped(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one engine (`ground/engines.py`) leave the other out, unless `ENGINES=both` wants everything."""
    if os.environ.get("ENGINES") != "both":
        left = [item for item in items if isinstance(item, pytest.Function) and left_out(item)]
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [item for item in items if item not in gone]


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.pluginmanager.hasplugin("dsession"):
        session.config.pluginmanager.register(Nodes())


def pytest_unconfigure(config: pytest.Config) -> None:
    server = getattr(config, "portal_postgres", None)
    if server is not None:
        server.stop()
        shutil.rmtree(config.portal_folder, ignore_errors=True)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def own_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of this worker, named like it."""
    workerinput = getattr(request.config, "workerinput", None)
    worker = workerinput["workerid"] if workerinput else "main"
    folder = Path(workerinput["folder"] if workerinput else request.config.portal_folder) / worker  # type: ignore[attr-defined]
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def copies(request: pytest.FixtureRequest, own_folder: Path) -> Iterator[Copies]:
    workerinput = getattr(request.config, "workerinput", None)
    url = workerinput["postgres"] if workerinput else request.config.portal_postgres.url  # type: ignore[attr-defined]
    made = Copies(own_folder.name, own_folder, url)
    yield made
    made.close()


@pytest.fixture
def tmp_path(own_folder: Path) -> Iterator[Path]:
    """A folder for one test. Pytest's own looks through those of all tests before, and lies on the disk."""
    folder = own_folder / f"folder_{next(_folders)}"
    folder.mkdir(0o700)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def application() -> Application:
    """The one application of this worker."""
    return Application()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, copies: Copies) -> Iterator[str]:
    """A fresh, migrated database with the bank's reference data, on both engines; marked `one_engine`, on one."""
    url = copies.fresh(request.param)
    yield url
    copies.drop(url)


@pytest.fixture
def app(application: Application, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    turned = application.turned_to(database_url, tmp_path / "instance")
    clock.set_source(lambda: MOMENT)
    database.open_connection()
    yield turned
    unnamed = trail.unnamed_columns()
    database.release_connection()
    clock.set_source(None)
    assert not unnamed, f"deeds changed columns that their area has no name for (words/<area>.py, FIELDS): {unnamed}"


@pytest.fixture
def at() -> Iterator[Callable[[str], None]]:
    """Move the stopped clock: `at("2026-11-25 09:30")` on the bank's wall."""
    yield lambda text: clock.set_source(lambda: clock.from_local(datetime.fromisoformat(text)))
    clock.set_source(None)


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    """`work()`: the worker does every task that waits; answers how many."""

    def run() -> int:
        with app.app_context():
            return tasks.run_due(jobs.TASKS)

    return run


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """`visit(manager).get("/home")`: somebody signed in at a browser; without a person a stranger."""

    def visitor(person: Staff | Client | str | None = None, **options: Any) -> Visitor:
        account = None
        if person is not None:
            account = (
                people.Account.get(people.Account.username == person)
                if isinstance(person, str)
                else people.account_of(person)
            )
        return Visitor(app, account, **options)

    return visitor


def _fixture(function: Callable[[], Any], name: str) -> Any:
    @pytest.fixture(name=name)
    def made(app: Flask) -> Any:
        return function()

    return made


manager = _fixture(lambda: people.staff("wanglei", "王磊", "manager"), "manager")
second_manager = _fixture(lambda: people.staff("qianfeng", "钱峰", "manager"), "second_manager")
adviser = _fixture(lambda: people.staff("lina", "李娜", "adviser", post="wealth_adviser"), "adviser")
specialist = _fixture(lambda: people.staff("hejun", "何军", "specialist", post="lobby_manager"), "specialist")
coordinator = _fixture(lambda: people.staff("sunyue", "孙悦", "coordinator", post="event_officer"), "coordinator")
branch_admin = _fixture(lambda: people.staff("zhaomin", "赵敏", "branch_admin", post="branch_head"), "branch_admin")
upper_admin = _fixture(lambda: people.staff("luwei", "陆薇", "branch_admin", at="CC"), "upper_admin")
other_branch_admin = _fixture(lambda: people.staff("machao", "马超", "branch_admin", at="JY"), "other_branch_admin")
other_manager = _fixture(lambda: people.staff("zhangwei", "张伟", "manager", at="JY"), "other_manager")
head_office = _fixture(lambda: people.staff("gaoyuan", "高远", "head_office", at="JLB"), "head_office")
auditor = _fixture(lambda: people.staff("linxue", "林雪", "auditor", at="JLB"), "auditor")
admin = _fixture(lambda: people.staff("admin", "系统管理员", "admin", at="JLB"), "admin")
chengang = _fixture(lambda: people.client("chengang", "陈刚", "diamond", aum=812_400_000), "chengang")
liufang = _fixture(lambda: people.client("liufang", "刘芳", "gold", gender="f"), "liufang")
wutao = _fixture(lambda: people.client("wutao", "吴涛", "standard", aum=4_500_000), "wutao")
zhaolei = _fixture(lambda: people.client("zhaolei", "赵蕾", "gold", at="JY", gender="f"), "zhaolei")


@pytest.fixture
def served(chengang: Client, manager: Staff, adviser: Staff, specialist: Staff) -> Client:
    """陈刚 with his full team: 王磊, 李娜 and 何军."""
    for kind, person in (("manager", manager), ("adviser", adviser), ("specialist", specialist)):
        people.seat(chengang, kind, person)
    return chengang


@pytest.fixture
def statements() -> Callable[[], Any]:
    """`with statements() as seen: …; len(seen)`: what was asked of the database."""
    return database.watched
