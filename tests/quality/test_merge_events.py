"""Two records of one person that both come to an event, or wait for it, become one party."""

from __future__ import annotations

import pytest

from portal.actions.events import signing_up
from portal.derived import events as proof
from portal.models import Client, PartyGuest, SignUp, WaitingParty
from portal.rules.events.parties import Party, named
from tests.events.plans import event, fresh, seats
from tests.ground import people
from tests.quality.steps import merge


@pytest.fixture
def two(branch_admin, manager):
    """Two records of 陈刚, and an event of four seats."""
    kept, gone = people.client("kept", "陈刚", "gold"), people.client("gone", "陈刚", "gold")
    return kept, gone, event(manager, capacity=4, guests=3)


def fill(row):
    for name in ("甲", "乙"):
        seats(row, people.client(f"c{name}", name), 1)


def test_both_come_and_the_larger_party_stays(visit, branch_admin, two):
    kept, gone, row = two
    actor = people.actor(branch_admin)
    signing_up.sign_up(actor, row, kept, Party(0, plate="吉A12345"))
    signing_up.sign_up(actor, row, gone, Party(2, named("王秀兰")))
    merge(visit, branch_admin, kept, gone)
    own = SignUp.get(SignUp.client == kept, SignUp.cancelled_at.is_null())
    assert own.guests == 2 and [one.name for one in PartyGuest.select().where(PartyGuest.sign_up == own)] == ["王秀兰"]
    assert fresh(row).seats_taken == 3 and list(proof.faults()) == []


def test_both_wait_and_one_waits_on(visit, branch_admin, two):
    kept, gone, row = two
    fill(row)
    actor = people.actor(branch_admin)
    for client in (kept, gone):
        signing_up.sign_up(actor, row, client, Party(1))
    merge(visit, branch_admin, kept, gone)
    states = [(party.client_id, party.state) for party in WaitingParty.select().order_by(WaitingParty.id)]
    assert states == [(kept.id, "waiting"), (kept.id, "left")]
    assert list(proof.faults()) == []


def test_who_has_seats_does_not_wait(visit, branch_admin, two):
    kept, gone, row = two
    actor = people.actor(branch_admin)
    signing_up.sign_up(actor, row, kept, Party(3))
    signing_up.sign_up(actor, row, gone, Party(1))
    merge(visit, branch_admin, kept, gone)
    assert WaitingParty.get().state == "left" and fresh(row).seats_taken == 4
    assert Client.get_by_id(gone.id).merged_into_id == kept.id
