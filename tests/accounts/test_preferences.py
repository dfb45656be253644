"""Language and appearance: chosen by person, then browser."""

from __future__ import annotations

import pytest

from portal.models import Account


def test_it_works(visit, manager):
    browser = visit(manager)
    browser.post("/language/en", status=303, follow=False, next="/account")
    assert Account.get(Account.username == "wanglei").language == "en"
    page = browser.get("/account")
    assert page.html.html["lang"] == "en-GB"
    assert page.html.select_one("form[action='/language/en'] button")["aria-pressed"] == "true"


def test_the_theme_follows_the_person(visit, manager):
    browser = visit(manager)
    browser.post("/theme/dark", status=303, follow=False, next="/account")
    assert visit(manager).get("/account").html.html["data-theme"] == "dark"


def test_a_stranger_keeps_it_in_the_browser(visit):
    stranger = visit(language="zh")
    stranger.language = "en"
    page = stranger.post("/language/en", next="/login")
    assert page.html.html["lang"] == "en-GB"


@pytest.mark.one_engine
def test_only_known_ones(visit):
    visit().post("/language/fr", status=404)
    visit().post("/theme/pink", status=404)


def test_next_stays_here(visit, manager):
    page = visit(manager).post("/language/en", status=303, follow=False, next="//evil.example")
    assert page.response.headers["Location"] == "/"
