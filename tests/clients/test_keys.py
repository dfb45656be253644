"""Single keys: what they do is a page, one switch turns them off for this person; previous and next of the list."""

from __future__ import annotations

import pytest

from portal.ground import clock
from portal.models import Client
from portal.rules.finding.place import packed, unpacked
from tests.ground import people


@pytest.fixture
def book(branch_admin):
    return [
        people.client(None, f"客户{n}", tier, aum=aum)
        for n, (tier, aum) in enumerate((("gold", 500), ("gold", 400), ("diamond", 300), ("gold", 300), ("gold", 100)))
    ]


def walk(browser, first, rel):
    """Names met on the way from a client's page by one link."""
    names, page = [], browser.get(first)
    while link := page.html.select_one(f".neighbours a[rel={rel}]"):
        page = browser.get(link["href"])
        names.append(page.heading.split()[0])
        assert len(names) < 20
    return names


@pytest.mark.parametrize("order", ["aum", "due", "name", "newest"])
@pytest.mark.parametrize("query", ["", "tier=gold", "q=客户", "tier=gold&q=客", "aum_to=4"])
def test_it_works(visit, branch_admin, book, order, query):
    browser = visit(branch_admin)
    page = browser.get(f"/clients?order={order}&{query}")
    names = [row[1] for row in page.table("clients")]
    links = [a["href"] for a in page.html.select("#clients .row-link")]
    assert len(names) > 2 and walk(browser, links[0], "next") == names[1:]
    assert walk(browser, links[-1], "prev") == names[-2::-1]


def test_it_walks_an_index_where_the_list_is_long(visit, branch_admin, book, monkeypatch, statements):
    for place in ("listed.COUNT_UP_TO", "search.MANY"):
        monkeypatch.setattr(f"portal.reads.finding.{place}", 1)
    Client.update(next_birthday=clock.today() + clock.days(3)).execute()
    Client.update(next_birthday=clock.today() + clock.days(15)).where(Client.aum == 300).execute()
    browser = visit(branch_admin)
    for query in ("", "tier=gold", "q=客户", "birthday=15"):
        page = browser.get(f"/clients?{query}")
        names = [row[1] for row in page.table("clients")]
        first = page.html.select_one("#clients .row-link")["href"]
        assert unpacked(first.partition("list=")[2])[1] is False
        assert walk(browser, first, "next") == names[1:]
    bare = first.partition("?")[0]
    browser.get(bare)
    with statements() as without:
        browser.get(bare)
    with statements() as seen:
        browser.get(first)
    assert len(seen) == len(without) + 1 <= 13


def test_the_page_leads_back_to_the_list(visit, branch_admin, book):
    browser = visit(branch_admin)
    page = browser.get(browser.get("/clients?tier=gold&order=name").html.select_one("#clients .row-link")["href"])
    assert page.html.select_one(".breadcrumb a")["href"] == "/clients?tier=gold&order=name"
    assert not browser.get(f"/clients/{book[0].number}").html.select(".neighbours")


def test_a_client_who_does_not_fit_any_more_has_no_neighbours_in_a_short_list(visit, branch_admin, book):
    browser = visit(branch_admin)
    href = browser.get("/clients?tier=gold").html.select_one("#clients .row-link")["href"]
    Client.update(tier="diamond").where(Client.id == book[0].id).execute()
    assert not browser.get(href).html.select(".neighbours a")


def test_a_list_that_cannot_be_read_is_as_if_there_were_none(visit, branch_admin, book):
    browser = visit(branch_admin)
    for word in (
        "x",
        "%%%",
        "Zg==" * 4,
        "9" * 5000,
        "陈",
        packed("filter=999", True),
        packed("q=🙂", True),
        "_w",
        "d" * 7,
    ):
        browser.web.get(f"/clients/{book[0].number}", query_string={"list": word})
        page = browser.get(f"/clients/{book[0].number}?list=")
        assert page.status == 200


def test_neighbours_outside_the_scope_are_not_named(visit, other_branch_admin, other_manager, zhaolei, book):
    page = visit(other_branch_admin).get(f"/clients/{zhaolei.number}?list={packed('', False)}")
    assert not page.html.select(".neighbours a") and "客户" not in page.text


def test_the_keys_are_told_on_a_page_and_in_a_dialog(visit, manager):
    page = visit(manager).get("/keys")
    assert {"/", "j", "k", "?", "n", "p"} <= {key.get_text() for key in page.html.select(".keys kbd")}
    part = visit(manager, htmx="keys").get("/keys")
    assert part.html.html is None and part.html.select_one("#keys-title") and part.html.select_one("[data-close]")


def test_one_switch_turns_them_off_for_this_person(visit, manager, adviser):
    browser = visit(manager)
    assert browser.get("/home").html.body.get("data-keys") is None
    assert browser.post("/account/keys", keys="off").notice == "Single keys are off."
    assert visit(manager).get("/home").html.body["data-keys"] == "off"
    assert visit(adviser).get("/home").html.body.get("data-keys") is None
    browser.post("/account/keys", keys="on")
    assert browser.get("/home").html.body.get("data-keys") is None
