"""Head office sets tier rules from a month on: preview, save, withdraw; everybody with a reason to reads them."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import AuditEntry, TierRules
from portal.reads import reference
from tests.ground.together import together
from tests.tiers.months import WAN, months

NEW = "/tiers/settings/new"
RULES = {
    "valid_from": "2027-01-01", "threshold_gold": "600000", "threshold_platinum": "2,500,000", "threshold_diamond": "8000000.00",
    "weight_deposits": "1", "weight_wealth": "1", "weight_funds": "0.9", "weight_insurance": "0", "average_months": "6",
    "protected_months": "2", "reason": "2027 plan",
}  # fmt: skip


def test_it_works(visit, head_office, manager, at):
    page = visit(head_office).post(NEW, **RULES)
    assert page.path == "/tiers/settings" and "They hold from" in page.notice
    found = TierRules.get(TierRules.valid_from == date(2027, 1, 1))
    assert found.thresholds == {"gold": 60 * WAN, "platinum": 250 * WAN, "diamond": 800 * WAN}
    assert found.weights == {"deposits": "1", "wealth": "1", "funds": "0.9", "insurance": "0"}
    assert (found.average_months, found.protected_months, found.reason) == (6, 2, "2027 plan")
    entry = AuditEntry.get(AuditEntry.action == "tier.rules_saved")
    assert entry.actor_name == "高远" and entry.changes["weight_insurance"] == ["0.5", "0"]
    assert visit(manager).get("/tiers").table("tiers")[2][1] == "¥500k and above"
    assert "coming" in visit(manager).get("/tiers/settings").section("versions")
    at("2027-01-05 09:00")
    assert visit(manager).get("/tiers").table("tiers")[2][1] == "¥600k and above"
    assert reference.rules_on(date(2026, 12, 31)).average_months == 3


def test_what_would_follow_is_shown_before_it_is_saved(visit, head_office, liufang):
    months(liufang, 55, 55, 55)
    page = visit(head_office).post(NEW, preview="1", **RULES)
    assert "Going down after the protected months 1 client" in page.section("result")
    assert page.value("threshold_platinum") == "2,500,000" and page.value("reason") == "2027 plan"
    assert TierRules.select().count() == 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"threshold_platinum": "600000"}, "threshold_platinum", "above that of the tier below"),
        ({"threshold_gold": "9000000"}, "threshold_platinum", "above that of the tier below"),
        ({"threshold_gold": "-1"}, "threshold_gold", "above zero"),
        ({"threshold_gold": "0"}, "threshold_gold", "above zero"),
        ({"threshold_gold": "a lot"}, "threshold_gold", "amount in yuan"),
        ({"weight_funds": "10"}, "weight_funds", "between 0 and 2"),
        ({"weight_funds": "-0.1"}, "weight_funds", "between 0 and 2"),
        ({"weight_funds": "0.855"}, "weight_funds", "at most two decimals"),
        ({"weight_funds": ""}, "weight_funds", "fill this in"),
        ({"weight_deposits": "0", "weight_wealth": "0", "weight_funds": "0"}, "weight_deposits", "At least one class"),
        ({"average_months": "0"}, "average_months", "from 1 to 12"),
        ({"average_months": "13"}, "average_months", "from 1 to 12"),
        ({"protected_months": "-1"}, "protected_months", "from 0 to 24"),
        ({"valid_from": "2026-11-01"}, "valid_from", "next month at the earliest"),
        ({"valid_from": "2027-01-02"}, "valid_from", "first day of a month"),
        ({"valid_from": "2027-02-30"}, "valid_from", "no such date"),
        ({"reason": " "}, "reason", "fill this in"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be(visit, head_office, change, field, says):
    for button in ({}, {"preview": "1"}):
        page = visit(head_office).post(NEW, status=422, **RULES | change | button)
        assert says in page.errors[field]
        assert page.value("threshold_diamond") == "8000000.00", "what was typed stays"
    assert TierRules.select().count() == 1


def test_a_month_has_one_set(visit, head_office):
    visit(head_office).post(NEW, **RULES)
    page = visit(head_office).post(NEW, status=422, **RULES)
    assert "There are already rules" in page.errors["valid_from"]


def test_two_at_once_leave_one(app, visit, head_office):
    first, second = visit(head_office), visit(head_office)
    pages = together(
        app, *(lambda who=who, n=n: who.web.post(NEW, data={**RULES, "reason": n, "csrf_token": who.csrf}, headers={"Referer": f"http://localhost{NEW}"})
               for who, n in ((first, "one"), (second, "two")))
    )  # fmt: skip
    assert sorted(page.status_code for page in pages) == [303, 422]
    assert TierRules.select().where(TierRules.valid_from == date(2027, 1, 1)).count() == 1


def test_a_stale_form_shows_both_versions(visit, head_office):
    version = visit(head_office).get(NEW).value("version")
    visit(head_office).post(NEW, **RULES)
    typed = RULES | {"valid_from": "2027-02-01", "threshold_gold": "700000"}
    page = visit(head_office).post(NEW, status=409, version=version, **typed)
    assert "¥600,000.00" in page.section("versions") and "¥700,000.00" in page.section("versions")
    again = visit(head_office).post(NEW, version=page.value("version"), **typed)
    assert "They hold from" in again.notice


def test_withdraw_what_has_not_begun(visit, head_office, at):
    visit(head_office).post(NEW, **RULES)
    found = TierRules.get(TierRules.valid_from == date(2027, 1, 1))
    place = f"/tiers/settings/{found.id}/withdraw"
    assert "before they come into force" in visit(head_office).get(place).text
    page = visit(head_office).post(place)
    assert "are withdrawn" in page.notice and "withdrawn" in page.section("versions")
    assert reference.rules_on(date(2027, 3, 1)).average_months == 3
    visit(head_office).post(place, status=409, follow=False, referer="/elsewhere")
    visit(head_office).get(place, status=404)
    visit(head_office).post(NEW, **RULES)
    assert TierRules.select().where(TierRules.valid_from == date(2027, 1, 1)).count() == 2


def test_rules_in_force_stay(visit, head_office):
    first = TierRules.get()
    visit(head_office).get(f"/tiers/settings/{first.id}/withdraw", status=404)
    visit(head_office).post(f"/tiers/settings/{first.id}/withdraw", status=409, referer="/elsewhere")
    visit(head_office).post("/tiers/settings/999/withdraw", status=404)
    assert TierRules.get().withdrawn_at is None


@pytest.mark.one_engine
def test_who_may(visit, manager, branch_admin, auditor, specialist, chengang):
    for person in (manager, branch_admin, auditor):
        page = visit(person).get("/tiers/settings")
        assert "/tiers/settings/new" not in page.links()
        visit(person).get(NEW, status=403)
        visit(person).post(NEW, status=403, **RULES)
    for person in (specialist, chengang):
        visit(person).get("/tiers/settings", status=403)
