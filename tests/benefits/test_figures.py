"""Benefits in figures: each number is what its list adds up to."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.benefits import granting
from portal.database import engine, write
from portal.models import BenefitVersion, Lot
from portal.reads.benefits import figures
from portal.reads.shared import kept
from tests.benefits.booked import redeemed
from tests.benefits.partners import LANE, taken_back, used
from tests.ground.plans import indexes, plan_of


@pytest.fixture
def life(served, liufang, zhaolei, branch_admin):
    """Three months of two branches: 60 uses, one of them taken back whole, one of two in part."""
    BenefitVersion.update(cost=12_000).where(BenefitVersion.benefit == LANE).execute()
    BenefitVersion.update(cost=50_000).where(BenefitVersion.benefit == "golf").execute()
    kept.forget()
    with write():
        granting.grant_to([one.id for one in (served, liufang, zhaolei)])
    for n in range(56):
        used(served, date(2026, 9 + n % 3, 1 + n % 20))
    used(served, date(2026, 11, 5), 2, "golf")
    used(liufang, date(2026, 11, 6))
    used(zhaolei, date(2026, 11, 7))
    taken_back(used(served, date(2026, 11, 8)))
    redeemed(served, "golf")


def pages_of(visitor, path: str) -> list[list[str]]:
    """All rows of a list, page by page."""
    rows, page = [], visitor.get(path)
    while True:
        rows += page.table("behind")
        after = page.html.select_one("a[rel=next]")
        if after is None:
            return rows
        page = visitor.get(after["href"])


def units(text: str) -> int:
    """How many, of `6 times` or a dash."""
    return 0 if text == "–" else int(text.split()[0])


def yuan(text: str) -> float:
    return float(text.replace("¥", "").replace(",", ""))


def test_it_works(visit, life, branch_admin):
    page = visit(branch_admin).get("/benefits/figures")
    found = {row[0]: row[1:] for row in page.table("by-benefit")}
    assert found["Airport VIP lane"] == ["57", "57 times", "¥6,840.00"] and found["Together"][0] == "58"
    assert {row[0]: row[1] for row in page.table("by-month")} == {
        "Sep 2026": "19", "Oct 2026": "19", "Nov 2026": "20", "Together": "58",
    }  # fmt: skip
    assert "Hospital" in page.section("unused") and "VIP lane" not in page.section("unused")


def test_each_number_is_what_its_list_adds_up_to(visit, life, branch_admin, head_office, coordinator):
    for who in (branch_admin, head_office, coordinator):
        browser = visit(who)
        page, seen = browser.get("/benefits/figures"), 0
        for table in ("by-benefit", "by-tier", "by-branch", "by-month"):
            for row in page.html.select(f"#{table} tbody tr"):
                link = row.select_one('a[href*="/uses?"]')
                if link is not None:
                    rows = pages_of(browser, link["href"])
                    cost = row.select_one('td[data-label="Cost"]').get_text(strip=True)
                    assert len(rows) == int(link.get_text(strip=True)), (table, link["href"])
                    assert sum(yuan(one[-1]) for one in rows) == yuan(cost), (table, link["href"])
                    seen += 1
        for row in page.html.select("#outstanding tbody tr"):
            link = row.select_one("a")
            rows = pages_of(browser, link["href"])
            whole = sum(units(text) for one in rows for text in one[-2:])
            assert whole == int(link.get_text(" ", strip=True).split()[0]), link["href"]
            seen += 1
        assert seen > 10


def test_the_ledger_says_the_same(life, served):
    asked = figures.Asked(None, *figures.whole_year())
    owed = figures.owed(asked)
    for code in ("golf", LANE):
        rows = list(Lot.select().where(Lot.benefit == code, ~Lot.unlimited))
        assert owed[code].units == sum(lot.available + lot.held for lot in rows)
        of = figures.used(asked).benefits[code]
        assert of.units == sum(lot.used for lot in Lot.select().where(Lot.benefit == code))


def test_a_branch_sees_its_own(visit, life, branch_admin, other_branch_admin, coordinator, served, zhaolei):
    page = visit(other_branch_admin).get("/benefits/figures")
    assert page.table("by-benefit")[-1][1] == "1"
    visit(other_branch_admin).get("/benefits/figures/uses?of=FAW&benefit=golf")
    assert visit(other_branch_admin).get("/benefits/figures/uses?of=FAW").table("behind") == []
    text = visit(coordinator).get("/benefits/figures/uses").text
    assert "陈刚" not in text and "Diamond" in text, "a coordinator reads heads, not what somebody used"
    assert "陈刚" in visit(branch_admin).get("/benefits/figures/uses").text


@pytest.mark.one_engine
def test_who_may_not(visit, manager, specialist, admin, served, branch_admin):
    for person in (manager, specialist, admin, served):
        visit(person).get("/benefits/figures", status=403)
    for path in ("uses?benefit=nothing", "uses?tier=ruby", "uses?of=XX", "owed?benefit=", "owed"):
        visit(branch_admin).get(f"/benefits/figures/{path}", status=404)
    visit(branch_admin).get("/benefits/figures?month=2026-99&branch=JY&after=x")
    assert visit(branch_admin).get("/benefits/figures").table("by-benefit") == []


def test_the_statements_are_few(visit, life, branch_admin, statements):
    browser = visit(branch_admin)
    browser.get("/benefits/figures")
    with statements() as seen:
        browser.get("/benefits/figures")
    assert len(seen) <= 6, [sql for sql, _ in seen]


def test_they_walk_indexes(life, statements):
    asked = figures.Asked(None, *figures.whole_year())
    figures.owed(asked)  # the catalogue is kept from here on
    with statements() as seen:
        figures.used(asked)
        figures.owed(asked)
    used_, back, owed = (indexes(plan_of(*one)) for one in seen)
    assert "hold_version_id_day" in used_ and "entry_taken_back" in back
    if engine() == "sqlite":  # the other engine goes by the three clients that there are
        assert "lot_outstanding" in owed
