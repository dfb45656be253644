"""Vouchers in bad luck: twice at once, the last unit, a tier that falls, a benefit withdrawn, a client merged."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal.actions.benefits import holding, vouchers
from portal.actions.benefits.following import follow_tier
from portal.database import write
from portal.derived import benefits as proof
from portal.ground import clock
from portal.ground.errors import Invalid, SentBefore, WrongState
from portal.models import (
    BenefitVersion,
    Client,
    ClientMerge,
    Resolution,
    Setting,
    Voucher,
)
from portal.reads.shared import kept
from tests.benefits.booked import GOLF, LANE, left, redeemed, state, wish
from tests.ground import people
from tests.ground.together import together
from tests.quality.steps import merge


@pytest.fixture(autouse=True)
def proved(app):
    """After each test the ledger is right, and each voucher stands as its hold does."""
    yield
    assert list(proof.faults()) == []


def test_a_double_click_makes_one(app, visit, chengang):
    actor, same = people.actor(chengang), str(uuid.uuid4())
    rows = together(
        app, *(lambda: vouchers.redeem(actor, Client.get_by_id(chengang.id), GOLF, wish(), same) for _ in range(4))
    )
    assert {row.id for row in rows} == {Voucher.get().id} and Voucher.select().count() == 1
    assert left(chengang) == (5, 1, 0, 0)
    with pytest.raises(SentBefore):
        vouchers.redeem(actor, chengang, GOLF, wish(quantity=2), same)


def test_two_phones_and_the_last_unit(app, chengang):
    redeemed(chengang, quantity=5)
    rows = together(app, *(lambda: redeemed(Client.get_by_id(chengang.id)) for _ in range(8)))
    assert sum(isinstance(row, Voucher) for row in rows) == 1
    assert sum(isinstance(row, holding.HeldElsewhere) for row in rows) == 7
    assert left(chengang) == (0, 6, 0, 0)


def test_of_a_deed_of_both_at_once_one_is_done(app, chengang, branch_admin):
    made, client, admin = redeemed(chengang), people.actor(chengang), people.actor(branch_admin)
    rows = together(
        app, lambda: vouchers.cancel(client, made), lambda: vouchers.confirm(admin, made),
        lambda: vouchers.decline(admin, made, "包场"), lambda: vouchers.cancel(client, made),
    )  # fmt: skip
    assert all(isinstance(row, (Voucher, WrongState)) for row in rows), rows
    assert Resolution.select().count() == 1 and state(made) in ("cancelled", "declined")
    assert left(chengang) == (6, 0, 0, 0)


def test_a_fall_of_the_tier_keeps_what_is_booked(chengang, branch_admin, at):
    made = redeemed(chengang, LANE, quantity=5)
    with write():
        Client.update(tier="gold", tier_since=clock.today()).where(Client.id == chengang.id).execute()
        follow_tier([chengang.id])
    assert left(chengang, LANE)[:2] == (0, 5) and state(made) == "confirmed"
    at("2026-12-10 09:00")
    vouchers.use(people.actor(branch_admin), made)
    assert state(made) == "used"


def test_a_benefit_that_is_withdrawn_keeps_its_vouchers(visit, chengang, branch_admin, at):
    made = redeemed(chengang)
    BenefitVersion.update(until=date(2026, 12, 1)).where(BenefitVersion.benefit == GOLF).execute()
    kept.forget()
    at("2026-12-05 09:00")
    visit(chengang).get(f"/me/benefits/{GOLF}/redeem", status=404)
    vouchers.confirm(people.actor(branch_admin), made)
    at("2026-12-10 09:00")
    vouchers.use(people.actor(branch_admin), made)
    assert state(made) == "used" and "Golf" in visit(chengang).get(f"/me/vouchers/{made.number}").text


def test_merged_while_a_voucher_is_open(visit, branch_admin, chengang):
    other = people.client("chengang2", "陈刚", "diamond")
    Setting.create(name="merge.four_eyes_aum", value=10**12, since=clock.today(), created_at=clock.now())
    kept.forget()
    made = redeemed(other)
    merge(visit, branch_admin, chengang, other, name="kept", mobile="kept")
    assert ClientMerge.get().state == "done"
    assert Voucher.get_by_id(made.id).client_id == chengang.id
    assert made.number in visit(chengang).get("/me/vouchers").text
    vouchers.confirm(people.actor(branch_admin), Voucher.get_by_id(made.id))
    visit(branch_admin).post(f"/merges/{ClientMerge.get().id}/undo", version=str(Client.get_by_id(chengang.id).version))
    row = Voucher.get_by_id(made.id)
    assert (row.client_id, row.state) == (other.id, "confirmed")
    vouchers.cancel(people.actor("chengang2"), row)
    assert left(other) == (6, 0, 0, 0)


def test_the_last_second_of_a_day(chengang, at):
    """A lead time of three days and a day itself end at midnight in Changchun, no second earlier."""
    at("2026-12-07 23:59:59")
    assert redeemed(chengang, GOLF, date(2026, 12, 10)).confirm_by == date(2026, 12, 7)
    at("2026-12-08 00:00:00")
    with pytest.raises(Invalid) as refused:
        redeemed(chengang, GOLF, date(2026, 12, 10))
    assert set(refused.value.fields) == {"wanted_on"}
    at("2026-12-31 23:59:59")
    plate = {"answers": {"car_plate": "吉A12345"}}
    redeemed(chengang, "etc_waiver", date(2026, 12, 31), **plate)
    at("2027-01-01 00:00:00")
    with pytest.raises(Invalid):
        redeemed(chengang, "etc_waiver", date(2026, 12, 31), **plate)
    redeemed(chengang, "etc_waiver", date(2027, 1, 1), **plate)
