"""Plans that matter hold on a database that was never analysed, in whatever order its indexes were made: `portal
generate` drops those of clients and makes them again, and SQLite without statistics prefers the last one made."""

from __future__ import annotations

import pytest

from portal.database import database, engine
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from portal.reads.teams import load
from portal.reads.teams.seats import workload
from tests.ground import people
from tests.ground.plans import indexes, plan_of, reads_all
from tests.house.test_filter_plans import INDEX

ORDERS = {"as migrated": None, "the other way round": lambda rows: rows[::-1], "by name": sorted}
EITHER = {"client_branch_id_tier_id_aum_average", "client_branch_id_tier_id_aum_id"}
"""Both begin with branch and tier, which is what is asked: as good as each other."""
PLACES = {
    "manager": ("/home", "/clients", "/requests", "/quality", "/tiers", "/tiers/lists", "/suggestions"),
    "branch_admin": ("/home", "/clients", "/requests", "/quality", "/tiers", "/tiers/lists", "/suggestions", "/teams"),
    "head_office": ("/home", "/clients", "/requests", "/quality", "/tiers", "/tiers/lists", "/teams"),
}


def each_order():
    """The indexes of clients in each order, one after the other. To PostgreSQL their order is nothing."""
    if engine() == "postgresql":
        yield "as migrated"
        return
    assert not statistics(), "somebody analysed the database of the tests"
    for order in ORDERS:
        make_again(order)
        yield order


def statistics():
    return database.execute_sql("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'").fetchall()


def make_again(order):
    if ORDERS[order] is None:
        return
    rows = database.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN"
        " ('client', 'seat') ORDER BY rowid"
    ).fetchall()
    for name, _ in rows:
        database.execute_sql(f'DROP INDEX "{name}"')
    for _, sql in ORDERS[order](rows):
        database.execute_sql(sql)


@pytest.mark.parametrize("query", [*INDEX])
def test_whom_a_filter_leaves_is_asked_through_its_index(statements, branch_admin, manager, adviser, query):
    scope = ClientScope(people.actor(branch_admin))
    with statements() as seen:
        page(scope, ClientFilter.from_query(query))
    sql, params = next((sql, params) for sql, params in seen if "LIMIT" in sql and "LEFT JOIN" not in sql)
    wanted = EITHER if INDEX[query] in EITHER else {INDEX[query]}
    for order in each_order():
        plan = plan_of(sql, params)
        assert wanted & indexes(plan) and not reads_all(plan, "client"), (order, plan)


@pytest.mark.parametrize("person", PLACES)
def test_every_place_goes_the_same_ways(app, visit, statements, request, served, liufang, person):
    """Once as migrated, once with the indexes made the other way round: SQLite takes the same ones."""
    if engine() != "sqlite":
        pytest.skip("PostgreSQL weighs indexes, not their order")
    somebody, ways = visit(request.getfixturevalue(person)), {}
    for order in ("as migrated", "the other way round"):
        make_again(order)
        for place in PLACES[person]:
            with statements() as seen:
                somebody.get(place)
            for sql, params in [one for one in seen if one[0].startswith(("SELECT", "WITH")) and '"client"' in one[0]]:
                plan = plan_of(sql, params)
                found = {name for name in indexes(plan) if name.startswith(("client_", "seat_"))}
                ways.setdefault((place, sql), []).append("by tier" if found & EITHER else found)
    compared = {key: found for key, found in ways.items() if len(found) > 1}
    assert len(compared) > 5
    for (place, sql), found in compared.items():
        assert found[0] == found[-1], (place, sql, found)


def test_vips_of_ones_own_are_found_by_ones_seats(statements, manager, served):
    """Not by the index of levels, which leads through the VIPs of the whole bank."""
    scope = ClientScope(people.actor(manager))
    with statements() as seen:
        found = page(scope, ClientFilter(tier=["vip"]), "due")
    assert [row["name"] for row in found.rows] == ["陈刚"]
    sql, params = next(one for one in seen if '"seat"' in one[0])
    for order in each_order():
        plan = plan_of(sql, params)
        assert engine() == "postgresql" or indexes(plan) == {"seat_staff_id_until_kind_client_id", "PRIMARY KEY"}, (
            order,
            plan,
        )


def test_who_serves_how_many_is_kept(statements, branch_admin, manager, served):
    """No seat and no client is read for it, however many there are."""
    with statements() as seen:
        people_, _more = workload(None)
        assert load.managed([manager.id]) == {manager.id: {"diamond": 1}}
    assert {row["name"]: row["manager"] for row in people_}["王磊"] == 1
    asked = [sql for sql, _params in seen]
    assert len(asked) == 2 and not any(
        ('"seat"' in sql and "hand_count" not in sql) or '"client"' in sql for sql in asked
    )
    for sql, params in seen:
        plan = plan_of(sql, params)
        assert any(name.startswith(("handcount", "hand_count")) for name in indexes(plan)), plan
        assert not reads_all(plan, "hand_count"), plan
