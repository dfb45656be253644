"""Only under our own names: what is printed and redirected to is made from the name that was asked."""

from __future__ import annotations

import pytest

from portal import config
from portal.web.incoming import is_ours

OURS = config.Settings().host_names


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.cn",
        "",
        "[::1",
        "localhost@evil.example",
    ],
)
def test_another_name_is_refused(visit, manager, host):
    browser = visit(manager)
    for path in ("/login", "/home", "/clients", "/activate"):
        response = browser.web.get(path, headers={"Host": host})
        assert response.status_code == 400 or host == "", path
        assert b"evil.example" not in response.data
    assert not is_ours(host, OURS)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:80"])
def test_our_own_names(host):
    assert is_ours(host, OURS)


def test_the_names_that_are_set(app, visit):
    named = config.load({"PORTAL_HOSTS": "portal.bank.cn, vip.bank.cn"}).host_names
    assert is_ours("portal.bank.cn:443", named) and is_ours("vip.bank.cn", named) and not is_ours("localhost", named)


def test_a_letter_names_no_stranger(app, visit, branch_admin):
    """The address on a welcome letter is one of ours, or there is no letter."""
    browser = visit(branch_admin)
    headers = {"Host": "evil.example", "Referer": "http://evil.example/lists"}
    assert browser.web.post("/lists/letters", headers=headers).status_code == 400


def test_machines_ask_by_number(visit):
    assert visit().web.get("/healthz", headers={"Host": "10.1.2.3"}).status_code == 200
