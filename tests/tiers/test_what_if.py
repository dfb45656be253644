"""What if: head office tries other rules on the present figures; nothing is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.actions.tiers import grants
from portal.ground import clock
from portal.models import ALL, Client, MonthlyAum
from tests.ground import people
from tests.tiers.months import WAN, months, now

PRESENT = {
    "threshold_gold": "500000", "threshold_platinum": "2000000", "threshold_diamond": "6000000", "weight_deposits": "1",
    "weight_wealth": "1", "weight_funds": "0.8", "weight_insurance": "0.5", "average_months": "3", "protected_months": "3",
}  # fmt: skip


def facts(page):
    return {
        dt.get_text(strip=True): " ".join(dt.parent.dd.b.get_text().split()) for dt in page.html.select("#moves dt")
    }


def test_it_works(visit, head_office, figures):
    page = visit(head_office).get(
        "/tiers/what-if", **PRESENT | {"threshold_platinum": "1500000", "threshold_gold": "700000"}
    )
    assert facts(page) == {
        "Going up at once": "1 client", "Going down after the protected months": "1 client",
        "Below, but held by hand": "0 clients", "Candidates for the list": "0 clients",
    }  # fmt: skip
    assert page.table("branches") == [
        ["FAW Sub-branch", "1", "0", "0", "0", "1", "1"],
        ["Jingyue Sub-branch", "0", "1", "0", "0", "0", "0"],
    ]
    assert [row[:4] for row in page.table("levels")] == [
        ["Diamond", "1", "1", "0"], ["Platinum", "0", "1", "+1"], ["Gold", "2", "0", "−2"], ["Standard", "1", "2", "+1"],
    ]  # fmt: skip
    assert page.table("movers")[0][0] == "刘芳" and page.table("movers")[0][3:] == ["¥1.80m", "Gold", "Platinum"]
    assert page.table("units"), "the change in yearly benefits is said"


def test_the_present_rules_to_begin_with(visit, head_office, figures):
    page = visit(head_office).get("/tiers/what-if")
    assert "with the present rules" not in page.text
    assert page.value("threshold_gold") == "500,000" and set(facts(page).values()) == {"0 clients"}
    assert "Nobody moves between tiers" in page.text


def test_amounts_as_people_write_them(visit, head_office, figures):
    """30万 is taken, what was typed stands there with separators, and the address of the next page has neither."""
    page = visit(head_office).get(
        "/tiers/what-if", **PRESENT | {"threshold_gold": "65万", "threshold_diamond": "0.06亿"}
    )
    assert page.value("threshold_gold") == "650,000" and page.value("threshold_diamond") == "6,000,000"
    assert any("threshold_gold=650000&" in href for href in page.links() if href.startswith("/tiers/settings/new?"))
    page = visit(head_office).get("/tiers/what-if", **PRESENT | {"threshold_gold": "2,000,000.5"}, status=422)
    assert page.errors["threshold_platinum"]
    page = visit(head_office).get("/tiers/what-if", status=422, **PRESENT | {"threshold_gold": "三十万"})
    assert page.errors["threshold_gold"] and page.value("threshold_gold") == "三十万"


def test_it_opens_where_something_moves(visit, head_office, figures):
    page = visit(head_office).get("/tiers/what-if", **PRESENT | {"threshold_gold": "700000"})
    assert facts(page)["Going up at once"] == "0 clients"
    assert page.html.select_one("#people [aria-current]").get_text(" ", strip=True).startswith("Going down")
    assert page.table("movers")
    page = visit(head_office).get("/tiers/what-if", kind="up", **PRESENT | {"threshold_gold": "700000"})
    assert page.html.select_one("#people [aria-current]").get_text(" ", strip=True).startswith("Going up")


def test_candidates_stay_standard(visit, head_office, figures):
    page = visit(head_office).get("/tiers/what-if", kind="candidate", **PRESENT | {"threshold_gold": "400000"})
    assert facts(page)["Candidates for the list"] == "1 client"
    assert page.table("movers")[0][0] == "吴涛" and page.table("levels")[3] == ["Standard", "1", "1", "0"]


def test_other_weights_are_reckoned_from_the_classes(visit, head_office, liufang, zhaolei):
    """Funds at 0.8 are not enough, at 1.2 they are; a month that is known in total only keeps its total."""
    for back in (1, 2, 3):
        month = clock.months_back(clock.today(), back)
        MonthlyAum.create(
            client=liufang, month=month, amount=160 * WAN, deposits=0, wealth=0, funds=200 * WAN, insurance=0
        )
        MonthlyAum.create(client=zhaolei, month=month, amount=160 * WAN)
    Client.update(aum_month=date(2026, 10, 1), aum_average=160 * WAN).execute()
    page = visit(head_office).get("/tiers/what-if", **PRESENT | {"weight_funds": "1.2"})
    assert facts(page)["Going up at once"] == "1 client"
    assert page.table("movers")[0][3] == "¥2.40m"


def test_other_months(visit, head_office, liufang):
    months(liufang, 20, 20, 260)
    assert facts(visit(head_office).get("/tiers/what-if", **PRESENT))["Going up at once"] == "0 clients"
    page = visit(head_office).get("/tiers/what-if", **PRESENT | {"average_months": "1"})
    assert facts(page)["Going up at once"] == "1 client"


def test_a_tier_by_hand_is_said_apart(visit, head_office, figures, zhaolei):
    grants.grant(people.actor(head_office), now(zhaolei), "gold", clock.today() + timedelta(days=90), "founder")
    page = visit(head_office).get("/tiers/what-if", kind="down", **PRESENT | {"threshold_gold": "700000"})
    assert facts(page)["Below, but held by hand"] == "1 client" and page.table("movers") == []


def test_nothing_is_written(visit, head_office, figures):
    def everything():
        return {m.__name__: sorted(m.select().tuples(), key=repr) for m in ALL if m.__name__ not in ("SignIn",)}

    who = visit(head_office)
    before = everything()
    who.get("/tiers/what-if", **PRESENT | {"threshold_gold": "10000", "weight_funds": "2", "average_months": "12"})
    assert everything() == before


def test_a_fixed_number_of_statements(visit, head_office, figures, statements):
    who = visit(head_office)
    who.get("/tiers/what-if", **PRESENT)
    with statements() as seen:
        who.get("/tiers/what-if", **PRESENT | {"threshold_platinum": "1500000", "weight_funds": "0.9"})
    assert len(seen) <= 9, [sql for sql, _params in seen]


def test_pages_of_many(visit, head_office):
    for number in range(53):
        months(people.client(None, f"客户{number:02d}", "gold"), 210, 210, 210)
    page = visit(head_office).get("/tiers/what-if", branch="FAW", kind="up", **PRESENT)
    assert len(page.table("movers")) == 50
    after = page.html.select_one("a[rel=next]")["href"].split("#")[0]
    assert [row[0] for row in visit(head_office).get(after).table("movers")] == ["客户50", "客户51", "客户52"]


def test_what_was_tried_goes_into_new_rules(visit, head_office, figures):
    page = visit(head_office).get("/tiers/what-if", **PRESENT | {"threshold_gold": "650000", "average_months": "4"})
    (link,) = [href for href in page.links() if href.startswith("/tiers/settings/new?")]
    form = visit(head_office).get(link)
    assert (form.value("threshold_gold"), form.value("average_months"), form.value("valid_from")) == (
        "650,000",
        "4",
        "2026-12-01",
    )


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"threshold_platinum": "100"}, "threshold_platinum"), ({"weight_wealth": "10"}, "weight_wealth"),
        ({"average_months": "x"}, "average_months"), ({"threshold_gold": ""}, "threshold_gold"), ({"weight_funds": "²"}, "weight_funds"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried(visit, head_office, figures, change, field):
    page = visit(head_office).get("/tiers/what-if", status=422, **PRESENT | change)
    assert page.errors[field] and "result" not in str(page.html.select("section"))


def test_strange_addresses(visit, head_office, figures):
    for odd in ("<script>", "9" * 40, "-1", "up'--"):
        visit(head_office).get("/tiers/what-if", kind=odd, branch=odd, after=odd)


@pytest.mark.one_engine
def test_who_may_not(visit, branch_admin, manager, auditor, chengang):
    for person in (branch_admin, manager, auditor, chengang):
        visit(person).get("/tiers/what-if", status=403)
