"""What the worker and pages look for among many deliveries is an index walk, on both engines."""

from __future__ import annotations

import pytest

from portal.actions.notices import addresses, claiming
from portal.ground import clock
from portal.models import Delivery
from portal.reads.notices import calls, queue
from tests.ground import people
from tests.ground.plans import indexes, plans_of, reads_all

pytestmark = [pytest.mark.usefixtures("inside"), pytest.mark.both_engines]


@pytest.fixture
def many(served):
    now = clock.now()
    row = {"client": served.id, "channel": "email", "kind": "tier.up", "created_at": now, "next_attempt_at": now}
    Delivery.insert_many(
        [
            {**row, "state": state, "ended_at": now}
            for state in ("sent", "failed", "call", "waiting")
            for _n in range(20)
        ]
    ).execute()


def test_it_works(many, statements):
    with statements() as seen:
        claiming.claim()
    plan = plans_of(seen, "next_attempt_at")[0]
    assert "delivery_due" in indexes(plan) and not reads_all(plan, "delivery"), plan


def test_the_night_finds_what_is_old(many, statements):
    with statements() as seen:
        addresses.tidy()
    plans = plans_of(seen, "DELETE FROM")
    assert "delivery_ended" in indexes(plans[0]) and "delivery_failed" in indexes(plans[1]), plans


def test_the_page_of_channels(many, admin, statements):
    readable = queue.readable(people.actor(admin))
    with statements() as seen:
        queue.counts(readable)
        queue.failures(readable)
    assert not any(reads_all(plan, "delivery") for plan in plans_of(seen, '"delivery"'))


def test_whom_a_manager_is_to_tell(many, manager, statements):
    actor = people.actor(manager)
    with statements() as seen:
        calls.waiting(actor, 9)
    plan = plans_of(seen, "substr" if "substr" in str(seen) else "SUBSTR")[0]
    assert not reads_all(plan, "delivery") and not reads_all(plan, "client"), plan
