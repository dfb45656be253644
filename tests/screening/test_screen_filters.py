"""The screening has every filter of the client list, starts from a saved one, and the saved one knows who uses it."""

from __future__ import annotations

import pytest

from portal.actions.finding import saved as filters
from portal.models import Client, SavedFilter, TierList
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.screening.candidates import candidates
from tests.ground import people
from tests.ground.plans import indexes, plans_of
from tests.screening.names import draft, rich, submitted


def kept(person, query: str, name: str = "潜力", branch: str = "", freeze: bool = False) -> SavedFilter:
    return filters.save(people.actor(person), ClientFilter.from_query(query), "aum", name, branch, freeze)


def proposed(page) -> list[str]:
    return [row[1].split()[0] for row in page.table("candidates")] if page.html.find(id="candidates") else []


@pytest.fixture
def three(app):
    return [rich("孙志远", 900_000_00, employer="一汽解放"), rich("周海", 800_000_00, employer="富奥"), rich("林小", 700_000_00, employer="一汽解放", kind="company")]  # fmt: skip


def test_it_works(visit, branch_admin, three):
    saved, row = kept(branch_admin, "employer=一汽"), draft(branch_admin)
    here, browser = f"/tiers/lists/{row.number}/screening", visit(branch_admin)
    page = browser.get(here)
    assert proposed(page) == ["孙志远", "周海", "林小"]
    page = browser.get(f"{here}?filter={saved.id}&all=1")
    assert proposed(page) == ["孙志远", "林小"] and "Employer begins with: 一汽" in page.text
    assert proposed(browser.get(here)) == ["孙志远", "林小"]
    assert "潜力" in browser.get(f"/tiers/lists/{row.number}").text
    used = browser.get("/clients/filters")
    assert (
        used.html.select_one(f"a[href='/tiers/lists/{row.number}']").get_text(strip=True) == f"{row.number} 十一月名单"
    )
    page = browser.get(f"{here}?all=1")
    assert proposed(page) == ["孙志远", "周海", "林小"] and TierList.get_by_id(row.id).drawn_from_id is None


@pytest.mark.parametrize(("query", "left"), [
    ("employer=富奥", ["周海"]), ("kind=company", ["林小"]), ("aum_from=850000", ["孙志远"]), ("manager=none", ["孙志远", "周海", "林小"]),
    ("holds=loan", []), ("last_contact=never&kind=individual", ["孙志远", "周海"]), ("list_status=candidate", []), ("tier=diamond", ["孙志远", "周海", "林小"]),
    ("branch=FAW-1", []), ("branch=JY", ["孙志远", "周海", "林小"]), ("complete_below=50", []),
])  # fmt: skip
def test_every_filter_of_the_client_list(visit, branch_admin, three, query, left):
    row = draft(branch_admin)
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?{query}")
    assert proposed(page) == left
    panel = {field.get("name") for field in page.html.select("#client-filter [name]")}
    whole = {field.get("name") for field in visit(branch_admin).get("/clients").html.select("#client-filter [name]")}
    assert whole - panel <= {"tier", "order"}


def test_a_list_follows_its_live_filter_until_it_is_narrowed_otherwise(visit, branch_admin, three):
    saved, row = kept(branch_admin, "employer=一汽"), draft(branch_admin)
    here, browser = f"/tiers/lists/{row.number}/screening", visit(branch_admin)
    browser.get(f"{here}?filter={saved.id}")
    page = browser.get(f"/clients?filter={saved.id}&edited=1&employer=富奥")
    page = browser.post(f"/clients/filters/{saved.id}/save", list=page.html.select_one("input[name=list]")["value"])
    assert "What uses it follows: L-2026-0001 十一月名单." in page.notice
    assert proposed(browser.get(here)) == ["周海"]
    page = browser.get(f"{here}?filter={saved.id}&edited=1&employer=一汽&kind=company")
    assert proposed(page) == ["林小"] and "narrowed otherwise" in browser.get(f"/tiers/lists/{row.number}").text
    assert page.html.find("a", string="Discard")["href"] == f"{here}?filter={saved.id}"
    assert proposed(browser.get(here)) == ["林小"]


def test_a_frozen_filter_proposes_those_of_its_day(visit, branch_admin, three):
    saved, row = kept(branch_admin, "employer=一汽", freeze=True), draft(branch_admin)
    Client.update(employer="富奥").execute()
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?filter={saved.id}")
    assert proposed(page) == ["孙志远", "林小"]


def test_a_used_filter_is_not_deleted_and_says_why(visit, branch_admin, three):
    saved, row = kept(branch_admin, "employer=一汽"), draft(branch_admin, three[0])
    browser = visit(branch_admin)
    browser.get(f"/tiers/lists/{row.number}/screening?filter={saved.id}")
    assert f"{row.number} 十一月名单" in browser.get(f"/clients/filters/{saved.id}/delete").text
    page = browser.post(f"/clients/filters/{saved.id}/delete", referer="/clients/filters")
    assert f"“潜力” is still used by: {row.number} 十一月名单. End that first." in page.refusal
    browser.post(f"/tiers/lists/{row.number}/submit")
    browser.post(f"/clients/filters/{saved.id}/delete")
    row = TierList.get_by_id(row.id)
    assert row.drawn_from_id is None and row.screen == ClientFilter.from_query("employer=一汽").text()
    assert "Drawn from" not in browser.get(f"/tiers/lists/{row.number}").text


def test_another_admin_of_the_list_reads_its_private_filter(visit, branch_admin, upper_admin, three):
    saved, row = kept(upper_admin, "employer=一汽", "陆薇自用"), draft(branch_admin)
    TierList.update(drawn_from=saved.id).where(TierList.id == row.id).execute()
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening")
    assert proposed(page) == ["孙志远", "林小"] and "Drawn from “陆薇自用”, a filter of 陆薇" in page.text


def test_a_filter_that_is_not_his_to_see(visit, branch_admin, other_branch_admin, three):
    saved, row = kept(other_branch_admin, "employer=一汽"), draft(branch_admin)
    for odd in (saved.id, 99999, 10**20, "x'"):
        visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?filter={odd}", status=404)
    assert TierList.get_by_id(row.id).drawn_from_id is None


def test_what_was_submitted_keeps_its_screening(visit, branch_admin, three):
    row = submitted(branch_admin, three[0])
    visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?employer=富奥")
    assert TierList.get_by_id(row.id).screen == ""


def test_conditions_that_are_too_long_to_keep_are_cut_between_them(visit, branch_admin, three):
    row = draft(branch_admin)
    many = "&".join(f"tag={n}" for n in range(1, 100)) + "&industry=C" * 3 + "&plant=" + "厂" * 60
    visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?{many}")
    found = TierList.get_by_id(row.id).screen
    assert 0 < len(found) <= 500 and ClientFilter.from_query(found).text() == found


def test_who_comes_near_is_found_through_an_index(statements, branch_admin, three):
    row = TierList.get_by_id(draft(branch_admin).id)
    scope = ClientScope(people.actor(branch_admin))
    candidates(scope, row, ClientFilter())
    with statements() as seen:
        found = candidates(scope, row, ClientFilter())
    assert len(found.found.rows) == 3 and len(seen) <= 6
    plan = plans_of(seen, '"aum_average" >=')[0]
    assert "client_branch_id_tier_id_aum_average" in indexes(plan), plan
