"""Chosen columns: each person's lists show what he needs."""

from __future__ import annotations

import pytest

from tests.ground import people


def heads(page):
    return [th.get_text() for th in page.html.select("#clients thead th")]


@pytest.fixture
def book(branch_admin):
    return people.client(
        None,
        "陈刚",
        mobile="+8613843001234",
        employer="一汽解放",
        aum_change=-1_200_000,
        completeness=64,
        list_status="candidate",
    )


def test_it_works(visit, branch_admin, book):
    browser = visit(branch_admin)
    assert "Monthly AUM" in heads(browser.get("/clients"))
    page = browser.post("/clients/columns", columns=["phone", "employer", "change", "completeness", "list"])
    assert page.notice == "Your lists show these columns from now on."
    assert heads(page) == ["Client", "Change in 3 months", "Phone", "Employer", "Record complete", "VIP list"]
    assert page.table("clients") == [["陈刚", "−¥12.0k", "138****1234", "一汽解放", "64%", "Candidate"]]


def test_they_are_mine_alone(visit, branch_admin, upper_admin, book):
    visit(branch_admin).post("/clients/columns", columns=["phone"])
    assert "Phone" not in heads(visit(upper_admin).get("/clients"))


@pytest.mark.one_engine
def test_none_or_too_many_are_refused(visit, branch_admin, book):
    from portal.forms.finding.columns import COLUMNS

    browser = visit(branch_admin)
    for chosen in ([], [*COLUMNS], ["x"]):
        page = browser.post("/clients/columns", status=422, columns=chosen)
        assert page.html.select_one(".field-error, .form-errors")
    assert "Monthly AUM" in heads(browser.get("/clients"))


def test_of_heads_no_more_is_shown_than_before(visit, branch_admin, manager, book):
    browser = visit(manager)
    browser.post("/clients/columns", columns=["phone", "aum"])
    page = browser.get("/clients?whose=branch")
    assert heads(page) == ["Number", "Client", "Tier", "Kind", "Client manager", "Wealth adviser"]
    assert "138****1234" not in page.text


def test_the_manager_is_no_column_among_his_own_clients(visit, manager, adviser, branch_admin, served):
    """It would be himself in every row; an adviser reads who the manager is."""
    assert "Client manager" not in heads(visit(manager).get("/clients"))
    assert "Wealth adviser" in heads(visit(manager).get("/clients"))
    page = visit(adviser).get("/clients")
    assert page.heading == "My clients" and "Wealth adviser" not in heads(page) and "Client manager" in heads(page)
    assert {"Client manager", "Wealth adviser"} <= set(heads(visit(branch_admin).get("/clients")))
    page = visit(manager).post("/clients/columns", columns=["manager", "phone"])
    assert heads(page) == ["Client", "Client manager", "Phone"], "who asks for it has it"


def test_the_tools_of_the_list_stand_above_its_rows(visit, branch_admin, book):
    page = visit(branch_admin).get("/clients")
    rows = page.html.find(id="clients")
    for way in ("/clients/columns", "/clients/filters", "/clients/tags", "/exports", "/clients/bulk", "/exports/new"):
        (link,) = page.html.select(f"main a[href='{way}']")
        assert rows in link.find_all_next("table"), way


def test_one_search_box_a_page(visit, branch_admin, manager, book):
    for path in ("/clients", "/requests", "/staff", "/home", "/events"):
        assert len(visit(branch_admin).get(path).html.select("input[type=search]")) == 1, path
