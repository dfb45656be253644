"""Two people at one review: none undoes unseen what the other did; and a review that somebody left lying."""

from __future__ import annotations

import pytest

from portal.importing.arriving.runs import folder_of
from portal.importing.inbox import clean_up, remind
from portal.models import Client, ImportRow, Notice
from tests.ground import people
from tests.imports.files import PEOPLE, confirmed, latest, outcomes, upload


@pytest.fixture
def two(visit, branch_admin, upper_admin):
    """The one who uploaded, and the head of the branch above, each at the row's page."""
    return visit(branch_admin), visit(upper_admin)


def shown(browser, address: str) -> dict[str, str]:
    """What the form of the row sends as it stands."""
    form = browser.get(address).html.select("#row form")[-1]
    return {one["name"]: one.get("value", "") for one in form.select("input[name]") if one["name"] != "csrf_token"}


def test_it_works(two):
    one, other = two
    upload(one, ("客户.csv", PEOPLE))
    address = f"/imports/{latest().id}/rows/0/2"
    first, second = shown(one, address), shown(other, address)
    one.post(address, **{**first, "cell-5": "一汽红旗"})
    page = other.post(address, status=409, **{**second, "cell-4": "1980-05-07"})
    assert "Somebody has changed this row meanwhile" in page.text and "You sent: 1980-05-07" in page.text
    assert page.html.select_one("#cell-5")["value"] == "一汽红旗" == ImportRow.get(ImportRow.line == 2).cells[5]
    other.post(address, **{**shown(other, address), "cell-4": "1980-05-07"})
    confirmed(one)
    who = Client.get(Client.name == "周国强")
    assert (who.employer, str(who.birthday)) == ("一汽红旗", "1980-05-07")


@pytest.mark.one_engine
def test_another_row_is_nobodys_business(two):
    one, other = two
    upload(one, ("客户.csv", PEOPLE))
    address = f"/imports/{latest().id}/rows/0"
    kept = shown(other, f"{address}/3")
    one.post(f"{address}/2", **{"cell-5": "一汽红旗"})
    other.post(f"{address}/3", **{**kept, "cell-5": "一汽丰越"})
    confirmed(one)
    assert {who.employer for who in Client.select()} == {"一汽红旗", "一汽丰越"}


def test_who_decides_second_is_told(two):
    people.client(None, "周国强", mobile="+8613804310011", birthday=None)
    one, other = two
    upload(one, ("客户.csv", PEOPLE))
    run = latest()
    address = f"/imports/{run.id}/rows/0/2"
    assert outcomes()[0] == "duplicate"
    version = other.get(address).html.select_one("#row .card [name=version]")["value"]
    one.post(address, decision="update")
    page = other.post(address, status=409, decision="new", version=version)
    assert "Somebody has changed this row meanwhile" in page.refusal
    assert ImportRow.get(ImportRow.line == 2).decision == "update"
    old = other.get(f"/imports/{run.id}/confirm").html.select_one("[name=seen]")["value"]
    one.post(f"/imports/{run.id}/discard")
    page = other.post(f"/imports/{run.id}/confirm", status=409, mode="all", seen=old)
    assert "dealt with in the meantime" in page.refusal and Client.select().count() == 1


def test_left_for_a_month_it_is_judged_again_and_later_given_up(visit, branch_admin, at, app):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    upload(browser, ("又.csv", PEOPLE.replace("K1", "K8").replace("K2", "K9").replace("138043100", "138043200")))
    run, other = latest(), latest().id - 1
    with app.app_context():
        at("2026-12-15 02:00")
        assert remind() == 0
        at("2026-12-20 02:00")
        assert (clean_up(), remind(), remind()) == (0, 2, 0)
    browser = visit(branch_admin)
    people.client(None, "周国强", mobile="+8613804310011", birthday=None)
    moved = confirmed(browser, type(run).get_by_id(other))
    assert (moved.state, outcomes(moved)) == ("review", ["duplicate", "new"]), "who came in meanwhile is seen"
    with app.app_context():
        folder = folder_of(run)
        assert folder.exists()
        at("2027-02-20 02:00")
        assert clean_up() == 2 and not folder.exists()
        told = [row.kind for row in Notice.select().order_by(Notice.id)]
        assert [kind for kind in told if kind.endswith(("soon", "up"))] == ["import.ends_soon"] * 2 + [
            "import.given_up"
        ] * 2
    browser = visit(branch_admin)
    assert ImportRow.select().count() == 0
    assert "Given up" in browser.get(f"/imports/{run.id}").text
    browser.post(f"/imports/{run.id}/confirm", status=409, mode="all")
    assert Client.select().count() == 1
