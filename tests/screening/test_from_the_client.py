"""From a client's page to the list: whoever serves him puts him forward, his branch admin puts him on a draft."""

from __future__ import annotations

import pytest

from portal.models import ListProposal
from tests.ground import people
from tests.screening.names import decided, draft, name_of, rich, submitted


@pytest.fixture
def sun(app, manager, adviser):
    client = rich("孙志远")
    people.seat(client, "manager", manager)
    people.seat(client, "adviser", adviser)
    return client


@pytest.mark.parametrize("who", ["wanglei", "lina"])
def test_it_works(visit, sun, branch_admin, who):
    browser = visit(who)
    link = browser.get(f"/clients/{sun.number}/lists").html.find(
        "a", string=lambda text: text and "Propose for a tier" in text
    )
    page = browser.get(f"/tiers/lists/propose?client={sun.number}") if link is None else browser.get(link["href"])
    assert page.value("client") == sun.number
    page = browser.post("/tiers/lists/propose", client=page.value("client"), tier="gold", reason="三个月均值达标")
    assert "孙志远 is proposed; the branch admin is told." in page.notice
    section = browser.get(f"/clients/{sun.number}/lists").section("lists")
    assert "proposed Gold" in section and "has not answered yet" in section and "Propose for a tier" not in section
    assert "孙志远" in visit(branch_admin).get("/tiers/lists").section("proposals")
    assert ListProposal.get().author.name in section


def test_the_branch_admin_puts_him_on_a_draft(visit, sun, branch_admin):
    browser = visit(branch_admin)
    assert "/tiers/lists/new" in browser.get(f"/clients/{sun.number}/lists").links()
    row = draft(branch_admin)
    (href,) = [
        link
        for link in browser.get(f"/clients/{sun.number}/lists").links()
        if link.startswith(f"/tiers/lists/{row.number}?")
    ]
    page = browser.get(href.partition("#")[0])
    assert page.value("client") == sun.number
    browser.post(f"/tiers/lists/{row.number}/add", client=sun.number, tier="gold", reason="行长推荐")
    assert name_of(sun).origin == "hand"
    assert "Put on list" not in browser.get(f"/clients/{sun.number}/lists").section("lists")


def test_whoever_cannot_rise_is_not_put_forward(visit, sun, branch_admin, head_office, manager, chengang):
    people.seat(chengang, "manager", manager)
    assert "Propose for a tier" not in visit(manager).get(f"/clients/{chengang.number}/lists").section("lists")
    submitted(branch_admin, sun)
    assert "Propose for a tier" not in visit(manager).get(f"/clients/{sun.number}/lists").section("lists")
    decided(head_office, sun, "reject", "过桥资金")
    assert "Propose for a tier" in visit(manager).get(f"/clients/{sun.number}/lists").section("lists")


def test_a_draft_of_another_branch_is_not_offered(visit, sun, branch_admin, other_branch_admin, upper_admin):
    draft(other_branch_admin, at="JY")
    above = draft(upper_admin, at="CC")
    links = visit(upper_admin).get(f"/clients/{sun.number}/lists").links()
    assert [link for link in links if "?client=" in link] == [
        f"/tiers/lists/{above.number}?client={sun.number}#by-hand"
    ]
    assert not [link for link in visit(branch_admin).get(f"/clients/{sun.number}/lists").links() if "?client=" in link]


@pytest.mark.one_engine
def test_who_gives_a_tier_by_hand_is_said(visit, sun, branch_admin, head_office, manager):
    for person in (branch_admin, manager):
        page = visit(person).get(f"/clients/{sun.number}/tier")
        assert (
            "A branch gives no tier by hand itself" in page.section("grant")
            and f"/clients/{sun.number}/lists" in page.links()
        )
        visit(person).post(f"/clients/{sun.number}/tier/grant", status=403, tier="gold", until="2027-06-01", reason="x")
    assert "A branch gives no tier" not in visit(head_office).get(f"/clients/{sun.number}/tier").text
