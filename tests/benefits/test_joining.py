"""Two records become one: what both used counts, together they give the better of the two; undone, each has his own."""

from __future__ import annotations

import pytest

from portal.actions.benefits import granting, holding
from portal.database import write
from portal.derived import benefits as proof
from portal.ground import clock
from portal.models import Client, ClientMerge, Lot, Resolution, Setting
from portal.reads.benefits.left import benefits_of
from portal.reads.shared import kept
from tests.ground import benefits, people
from tests.quality.steps import merge

GOLF = "golf"


@pytest.fixture(autouse=True)
def one_pair_of_eyes(app):
    """However much is at stake, one admin merges."""
    Setting.create(name="merge.four_eyes_aum", value=10**12, since=clock.today(), created_at=clock.now())
    kept.forget()


def golf(client):
    rows = list(Lot.select().where(Lot.client == client, Lot.benefit == GOLF))
    return tuple(sum(getattr(lot, name) for lot in rows) for name in ("available", "held", "used", "ended"))


def test_it_works(visit, branch_admin, chengang):
    other = people.client("chengang2", "陈刚", "platinum")
    with write():
        granting.grant_to([chengang.id, other.id])
    benefits.use(chengang, GOLF, quantity=3)
    benefits.use(other, GOLF, quantity=1)
    held = holding.hold(people.actor(branch_admin), other, GOLF, 1, clock.today() + clock.days(9))
    merge(visit, branch_admin, chengang, other, name="kept", mobile="kept")
    assert ClientMerge.get().state == "done"
    assert golf(chengang) == (1, 1, 4, 2), "six for a diamond client, of which he used four and holds one"
    assert golf(other) == (0, 0, 0, 0)
    assert list(proof.faults()) == []
    visit(branch_admin).post(f"/merges/{ClientMerge.get().id}/undo", version=str(Client.get_by_id(chengang.id).version))
    assert golf(chengang) == (3, 0, 3, 2) and golf(other) == (0, 1, 1, 0)
    assert list(proof.faults()) == []
    holding.use(people.actor(branch_admin), held.id)
    assert golf(other) == (0, 0, 2, 0)


def test_an_untouched_grant_that_both_have_stays_where_it_is(visit, branch_admin, chengang):
    other = people.client("chengang2", "陈刚", "diamond")
    with write():
        granting.grant_to([chengang.id, other.id])
    merge(visit, branch_admin, chengang, other, name="kept", mobile="kept")
    assert ClientMerge.get().state == "done"
    assert golf(chengang) == (6, 0, 0, 0) == golf(other)
    assert next(one.left for one in benefits_of(chengang) if one.benefit.code == GOLF) == 6


def test_merged_while_a_booking_is_open(visit, branch_admin, chengang):
    other = people.client("chengang2", "陈刚", "diamond")
    actor = people.actor(branch_admin)
    held = holding.hold(actor, other, GOLF, 1, clock.today() + clock.days(9))
    merge(visit, branch_admin, chengang, other, name="kept", mobile="kept")
    assert ClientMerge.get().state == "done"
    assert holding.release(actor, held.id).outcome == Resolution.get().outcome == "released"
    assert list(proof.faults()) == []
