"""The search box: who is meant comes first; documents, traditional forms, rare characters, clients that were merged."""

from __future__ import annotations

import pytest

from portal.ground import security
from portal.models import Client
from tests.ground import people


def found(page):
    return [b.get_text() for b in page.html.select(".found-list b")]


@pytest.fixture
def book(branch_admin):
    return {
        name: people.client(None, name, aum=aum)
        for name, aum in (("陈刚", 100), ("陈刚强", 900), ("陈刚毅", 500), ("劉㛃䶮", 10), ("𬎆田", 10), ("单雄信", 10))
    }


def test_it_works(visit, branch_admin, book):
    browser = visit(branch_admin, htmx="search-found")
    assert found(browser.get("/search", q="陈刚")) == ["陈刚", "陈刚强", "陈刚毅"]
    assert found(browser.get("/search", q="chengang"))[0] == "陈刚"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("陳剛", "陈刚"), ("刘㛃", "劉㛃䶮"), ("劉", "劉㛃䶮"), ("䶮", "劉㛃䶮"), ("𬎆", "𬎆田"), ("shan", "单雄信"), ("dan", "单雄信"), ("單雄信", "单雄信")],
)  # fmt: skip
def test_in_any_writing(visit, branch_admin, book, typed, name):
    assert found(visit(branch_admin).get("/search", q=typed))[0] == name


def test_own_clients_come_first(visit, branch_admin, manager, book):
    people.seat(book["陈刚毅"], "manager", manager)
    assert found(visit(manager).get("/search", q="陈刚")) == ["陈刚毅", "陈刚", "陈刚强"]


def test_own_clients_come_first_among_thousands(visit, branch_admin, manager, book, monkeypatch):
    monkeypatch.setattr("portal.reads.finding.search.MANY", 1)
    people.seat(book["陈刚"], "manager", manager)
    assert found(visit(manager).get("/search", q="陈")) == ["陈刚", "陈刚强", "陈刚毅"]


def test_a_document_is_found_whole_and_within_the_scope_only(app, visit, branch_admin, other_branch_admin, book):
    number = "220102197805061234"
    key = app.config["DATA_KEY"]
    Client.update(document_hmac=security.equality(number, key)).where(Client.id == book["陈刚强"].id).execute()
    for typed in (number, "220102 19780506 1234"):
        assert found(visit(branch_admin).get("/search", q=typed)) == ["陈刚强"]
        page = visit(branch_admin).get("/clients", q=typed)
        assert [row[1] for row in page.table("clients")] == ["陈刚强"]
        assert not page.html.select('#clients a[href*="list="]')
    assert found(visit(branch_admin).get("/search", q=number[:-1])) == []
    assert found(visit(other_branch_admin).get("/search", q=number)) == []


def test_a_merged_client_is_never_shown_but_his_number_finds_the_one_that_was_kept(visit, branch_admin, book):
    old, kept = book["陈刚强"], book["陈刚"]
    Client.update(merged_into=kept).where(Client.id == old.id).execute()
    browser = visit(branch_admin, htmx="search-found")
    assert found(browser.get("/search", q="陈刚")) == ["陈刚", "陈刚毅"]
    assert found(browser.get("/search", q=old.number)) == ["陈刚"]
    rows = visit(branch_admin).get("/clients", q=old.number).table("clients")
    assert [row[1] for row in rows] == ["陈刚"]
    assert "陈刚强" not in [row[1] for row in visit(branch_admin).get("/clients").table("clients")]


def test_an_empty_search_runs_no_statement(visit, branch_admin, book, statements):
    browser = visit(branch_admin)
    for typed in ("", "  ", "，。"):
        browser.get("/search", q=typed)
        with statements() as seen:
            browser.get("/search", q=typed)
        assert not [sql for sql, _ in seen if "client_search" in sql or "client_term" in sql or 'FROM "client"' in sql]


def test_results_while_typing_take_few_statements(visit, manager, book, statements):
    browser = visit(manager, htmx="search-found")
    browser.get("/search", q="陈刚")
    with statements() as seen:
        browser.get("/search", q="陈刚")
    assert len(seen) <= 6, [sql for sql, _ in seen]
