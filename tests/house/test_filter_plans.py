"""Each filter of the client list alone: whom it leaves is asked through an index, and the page is walked or looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import FIELDS, ClientFilter
from portal.reads.finding.listed import page
from tests.ground import people
from tests.ground.plans import indexes, parts_sort, plans_of, reads_all

INDEX = {
    "tier=gold": "client_branch_id_tier_id_aum_average", "industry=C": "client_industry_branch_id", "employer=一汽": "client_employer_branch_id",
    "plant=二厂": "client_plant_branch_id", "district=汽开区": "client_district_branch_id", "manager=wanglei": "client_manager_id_next_contact_due_id",
    "adviser=lina": "client_adviser_id_next_contact_due_id", "aum_from=900000": "client_branch_id_aum_id", "change_to=-100": "client_branch_id_aum_change_id",
    "change=falling": "client_branch_id_aum_change_id", "birthday=7": "client_birthday_by_aum",
    "last_contact=never": "client_branch_id_last_contact_id", "complete_below=50": "client_branch_id_completeness_id",
    "list_status=candidate": "client_branch_id_list_status_id", "kind=company": "client_companies", "class=asset": "client_asset",
    "class=liability": "client_liability", "class=intermediary": "client_intermediary", "team=incomplete": "client_team_open",
    "holds=loan": "client_holds_5", "holds=fund": "client_holds_2",
}  # fmt: skip
NOT_FLAT = {
    "kind=individual": "individuals",
    "lacks=loan": "does not hold",
    "last_contact=90": "no contact for n days",
}
"""Filters that no index tells, and the words of the page on filters for them."""
ELSEWHERE = {"q", "branch", "tag", "aum_to", "change_from"}
"""The search's own index, the scope's, the tags' own table, and the other ends of two that are here."""
DENSE = [*INDEX, *NOT_FLAT]
BY_AUM = {
    "team=incomplete": {"client_team_open", "client_team_open_of_bank"},
    "birthday=7": {"client_birthday_by_aum"},
}
"""Filters whose own index lies in the order of AUM, too."""


def test_every_filter_has_an_index_or_is_named_as_one_that_has_none():
    names = {query.partition("=")[0].replace("class", "klass") for query in DENSE}
    assert names | ELSEWHERE == set(FIELDS) and not names & ELSEWHERE
    page_ = (Path(__file__).resolve().parents[2] / "docs/decisions/filters.md").read_text()
    said = page_.partition("**Not kept flat:**")[2].partition("**Since**")[0]
    assert all(words in said for words in NOT_FLAT.values()), said


@pytest.mark.parametrize("query", [*NOT_FLAT])
def test_one_that_has_none_reads_the_rows_of_its_branches_and_no_others(statements, branch_admin, query):
    scope = ClientScope(people.actor(branch_admin))
    with statements() as seen:
        page(scope, ClientFilter.from_query(query))
    for plan in plans_of(seen, "LIMIT"):
        assert not reads_all(plan, "client"), plan


@pytest.mark.parametrize("query", [*INDEX])
def test_whom_a_filter_leaves_is_asked_through_an_index(statements, branch_admin, manager, adviser, query):
    scope = ClientScope(people.actor(branch_admin))
    with statements() as seen:
        page(scope, ClientFilter.from_query(query))
    (plan,) = [
        plan
        for (sql, _), plan in zip(seen, [*plans_of(seen, "")], strict=True)
        if "LIMIT" in sql and "LEFT JOIN" not in sql
    ]
    assert INDEX[query] in indexes(plan), plan
    assert not reads_all(plan, "client"), plan


@pytest.mark.parametrize("query", DENSE)
def test_where_many_fit_the_page_walks_the_orders_index(
    statements, branch_admin, manager, adviser, served, liufang, monkeypatch, query
):
    """A filter that thousands fit: the page is met on the way through the order's index and never sorted."""
    monkeypatch.setattr("portal.reads.finding.listed.Asked.candidates", lambda *_: None)
    scope = ClientScope(people.actor(branch_admin))
    for order, index in (
        ("name", "client_branch_id_name_key_id"),
        ("aum", "client_branch_id_tier_id_aum_id" if "tier" in query else "client_branch_id_aum_id"),
    ):
        with statements() as seen:
            page(scope, ClientFilter.from_query(query), order)
        (plan,) = plans_of(seen, "LEFT JOIN staff m")
        own = BY_AUM[query] if query in BY_AUM and order == "aum" else set()
        assert indexes(plan) & {index, index.replace("branch_id_tier", "tier"), *own} and not parts_sort(plan), plan


def test_few_that_fit_are_looked_up(statements, branch_admin, served, liufang):
    scope = ClientScope(people.actor(branch_admin))
    with statements() as seen:
        found = page(scope, ClientFilter.from_query("tier=gold"), "name")
    assert [row["name"] for row in found.rows] == ["刘芳"] and found.few and found.total == 1
    (plan,) = plans_of(seen, "LEFT JOIN staff m")
    assert not any(name.startswith("client_branch_id") for name in indexes(plan)) and not reads_all(plan, "client"), (
        plan
    )
