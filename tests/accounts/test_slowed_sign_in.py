"""Failed attempts wait longer and longer, but nobody can be locked out by a stranger."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal import config, create_app
from portal.ground import clock
from tests.conftest import MOMENT
from tests.ground.pages import Visitor
from tests.ground.people import PASSWORD


@pytest.fixture
def slowed(app, database_url, tmp_path):
    """The same portal with its waits and limits on."""
    settings = config.load(
        {}, database=database_url, instance=str(tmp_path / "instance"), secret_key="s" * 32, rate_limits="on"
    )
    strict = create_app(settings)
    strict.testing = True
    clock.set_source(lambda: MOMENT)
    from portal.extensions import limiter

    limiter.reset()
    yield strict
    limiter.enabled = False


def attempt(visitor, password="not-the-password", username="wanglei", status=422, address="127.0.0.1"):
    visitor.web.environ_base["REMOTE_ADDR"] = address
    return visitor.post("/login", status=status, follow=False, username=username, password=password)


def later(seconds: int) -> None:
    moment: datetime = MOMENT + timedelta(seconds=seconds)
    clock.set_source(lambda: moment)


def test_it_works(slowed, manager):
    stranger = Visitor(slowed)
    for _ in range(4):
        attempt(stranger)
    page = attempt(stranger, status=429)
    assert "try again in 2 seconds" in page.refusal
    assert page.response.headers["Retry-After"] == "2"


def test_the_wait_grows_and_ends(slowed, manager):
    stranger = Visitor(slowed)
    for _ in range(4):
        attempt(stranger)
    later(3)
    attempt(stranger)
    assert attempt(stranger, status=429).response.headers["Retry-After"] == "4"
    later(8)
    attempt(stranger, PASSWORD, status=303)


def test_the_right_password_waits_too(slowed, manager):
    stranger = Visitor(slowed)
    for _ in range(4):
        attempt(stranger)
    attempt(stranger, PASSWORD, status=429)


def test_unknown_users_are_slowed_alike(slowed, manager):
    stranger = Visitor(slowed)
    for _ in range(4):
        attempt(stranger, username="nobody")
    attempt(stranger, username="nobody", status=429)


def test_a_known_device_is_not_slowed_by_a_stranger(slowed, manager):
    own = Visitor(slowed)
    attempt(own, PASSWORD, status=303, address="10.0.0.7")
    own.post("/logout", status=303, follow=False)
    for number in range(8):
        later(number * 100)
        attempt(Visitor(slowed), address="203.0.113.9")
    attempt(Visitor(slowed), PASSWORD, status=429, address="198.51.100.4")
    attempt(own, PASSWORD, status=303, address="10.0.0.7")


@pytest.mark.one_engine
def test_a_flood_from_one_address_is_stopped(slowed):
    stranger = Visitor(slowed)
    for _ in range(60):
        stranger.post("/login", status=422, follow=False, username="", password="")
    page = stranger.post("/login", status=429, follow=False, username="", password="")
    assert page.heading == "A little slower, please"
    assert 0 < int(page.response.headers["Retry-After"]) <= 60


def test_success_forgets_the_failures(slowed, manager):
    stranger = Visitor(slowed)
    for _ in range(3):
        attempt(stranger)
    attempt(stranger, PASSWORD, status=303)
    stranger.post("/logout", status=303, follow=False)
    for _ in range(4):
        attempt(stranger)
