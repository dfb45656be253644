"""Every page speaks Chinese to whoever reads Chinese (the visitor fails on three English words in a row)."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.one_engine

CLIENT_PAGES = (
    "/me", "/me/tier", "/me/benefits", "/me/team", "/me/accounts", "/me/requests", "/me/requests/new", "/me/events",
    "/me/notices", "/account",
)  # fmt: skip
STAFF_PAGES = (
    "/home", "/clients", "/clients?q=zzzz", "/clients/new", "/requests", "/events", "/events/new", "/benefits",
    "/tiers", "/tiers/settings", "/teams", "/branches", "/staff", "/audit", "/notices", "/account", "/search?q=zzzz",
)  # fmt: skip
NAMES = {"English", "AUM", "ETC", "FAW", "PDF", "Word", "Excel", "MB", "KB", "VIP"}


def english(page):
    """English words on the page that are no names: those of the page's own, not of people's accounts."""
    for element in page.html.select("script, style, code, kbd"):
        element.decompose()
    return {word for word in re.findall(r"\b[A-Z][a-z]{3,}\b", page.text) if word not in NAMES}


@pytest.mark.parametrize("path", CLIENT_PAGES)
def test_clients(visit, served, path):
    assert not english(visit(served, language="zh").get(path))


@pytest.mark.parametrize("path", ["/login", "/activate"])
def test_strangers(visit, path):
    assert not english(visit(language="zh").get(path))


@pytest.mark.parametrize("path", ["/tiers/what-if", "/tiers/settings/new"])
def test_head_office(visit, served, head_office, path):
    assert not english(visit(head_office, language="zh").get(path))


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff(visit, served, branch_admin, coordinator, path):
    person = coordinator if path == "/events/new" else branch_admin
    assert not english(visit(person, language="zh").get(path))


@pytest.mark.parametrize("path", ["", "/team", "/edit", "/requests/new", "/activation"])
def test_a_clients_pages_for_staff(visit, served, manager, branch_admin, path):
    person = (
        branch_admin
        if path
        in (
            "/tier",
            "/standing",
            "/team",
        )
        else manager
    )
    assert not english(visit(person, language="zh").get(f"/clients/{served.number}{path}"))


def test_refusals(visit, chengang, manager):
    assert visit(chengang, language="zh").get("/clients", status=403).heading == "您无权查看"
    assert visit(manager, language="zh").get("/requests/R-2020-000001", status=404).heading == "这里没有内容"


def test_what_a_form_refuses_itself(visit, manager, served):
    page = visit(manager, language="zh").post(
        f"/clients/{served.number}/edit", 422, name="", gender="x", preferred_channel="pigeon"
    )
    assert not english(page)
    assert page.errors
