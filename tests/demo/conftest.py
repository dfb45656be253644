"""The demo branch for those who only read it: loaded once a worker on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import database, demo
from portal.ground import clock
from tests.demo.opening import NOW
from tests.ground.application import Application
from tests.ground.engines import ENGINES, Copies


@pytest.fixture(scope="session")
def loaded(
    application: Application, copies: Copies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], tuple[str, Path]]]:
    """`loaded("sqlite")`: the database and the folder (keys, files) of the demo branch there."""
    made: dict[str, tuple[str, Path]] = {}

    def load(engine: str) -> tuple[str, Path]:
        if engine not in made:
            url, folder = copies.fresh(engine), tmp_path_factory.mktemp("instance")
            app = application.turned_to(url, folder)
            clock.set_source(lambda: NOW)
            with app.app_context():
                demo.load()
            made[engine] = (url, folder)
            database.database.close()
        return made[engine]

    yield load
    for url, _folder in made.values():
        copies.drop(url)


@pytest.fixture(params=ENGINES)
def branch(
    request: pytest.FixtureRequest, application: Application, loaded: Callable[[str], tuple[str, Path]]
) -> Iterator[Flask]:
    """The application on the demo branch; these tests only read it."""
    app = application.turned_to(*loaded(request.param))
    clock.set_source(lambda: NOW)
    database.open_connection()
    with app.app_context():
        yield app
    clock.set_source(None)
    database.database.close()
    if isinstance(database.database.obj, database.Postgresql):
        database.database.obj.close_all()
