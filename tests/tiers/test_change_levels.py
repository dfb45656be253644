"""Head office's levels are data: one is added, named, put into its place, and holds from the rules that give it a threshold."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.tiers import grants
from portal.derived import faults
from portal.ground.errors import Invalid
from portal.models import AuditEntry, Client, Tier, TierAmount, TierRules
from portal.reads import reference
from portal.reads.shared import kept
from portal.rules.tiers.judgement import UNREACHED
from tests.ground import people
from tests.ground.together import together
from tests.tiers.months import judged, months, now
from tests.tiers.test_rules import RULES

BLACK = {
    "name_zh": "黑金卡",
    "name_en": "Black",
    "words_zh": "家族办公室",
    "words_en": "A family office",
    "above": "diamond",
}


@pytest.fixture
def black(visit, head_office):
    """A fifth level that no rules know yet."""
    visit(head_office).post("/tiers/levels/new", **BLACK)
    return Tier.get(Tier.code == "black")


def codes() -> list[str]:
    return [tier.code for tier in Tier.select().order_by(Tier.rank)]


def test_it_works(visit, head_office, at, chengang, branch_admin):
    page = visit(head_office).post("/tiers/levels/new", **BLACK)
    assert page.notice == "The level Black is added. It holds from the first rules that give it a threshold."
    assert codes() == ["standard", "gold", "platinum", "diamond", "black"] and "holds nowhere yet" in page.section(
        "levels"
    )
    given = {
        tier: {code: n for (t, code), n in reference.allowances().items() if t == tier} for tier in ("black", "diamond")
    }
    assert given["black"] and given["black"] == given["diamond"]
    months(chengang, 2500, 2500, 2500)
    assert "Black" not in visit(branch_admin).get("/tiers").text and "Black" not in visit(chengang).get("/me/tier").text
    page = visit(head_office).get("/tiers/settings/new")
    assert page.html.find(id="threshold_black") and page.value("threshold_black") == ""
    visit(head_office).post(
        "/tiers/settings/new", **RULES | {"valid_from": "2026-12-01", "threshold_black": "20000000"}
    )
    assert "from 1 Dec" in visit(head_office).get("/tiers/settings").section("levels")
    judged()
    assert now(chengang).tier_id == "diamond", "October is judged by rules that do not know the level"
    at("2027-01-02 09:00")
    kept.forget()
    for month in (11, 12):
        months(chengang, 2500, last=date(2026, month, 1))
        judged(date(2026, month, 1))
    assert now(chengang).tier_id == "black"
    assert visit(branch_admin).get("/tiers").table("tiers")[0][:3] == ["Black", "¥20m and above", "1"]
    assert "Black" in visit(chengang).get("/me/tier").text and "Black" in visit(chengang).get("/me").text
    assert "黑金卡" in visit(branch_admin, language="zh").get(f"/clients/{chengang.number}/tier").text
    assert "Black" in visit(head_office).get("/benefits").text
    assert [line for line in faults() if "reaches" in line or "tier" in line] == []


def test_a_level_in_between(visit, head_office, at, liufang, zhaolei):
    visit(head_office).post("/tiers/levels/new", **BLACK | {"name_en": "Ruby", "name_zh": "红宝石", "above": "gold"})
    assert codes() == ["standard", "gold", "ruby", "platinum", "diamond"] and [
        t.rank for t in Tier.select().order_by(Tier.rank)
    ] == [0, 1, 2, 3, 4]
    page = visit(head_office).post(
        "/tiers/settings/new", status=422, **RULES | {"valid_from": "2026-12-01", "threshold_ruby": "500000"}
    )
    assert "above that of the tier below" in page.errors["threshold_ruby"] and page.value("threshold_ruby") == "500000"
    page = visit(head_office).get("/tiers/what-if", threshold_ruby="1200000")
    months(liufang, 150, 150, 150)
    page = visit(head_office).get("/tiers/what-if", threshold_ruby="1200000")
    assert [row[:3] for row in page.table("levels")][2] == ["Ruby", "0", "1"] and page.table("movers")[0][-1] == "Ruby"
    assert "Platinum" in visit(liufang).get("/me/tier").section("next"), "a level that does not hold is nobody's next"


@pytest.mark.one_engine
def test_a_level_that_does_not_hold_is_given_to_nobody(visit, head_office, branch_admin, manager, black, liufang):
    page = visit(head_office).get(f"/clients/{liufang.number}/tier")
    assert "black" not in {option["value"] for option in page.html.select("select[name=tier] option")}
    page = visit(head_office).post(
        f"/clients/{liufang.number}/tier/grant", status=422, tier="black", until="2027-06-01", reason="引进"
    )
    assert "tier" in page.errors
    people.seat(liufang, "manager", manager)
    page = visit(manager).post("/tiers/lists/propose", status=422, client=liufang.number, tier="black", reason="达标")
    assert "tier" in page.errors
    with pytest.raises(Invalid):
        grants.grant(people.actor(head_office), liufang, "black", date(2027, 6, 1), "x")


def test_a_new_lowest_vip_level_is_not_promised_before_it_holds(visit, head_office, branch_admin, wutao):
    visit(head_office).post(
        "/tiers/levels/new", **BLACK | {"name_en": "Silver", "name_zh": "银卡", "above": "standard"}
    )
    months(wutao, 10, 10, 10)
    judged()
    page = visit(branch_admin).get(f"/clients/{wutao.number}/tier")
    assert "Gold begins at ¥500,000.00." in page.section("why") and "Silver" not in page.section("why")
    assert "To Gold" in page.section("why") and now(wutao).list_status == ""
    assert "Silver" not in visit(branch_admin).get("/tiers/lists/new").text
    assert [line for line in faults() if "reaches" in line] == []


def test_renaming_holds_at_once_everywhere(visit, head_office, branch_admin, liufang):
    fields = {"name_zh": "金葵花", "name_en": "Sunflower", "words_zh": "贵宾", "words_en": "VIP", "version": "1"}
    assert visit(head_office).post("/tiers/levels/gold/edit", **fields).notice == "The level is saved."
    assert "Sunflower" in visit(branch_admin).get(f"/clients/{liufang.number}").text
    assert "金葵花" in visit(liufang, language="zh").get("/me").text
    assert AuditEntry.select().where(AuditEntry.action == "tier.level_changed").get().changes["name_en"] == [
        "Gold",
        "Sunflower",
    ]
    page = visit(head_office).post("/tiers/levels/gold/edit", status=409, **fields | {"name_en": "Lotus"})
    assert ["Sunflower", "Lotus"] in [row[1:] for row in page.table("versions")]
    kept.forget()
    assert Tier.get(Tier.code == "gold").name_en == "Sunflower"


def test_what_does_not_hold_can_be_moved_and_taken_away(visit, head_office, black):
    fields = {**BLACK, "above": "gold", "version": "1"}
    visit(head_office).post("/tiers/levels/black/edit", **fields)
    assert codes() == ["standard", "gold", "black", "platinum", "diamond"]
    assert "Delete the level Black?" in visit(head_office).get("/tiers/levels/black/remove").text
    visit(head_office).post("/tiers/levels/black/remove")
    assert (
        codes() == ["standard", "gold", "platinum", "diamond"]
        and not TierAmount.select().where(TierAmount.tier == "black").exists()
    )
    visit(head_office).get("/tiers/levels/black/edit", status=404)


def test_what_holds_keeps_its_place(visit, head_office, black):
    page = visit(head_office).get("/tiers/levels/platinum/edit")
    assert not page.html.find(id="above") and "keeps its place and stays" in page.text
    visit(head_office).post(
        "/tiers/levels/platinum/edit", name_zh="白金卡", name_en="Platinum", above="diamond", version="1"
    )
    visit(head_office).get("/tiers/levels/platinum/remove", status=404)
    page = visit(head_office).post("/tiers/levels/platinum/remove", referer="/tiers/settings")
    assert "keeps its place and stays" in page.refusal
    assert codes() == ["standard", "gold", "platinum", "diamond", "black"]


def test_rules_cannot_forget_a_level_that_holds(visit, head_office, black):
    page = visit(head_office).post("/tiers/settings/new", status=422, **RULES | {"threshold_gold": ""})
    assert "threshold_gold" in page.errors
    visit(head_office).post("/tiers/settings/new", **RULES | {"threshold_black": ""})
    assert "black" not in TierRules.select().order_by(TierRules.id.desc()).get().thresholds
    assert {one.code: one.threshold_fen for one in reference.rule_sets()[-1].levels(reference.ranks())}[
        "black"
    ] == UNREACHED


@pytest.mark.one_engine
@pytest.mark.parametrize(("field", "value", "words"), [
    ("name_zh", "", None), ("name_en", " ", None), ("name_en", "gold", "Another level has this name."), ("name_zh", "金卡", "Another level has this name."),
    ("name_zh", "长" * 33, None), ("words_en", "x" * 241, None), ("above", "emerald", "Please choose one of the tiers."), ("above", "", None),
])  # fmt: skip
def test_bad_input(visit, head_office, field, value, words):
    page = visit(head_office).post("/tiers/levels/new", status=422, **BLACK | {field: value})
    assert field in page.errors and (words is None or words in page.errors[field])
    assert page.value("name_en" if field != "name_en" else "name_zh") and Tier.select().count() == 4


def test_the_same_submission_twice_is_one_level(visit, head_office):
    for _ in range(2):
        visit(head_office).post("/tiers/levels/new", submission="0b5b1c1e-1111-4222-8333-444455556666", **BLACK)
    assert Tier.select().count() == 5


def test_two_at_once_take_different_places(app, head_office):
    from portal.actions.tiers import levels

    actor = people.actor(head_office)
    values = [
        {"name_zh": zh, "name_en": en, "words_zh": "", "words_en": ""}
        for zh, en in (("红宝石", "Ruby"), ("蓝宝石", "Sapphire"))
    ]
    found = together(app, *(lambda v=v: levels.add(actor, v, "diamond") for v in values))
    assert all(isinstance(one, Tier) for one in found), found
    assert [tier.rank for tier in Tier.select().order_by(Tier.rank)] == [0, 1, 2, 3, 4, 5]


@pytest.mark.one_engine
def test_who_may_not(visit, branch_admin, auditor, manager, admin, black):
    for person in (branch_admin, auditor, manager, admin):
        visit(person).get("/tiers/levels/new", status=403)
        visit(person).post("/tiers/levels/new", status=403, **BLACK)
        visit(person).post("/tiers/levels/black/remove", status=403)
    assert Client.select().count() == 0
