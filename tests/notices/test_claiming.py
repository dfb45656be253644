"""Whose a delivery is: one worker's at a time, and nobody's whose worker is dead."""

from __future__ import annotations

import os
import platform

import pytest

from portal.actions.notices import claiming
from portal.ground import clock
from portal.models import Delivery
from tests.ground.together import together

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def forty(served):
    now = clock.now()
    row = {"client": served.id, "channel": "email", "kind": "tier.up", "created_at": now, "next_attempt_at": now}
    Delivery.insert_many([{**row} for _n in range(40)]).execute()


def held_by(name: str) -> None:
    until = clock.now() + claiming.LEASE
    Delivery.update(claimed_by=name, claimed_until=until).execute()


def test_two_workers_never_have_the_same(app, forty):
    one, other = together(app, claiming.claim, claiming.claim)
    assert len(one) == len(other) == 20
    assert not {row.id for row in one} & {row.id for row in other}


def test_the_lease_of_another_machine_is_kept_to_its_end(forty, at):
    held_by("elsewhere:1")
    claiming.free_of_the_dead()
    assert claiming.claim() == []
    at("2026-11-24 10:04")
    assert len(claiming.claim()) == 20


@pytest.mark.parametrize("process", [2**22 + 7, 0], ids=["gone", "our own"])
def test_what_a_dead_worker_of_this_machine_had_is_free_at_once(forty, process):
    """Also of one that had our number: a machine that began anew gives the same numbers."""
    held_by(f"{platform.node()[:56]}:{process or os.getpid()}:0000beef")
    claiming.free_of_the_dead()
    assert len(claiming.claim()) == 20


def test_a_living_worker_keeps_what_it_has(forty):
    held_by(f"{platform.node()[:56]}:{os.getppid()}:0000beef")
    claiming.free_of_the_dead()
    assert claiming.claim() == []


def test_what_goes_with_another_one_is_not_taken_from_who_has_it(forty, at):
    """A digest takes along what nobody has."""
    row, free = Delivery.select().order_by(Delivery.id).limit(2)
    Delivery.update(claimed_by="elsewhere:1", claimed_until=clock.now() + claiming.LEASE).where(
        Delivery.id == row.id
    ).execute()
    assert not claiming.take(row) and Delivery.get_by_id(row.id).claimed_by == "elsewhere:1"
    assert claiming.take(free) and claiming.take(free)
    at("2026-11-24 10:04")
    assert claiming.take(row) and Delivery.get_by_id(row.id).claimed_by == claiming.me()


@pytest.mark.one_engine
def test_a_round_beside_ours_in_this_process_keeps_what_it_has(forty):
    mine = claiming.claim()
    claiming.free_of_the_dead()
    assert all(claiming.holds(row) for row in mine)
    assert not {row.id for row in mine} & {row.id for row in claiming.claim()}


def test_the_result_of_a_lost_claim_changes_nothing(forty):
    mine = claiming.claim()
    held_by("elsewhere:1")
    claiming.finish(mine, "sent")
    claiming.put_off(mine, clock.now(), "later", tried=True)
    assert not Delivery.select().where((Delivery.state != "waiting") | (Delivery.attempts > 0)).exists()
