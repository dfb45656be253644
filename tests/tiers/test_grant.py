"""A tier by hand: reason, author, end; until then the months do not lower it."""

from __future__ import annotations

from datetime import date

import pytest
from peewee import IntegrityError

from portal.actions.tiers import grants
from portal.derived import faults
from portal.ground import clock
from portal.models import AuditEntry, Client, TierChange, TierGrant
from tests.ground import people
from tests.ground.together import together
from tests.tiers.months import judged, months, now, told

GRANT = {"tier": "platinum", "until": "2027-03-31", "reason": "founder of the plant"}


def test_it_works(visit, head_office, liufang, manager):
    people.seat(liufang, "manager", manager)
    page = visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **GRANT)
    assert page.notice.startswith("刘芳 holds Platinum until") and "founder of the plant" in page.section("grant")
    held, row = TierGrant.get(), now(liufang)
    assert (held.tier_id, held.until, held.author.name) == ("platinum", date(2027, 3, 31), "高远")
    assert (row.tier_id, row.tier_since) == ("platinum", clock.today())
    change = TierChange.get()
    assert (change.tier_id, change.reason, change.author_id) == ("platinum", "founder of the plant", head_office.id)
    assert AuditEntry.get(AuditEntry.action == "tier.granted").changes["tier"] == ["gold", "platinum"]
    assert (told(liufang)[-1][0], told(manager)[-1][0]) == ("tier.granted_for_you", "tier.client_granted")
    own = visit(liufang).get("/me/tier").section("why")
    assert "given to you personally; it holds until Wed 31 Mar 2027" in own
    assert list(faults()) == []


def test_the_audit_trail_names_tiers_and_days(visit, head_office, auditor, liufang):
    visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **GRANT)
    assert "高远 向刘芳手工授予白金卡等级，至2027年3月31日" in visit(auditor, language="zh").get("/audit").text
    assert "高远 gave 刘芳 the tier Platinum by hand until 31 Mar 2027" in visit(auditor).get("/audit").text


def test_the_months_do_not_lower_it(visit, head_office, liufang):
    visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **GRANT)
    months(liufang, 60, 60, 60)
    assert judged() == {"granted": 1}
    assert now(liufang).tier_id == "platinum" and now(liufang).tier_protected_until is None
    assert "is held by hand, so it stays" in visit(head_office).get(f"/clients/{liufang.number}/tier").text
    assert "given to you personally" in visit(liufang).get("/me/tier").text


def test_notice_ahead_then_the_end_then_the_months(at, visit, head_office, liufang, manager):
    people.seat(liufang, "manager", manager)
    visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **GRANT)
    assert grants.end_what_is_over() == 0
    at("2027-03-05 09:00")
    assert (grants.end_what_is_over(), grants.end_what_is_over()) == (1, 0)
    assert told(liufang)[-1][0] == "tier.grant_ends_for_you" and told(manager)[-1][0] == "tier.client_grant_ends"
    at("2027-03-31 00:10")
    assert (grants.end_what_is_over(), grants.end_what_is_over()) == (1, 0)
    assert TierGrant.get().ended_at and now(liufang).tier_id == "platinum", "the months decide next"
    at("2027-04-02 09:00")
    months(liufang, 60, 60, 60, last=date(2027, 3, 1))
    assert judged(date(2027, 3, 1)) == {"protected": 1}


def test_end_it_earlier(visit, head_office, liufang):
    visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **GRANT)
    page = visit(head_office).get(f"/clients/{liufang.number}/tier")
    version = page.value("version")
    place = f"/clients/{liufang.number}/tier/grant/end"
    assert visit(head_office).post(place, status=422, version=version, reason=" ").errors["reason"]
    visit(head_office).post(place, status=409, version="7", reason="a mistake")
    assert "has ended" in visit(head_office).post(place, version=version, reason="a mistake").notice
    assert TierGrant.get().ended_reason == "a mistake"
    visit(head_office).post(place, status=409, reason="again", referer="/elsewhere")
    visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **GRANT)
    assert TierGrant.select().count() == 2


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"tier": "standard"}, "tier", "choose one"), ({"tier": "silver"}, "tier", "choose one"), ({"tier": "gold"}, "tier", "already holds a higher tier"),
        ({"until": "2026-11-24"}, "until", "in the future"), ({"until": "2028-01-01"}, "until", "12 months at most"),
        ({"until": "soon"}, "until", "no such date"), ({"reason": ""}, "reason", "fill this in"), ({"reason": "长" * 201}, "reason", "200"),
    ],
)  # fmt: skip
def test_what_cannot_be_given(visit, head_office, chengang, change, field, says):
    page = visit(head_office).post(
        f"/clients/{chengang.number}/tier/grant", status=422, **GRANT | {"tier": "diamond"} | change
    )
    assert says in page.errors[field] and not TierGrant.select().exists()


def test_one_current_grant(visit, head_office, liufang):
    visit(head_office).post(f"/clients/{liufang.number}/tier/grant", **GRANT)
    page = visit(head_office).post(f"/clients/{liufang.number}/tier/grant", status=409, **GRANT | {"tier": "diamond"})
    assert now(liufang).tier_id == "platinum" and "Platinum" in page.text
    with pytest.raises(IntegrityError):
        TierGrant.create(
            client=liufang, tier="gold", reason="x", since=clock.today(), until=date(2027, 1, 1), created_at=clock.now()
        )


def test_two_at_once_leave_one(app, head_office, liufang):
    actor = people.actor(head_office)
    deeds = [
        lambda tier=tier: grants.grant(actor, liufang, tier, date(2027, 1, 1), "both", None)
        for tier in ("platinum", "diamond")
    ]
    found = together(app, *deeds)
    assert sum(isinstance(one, TierGrant) for one in found) == 1 and TierGrant.select().count() == 1
    assert list(faults()) == []


def test_a_standard_client_enters_by_hand(visit, head_office, wutao):
    visit(head_office).post(f"/clients/{wutao.number}/tier/grant", **GRANT | {"tier": "gold"})
    assert now(wutao).tier_id == "gold"


@pytest.mark.one_engine
def test_who_may_not(visit, branch_admin, manager, other_branch_admin, auditor, served):
    for person in (branch_admin, manager, other_branch_admin, auditor, served):
        visit(person).post(f"/clients/{served.number}/tier/grant", status=403, **GRANT)
        visit(person).post(f"/clients/{served.number}/tier/grant/end", status=403, reason="x")


def test_who_stands_highest_is_not_offered_to_be_put_forward(visit, manager, served):
    where = f"/clients/{served.number}/lists"
    assert where not in visit(manager).get(f"/clients/{served.number}/tier").links()
    Client.update(tier="gold").where(Client.id == served.id).execute()
    assert where in visit(manager).get(f"/clients/{served.number}/tier").links()
