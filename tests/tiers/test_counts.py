"""How many clients stand in each tier: kept as clients come, move, grow and go, never counted by the page."""

from __future__ import annotations

import pytest

from portal.actions.quality import merging
from portal.database import database, engine
from portal.derived import faults, tier_counts
from portal.models import Client, TierCount
from portal.reads.clients.scope import ClientScope
from portal.reads.tiers.standing import counts_by_tier
from tests.ground import people
from tests.ground.together import together

WAN = 10_000 * 100


def counted(person) -> dict[str, tuple[int, int]]:
    """Tier → (clients, AUM in 万元) as this person sees it."""
    found = counts_by_tier(ClientScope(people.actor(person)))
    return {code: (count, fen // WAN) for code, (count, fen) in found.items() if count}


@pytest.fixture
def four(app):
    for name, tier, at, wan in (("钱一", "gold", "FAW", 60), ("钱二", "gold", "FAW", 70), ("钱三", "diamond", "FAW", 900), ("钱四", "gold", "JY", 80)):  # fmt: skip
        people.client(None, name, tier, at, aum=wan * WAN)
    return {row.name: row for row in Client.select()}


def test_it_works(visit, branch_admin, head_office, four):
    assert counted(branch_admin) == {"gold": (2, 130), "diamond": (1, 900)}
    assert counted(head_office) == {"gold": (3, 210), "diamond": (1, 900)}
    rows = {row[0]: row for row in visit(head_office).get("/tiers").table("tiers")}
    assert (
        rows["Gold"][2] == "3"
        and rows["Gold"][3] == "75.0%"
        and rows["Diamond"][2] == "1"
        and rows["Platinum"][2] == "0"
    )


def test_every_way_of_changing_a_client_is_counted(branch_admin, head_office, four):
    jingyue = people.branch("JY").id
    Client.update(tier="platinum").where(Client.name == "钱一").execute()
    assert counted(branch_admin) == {"gold": (1, 70), "platinum": (1, 60), "diamond": (1, 900)}
    Client.update(branch=jingyue).where(Client.tier.in_(["gold", "platinum"])).execute()
    assert counted(branch_admin) == {"diamond": (1, 900)}
    Client.update(aum=Client.aum + 5 * WAN).where(Client.name != "钱三").execute()
    assert counted(head_office) == {"gold": (2, 160), "platinum": (1, 65), "diamond": (1, 900)}
    database.execute_sql("DELETE FROM client_term")
    Client.delete().where(Client.name == "钱四").execute()
    assert counted(head_office) == {"gold": (1, 75), "platinum": (1, 65), "diamond": (1, 900)}
    Client.update(last_contact=None).execute()
    tier_counts.fold()
    assert counted(head_office) == {"gold": (1, 75), "platinum": (1, 65), "diamond": (1, 900)}


def test_a_merged_record_is_one_client(head_office, branch_admin, four):
    kept, gone = four["钱一"], four["钱二"]
    merging.merge(people.actor(branch_admin), kept, gone, {}, (kept.version, gone.version), "同一人")
    assert counted(head_office)["gold"][0] == 2
    assert not [line for line in faults() if "are counted" in line]


def test_who_serves_clients_counts_his_own(manager, second_manager, four):
    people.seat(four["钱二"], "manager", manager)
    people.seat(four["钱四"], "manager", manager)
    assert counted(manager) == {"gold": (1, 70)}  # 钱四 is a client of the other branch
    assert counted(second_manager) == {}


def test_the_page_reads_no_clients_however_many_there_are(visit, head_office, four, statements):
    browser = visit(head_office)
    browser.get("/tiers")
    with statements() as seen:
        browser.get("/tiers")
    assert not [sql for sql in seen if 'FROM "client"' in sql or "FROM client" in sql], seen


def test_the_worker_folds_what_statements_left(app, head_office, four):
    before = counted(head_office)
    assert TierCount.select().where(TierCount.part != 0).exists() == (engine() == "postgresql")
    tier_counts.fold()
    assert counted(head_office) == before
    assert not TierCount.select().where(TierCount.part != 0).exists()


def test_many_at_once_lose_nothing(app, head_office, four):
    deeds = [
        lambda n=name: Client.update(tier="platinum").where(Client.name == n).execute()
        for name in ("钱一", "钱二", "钱四")
    ]
    assert together(app, *deeds, tier_counts.fold)[:3] == [1, 1, 1]
    assert counted(head_office) == {"platinum": (3, 210), "diamond": (1, 900)}
    assert not [line for line in faults() if "are counted" in line]


def test_a_wrong_count_is_named_by_the_check(app, four):
    assert not [line for line in faults() if "are counted" in line]
    TierCount.update(clients=TierCount.clients + 1).where(TierCount.tier == "diamond", TierCount.clients > 0).execute()
    assert "branch FAW, tier diamond: 2 clients with 900000000 fen are counted, there are 1 with 900000000" in list(
        faults()
    )
