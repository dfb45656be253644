"""Two records of one person that both come to an event, or wait for it, become one party."""

from __future__ import annotations

import pytest

from portal.actions.events import signing_up
from portal.derived import events as proof
from portal.models import Client, ClientMerge, PartyGuest, SignUp, WaitingParty
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


def third(row, manager, guests=0):
    """Somebody else who waits, behind whoever waits already."""
    other = people.client("third", "韩雪", "gold")
    signing_up.sign_up(people.actor(manager), row, other, Party(guests))
    return WaitingParty.get(WaitingParty.client == other)


def state(party):
    return WaitingParty.get_by_id(party.id).state


def test_seats_that_a_merge_gives_back_are_offered_at_once(visit, branch_admin, manager, two):
    kept, gone, row = two
    actor = people.actor(branch_admin)
    for client in (kept, gone):
        signing_up.sign_up(actor, row, client, Party(1))
    waits = third(row, manager, 1)
    merge(visit, branch_admin, kept, gone)
    assert state(waits) == "offered" and (fresh(row).seats_taken, fresh(row).seats_promised) == (2, 2)
    assert list(proof.faults()) == []


def test_what_was_held_for_one_who_waits_no_longer_goes_on(visit, branch_admin, manager, two):
    """Of two parties in one line the one that goes had been offered places: the next gets them in the same moment."""
    kept, gone, row = two
    fill(row)
    actor = people.actor(branch_admin)
    for client in (gone, kept):
        signing_up.sign_up(actor, row, client, Party(1))
    waits = third(row, manager)
    signing_up.cancel_sign_up(actor, row, SignUp.select().first())
    assert WaitingParty.get(WaitingParty.client == gone).state == "offered"
    merge(visit, branch_admin, kept, gone)
    assert WaitingParty.get(WaitingParty.client == kept, WaitingParty.state == "offered").guests == 1
    assert state(waits) == "waiting" and list(proof.faults()) == []


def test_undone_he_waits_again_though_what_was_offered_went_on(visit, branch_admin, manager, two):
    kept, gone, row = two
    fill(row)
    actor = people.actor(branch_admin)
    for client in (gone, kept):
        signing_up.sign_up(actor, row, client, Party(1))
    signing_up.cancel_sign_up(actor, row, SignUp.select().first())
    merge(visit, branch_admin, kept, gone)
    undone = ClientMerge.get()
    page = visit(branch_admin).post(f"/merges/{undone.id}/undo", version=str(Client.get_by_id(kept.id).version))
    assert "Could not be given back" not in page.text
    states = {one.client_id: one.state for one in WaitingParty.select()}
    assert states == {kept.id: "offered", gone.id: "waiting"}
    assert fresh(row).seats_promised == 2 and list(proof.faults()) == []


def test_undone_what_comes_free_is_offered(visit, branch_admin, manager, two):
    """The kept record took over the other's larger party. Parted it has its own again; the other's does not fit any
    more, which is said, and who waits is offered what came free."""
    kept, gone, row = two
    actor = people.actor(branch_admin)
    signing_up.sign_up(actor, row, kept, Party(0))
    signing_up.sign_up(actor, row, gone, Party(2))
    merge(visit, branch_admin, kept, gone)
    seats(row, people.client("c甲", "甲"))
    waits = third(row, manager, 1)
    assert state(waits) == "waiting"
    undone = ClientMerge.get()
    page = visit(branch_admin).post(f"/merges/{undone.id}/undo", version=str(Client.get_by_id(kept.id).version))
    assert "Could not be given back: seats at “岁末茶会”" in page.text and state(waits) == "offered"
    assert (fresh(row).seats_taken, fresh(row).seats_promised) == (2, 2) and list(proof.faults()) == []
