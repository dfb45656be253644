"""What a browser is told: cookies, what it keeps after signing out, static files; and what lies on the disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal import cli, config, create_app, database
from portal.ground import clock, private
from portal.models import SignIn
from portal.web.rendering import STATIC
from tests.accounts.test_password import change
from tests.conftest import MOMENT
from tests.ground.pages import Visitor
from tests.ground.people import PASSWORD


@pytest.fixture
def secure(app, database_url, tmp_path):
    """The same portal behind HTTPS."""
    settings = config.load(
        {}, database=database_url, instance=str(tmp_path / "instance"), secret_key="s" * 32, https=True, demo=True
    )
    made = create_app(settings)
    made.testing = True
    clock.set_source(lambda: MOMENT)
    return made


def test_the_random_id_changes_with_the_password(visit, manager):
    """Whoever had the cookie of before has nothing."""
    browser, thief = visit(manager), visit()
    with browser.web.session_transaction() as session:
        before = session["_user_id"]
    stolen = browser.web.get_cookie("portal").value
    change(browser)
    with browser.web.session_transaction() as session:
        assert session["_user_id"] != before
    browser.get("/account")
    thief.web.set_cookie("portal", stolen)
    thief.get("/account", status=303, follow=False)
    assert SignIn.select().where(SignIn.ended_at.is_null()).count() == 1


def test_signing_out_clears_what_the_browser_stored(visit, manager):
    page = visit(manager).post("/logout", status=303, follow=False)
    assert page.response.headers["Clear-Site-Data"] == '"storage"'


@pytest.mark.one_engine
def test_under_https_only_this_host_sets_our_cookies(secure, manager):
    browser = Visitor(secure)
    browser.web.environ_base["wsgi.url_scheme"] = "https"
    answer = browser.web.get("/login", base_url="https://localhost")
    token = browser_token(answer)
    sent = {"username": "wanglei", "password": PASSWORD, "csrf_token": token}
    answer = browser.web.post(
        "/login", data=sent, base_url="https://localhost", headers={"Referer": "https://localhost/login"}
    )
    assert answer.status_code == 303
    cookies = {one.split("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}
    assert {"__Host-portal", "__Host-portal_device"} <= cookies.keys()
    for name in ("__Host-portal", "__Host-portal_device"):
        said = cookies[name]
        assert "; Secure" in said and "; HttpOnly" in said and "; Path=/" in said and "Domain" not in said
    assert browser.web.get("/account", base_url="https://localhost").status_code == 200


@pytest.mark.one_engine
def test_what_is_fetched_beside_a_deed_brings_no_older_cookie(visit, manager):
    """A browser asks for the worker's file whenever it likes: what a deed says on its next page must not be lost."""
    browser = visit()
    browser.post("/login", status=303, follow=False, username="wanglei", password=PASSWORD)
    for path in ("/sw.js", "/sw.json", "/offline"):
        answer = browser.web.get(path)
        assert answer.status_code == 200
        assert not [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("portal=")], path


def browser_token(answer) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(answer.get_data(), "html.parser").select_one("[name=csrf_token]")["value"]


@pytest.mark.one_engine
def test_static_files_are_for_our_pages_alone(app):
    file = next(STATIC.rglob("*.css"))
    answer = app.test_client().get(f"/static/{file.relative_to(STATIC)}")
    assert answer.status_code == 200 and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_umask():
    before = os.umask(0o000)
    yield
    os.umask(before)


@pytest.mark.one_engine
def test_files_are_for_their_own_user_alone(tmp_path, open_umask):
    path = tmp_path / "there" / "portal.db"
    before = database.database.obj
    try:
        database.connect(f"sqlite:///{path}").execute_sql("CREATE TABLE t (id integer)")
        assert {mode(one) for one in path.parent.iterdir()} == {0o600}
        database.database.obj.close()
        path.chmod(0o644)
        database.connect(f"sqlite:///{path}").close()
        assert mode(path) == 0o600
    finally:
        database.database.initialize(before)
    private.write(tmp_path / "uploads" / "aa" / "one.pdf", b"x")
    assert mode(tmp_path / "uploads" / "aa" / "one.pdf") == 0o600 and mode(tmp_path / "uploads" / "aa") == 0o700


@pytest.mark.one_engine
def test_whatever_a_command_writes_is_for_its_own_user(tmp_path, open_umask, monkeypatch):
    seen = []
    monkeypatch.setattr(config, "load", lambda: seen.append(os.umask(0o077)) or config.Settings())
    monkeypatch.setattr(cli, "_ready", lambda settings: seen.append(os.umask(0o077)))
    CliRunner().invoke(cli.main, ["migrate"])
    assert seen[:2] == [0o077, 0o077]
