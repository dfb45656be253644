"""Points of a month: one lot a client by his assets, once; they buy services, and end after two years."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.benefits import expiring, holding, points
from portal.derived import benefits as proof
from portal.ground import clock
from portal.models import LedgerRun, Lot, MonthlyAum
from portal.reads.benefits.left import benefits_of, points_of
from tests.ground import people
from tests.ground.together import together

YUAN = 100


def aum(client, yuan: int, month: date = date(2026, 10, 1)) -> None:
    MonthlyAum.create(client=client, month=month, amount=yuan * YUAN)


def test_it_works(app, chengang, liufang, wutao, manager):
    aum(chengang, 3_000_000), aum(liufang, 200_000), aum(wutao, 900_000)
    assert points.grant_points() == 1
    lot = Lot.get()
    assert (lot.client_id, lot.quantity, lot.period) == (chengang.id, 2240, "2026-10")
    assert (lot.since, lot.until) == (date(2026, 11, 1), date(2028, 10, 31))
    made = holding.hold(people.actor(manager), chengang, "airport_transfer", 2, date(2026, 12, 1))
    assert points_of(chengang) == (1940, date(2028, 10, 31))
    holding.use(people.actor(manager), made.id, 1)
    assert points_of(chengang)[0] == 2090
    assert "points" not in {one.benefit.code for one in benefits_of(chengang)}
    assert list(proof.faults()) == []


def test_once_a_month_and_for_figures_that_come_late(app, chengang, liufang):
    aum(chengang, 3_000_000)
    assert [points.grant_points(), points.grant_points()] == [1, 0]
    LedgerRun.delete().execute()
    aum(liufang, 700_000)
    assert [points.grant_points(), Lot.select().count()] == [1, 2]
    assert list(proof.faults()) == []


def test_twice_at_once_grants_once(app, chengang, liufang):
    aum(chengang, 3_000_000), aum(liufang, 700_000)
    found = together(app, *[points.grant_points] * 4)
    assert sum(found) == 2 == Lot.select().count()


def test_what_ends_first_is_spent_first_and_points_end(app, chengang, manager, at):
    aum(chengang, 400_000, date(2026, 9, 1)), aum(chengang, 600_000)
    points.grant_month(date(2026, 9, 1)), points.grant_month(date(2026, 10, 1))
    assert points_of(chengang)[0] == 160 + 320
    with pytest.raises(holding.AllowanceUsed):
        holding.hold(people.actor(manager), chengang, "airport_transfer", 4, date(2026, 12, 1))
    holding.hold(people.actor(manager), chengang, "airport_transfer", 1, date(2026, 12, 1))
    assert [lot.available for lot in Lot.select().order_by(Lot.until)] == [10, 320]
    at("2028-10-01 00:00")
    assert expiring.expire() == 1
    assert points_of(chengang) == (320, date(2028, 10, 31))
    assert clock.today() == date(2028, 10, 1) and list(proof.faults()) == []
