"""One demo branch for each engine, loaded once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal import database, demo
from portal.ground import clock
from tests.demo.opening import NOW, opened
from tests.ground.engines import ENGINES, Copies

CLASS = {"deposit": "deposits", "settlement": "deposits", "wealth": "wealth", "fund": "funds", "insurance": "insurance"}
SERVED = ("陈刚", "周洁", "刘芳", "长春宏达汽车零部件有限公司")


@pytest.fixture(scope="module", params=ENGINES)
def branch(request: pytest.FixtureRequest, copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo branch, loaded once on each engine; these tests only read it."""
    url = copies.fresh(request.param)
    app = opened(url, tmp_path_factory.mktemp("instance"))
    clock.set_source(lambda: NOW)
    with app.app_context():
        demo.load()
        mine = database.database.obj
        yield app
    clock.set_source(None)
    database.database.initialize(mine)
    copies.drop(url)
