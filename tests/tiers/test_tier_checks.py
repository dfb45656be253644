"""`portal check` on tiers: a clean month has no faults; what was changed behind the portal's back is named."""

from __future__ import annotations

import pytest

from portal.actions.quality import merging
from portal.database import database
from portal.derived import faults
from portal.derived.aum import follow_months
from portal.models import MonthlyAum, TierStanding
from tests.ground import people
from tests.tiers.months import judged, months, now


@pytest.fixture
def clean(liufang, zhaolei, wutao):
    months(liufang, 220, 220, 220)
    months(zhaolei, 45, 45, 45)
    months(wutao, 60, 60, 60)
    judged()


def test_it_works(clean):
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE client SET tier_id = 'diamond' WHERE name = '赵蕾'", "tier diamond, the last judged month says gold"),
        ("UPDATE client SET tier_protected_until = NULL WHERE name = '赵蕾'",
         "protected until None, the last judged month says 2027-02-01"),
        ("UPDATE client SET tier_protected_until = '2027-02-01' WHERE name = '吴涛'",
         "protected until 2027-02-01, the last judged month says None"),
        ("UPDATE tier_standing SET reached = 'gold' WHERE decision = 'up'", "2026-10-01 reaches gold by the judgement"),
        ("UPDATE tier_standing SET decision = 'granted' WHERE decision = 'protected'", "tier run 2026-10-01: counted"),
        ("UPDATE monthly_aum SET deposits = 1 WHERE month = '2026-08-01' AND amount > 200000000",
         "AUM of 2026-08-01 is 220000000, its classes say otherwise"),
        ("INSERT INTO tier_grant (client_id, tier_id, reason, since, until, created_at, ended_reason, version) SELECT id,"
         " 'diamond', 'x', '2026-11-01', '2026-12-01', '2026-11-01 00:00:00', '', 1 FROM client WHERE name = '吴涛'",
         "stands at standard, below the tier diamond held by hand"),
    ],
)  # fmt: skip
def test_each_fault_has_its_line(clean, sql, says):
    database.execute_sql(sql)
    found = list(faults())
    assert len(found) == 1 and says in found[0], found


def test_a_move_without_its_change(clean):
    database.execute_sql("DELETE FROM tier_change")
    assert [line for line in faults() if "has no tier change" in line]


def test_merged_records_are_no_fault(clean, liufang, branch_admin):
    """The judgements of one record are left, AUM is added up, whatever was rounded in each."""
    twin = months(people.client(None, "刘芳", "gold"), 0.333333, 0.333333, 0.333333)
    for client in (now(liufang), now(twin)):
        MonthlyAum.update(amount=1000001, deposits=1000000, insurance=1).where(MonthlyAum.client == client.id).execute()
        follow_months([client.id])
    judged()
    kept, gone = now(liufang), now(twin)
    merging.merge(people.actor(branch_admin), kept, gone, {}, (kept.version, gone.version), "same person")
    assert TierStanding.select().where(TierStanding.client == kept.id).count() == 1
    assert [line for line in faults() if "AUM" in line or "judge" in line or "tier" in line] == []
