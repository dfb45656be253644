"""A benefit is granted once, held, and each hold resolved once; nothing goes below zero, and the proofs find nothing."""

from __future__ import annotations

from datetime import date

import peewee
import pytest

from portal.actions.benefits import correcting, expiring, granting, holding, lots
from portal.actions.benefits.following import follow_tier
from portal.database import write
from portal.derived import benefits as proof
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.models import Client, Entry, Hold, LedgerRun, Lot, Resolution, Setting
from portal.reads import reference
from portal.reads.benefits.left import benefits_of
from portal.reads.shared import kept
from tests.ground import people
from tests.ground.together import together

GOLF, LANE = "golf", "airport_lounge"
SOON = date(2026, 12, 10)


@pytest.fixture(autouse=True)
def proved(app):
    """After each test the ledger is right."""
    yield
    assert list(proof.faults()) == []


@pytest.fixture
def actor(manager):
    return people.actor(manager)


def numbers(client: Client, code: str = GOLF, *, guests: bool = False) -> tuple[int, int, int, int]:
    query = Lot.select().where(Lot.client == client, Lot.benefit == code, Lot.guests == guests)
    rows = list(query)
    return tuple(sum(getattr(lot, name) for lot in rows) for name in ("available", "held", "used", "ended"))  # type: ignore[return-value]


def line(client: Client, code: str = GOLF):
    return next(one for one in benefits_of(client) if one.benefit.code == code)


def put_in(client: Client, tier: str) -> None:
    with write():
        Client.update(tier=tier, tier_since=clock.today()).where(Client.id == client.id).execute()
        follow_tier([client.id])


def set_to(name: str, value) -> None:
    Setting.create(name=name, value=value, since=clock.today(), created_at=clock.now())
    kept.forget()


def test_it_works(chengang, actor):
    made = holding.hold(actor, chengang, GOLF, 2, SOON, note="上午")
    assert numbers(chengang) == (4, 2, 0, 0)
    found = holding.use(actor, made.id, 1, accepted_by="何军")
    assert (found.outcome, found.used, found.returned) == ("used", 1, 1)
    assert numbers(chengang) == (5, 0, 1, 0)
    assert [(e.kind, e.quantity) for e in Entry.select().order_by(Entry.id)] == [
        ("grant", 6), ("hold", 2), ("use", 1), ("release", 1),
    ]  # fmt: skip
    assert (line(chengang).whole, line(chengang).left, line(chengang).used) == (6, 5, 1)


def test_what_is_released_returns_and_what_lapses_is_lost(chengang, actor):
    one, other = (holding.hold(actor, chengang, GOLF, 2, SOON) for _ in range(2))
    holding.release(actor, one.id, cause="client")
    assert numbers(chengang) == (4, 2, 0, 0)
    holding.lapse(actor, other.id)
    assert numbers(chengang) == (4, 0, 0, 2)


def test_a_hold_is_resolved_once(chengang, actor):
    made = holding.hold(actor, chengang, GOLF, 1, SOON)
    holding.release(actor, made.id)
    for deed in (holding.use, holding.release, holding.lapse):
        with pytest.raises(holding.ResolvedAlready):
            deed(actor, made.id)
    assert Resolution.select().count() == 1


def test_no_more_is_used_than_was_held(chengang, actor):
    made = holding.hold(actor, chengang, GOLF, 1, SOON)
    for count in (0, -1, 2):
        with pytest.raises(Invalid):
            holding.use(actor, made.id, count)
    with pytest.raises(OutOfScope):
        holding.use(actor, made.id + 1)
    assert numbers(chengang) == (5, 1, 0, 0)


def test_used_up_and_held_by_another_booking_are_two_answers(chengang, actor):
    held = holding.hold(actor, chengang, GOLF, 6, SOON)
    with pytest.raises(holding.HeldElsewhere) as refused:
        holding.hold(actor, chengang, GOLF, 1, SOON)
    assert refused.value.context["days"] == [SOON]
    holding.use(actor, held.id)
    with pytest.raises(holding.AllowanceUsed):
        holding.hold(actor, chengang, GOLF, 1, SOON)


@pytest.mark.parametrize(
    ("day", "quantity", "person", "guest", "field"),
    [
        (date(2026, 11, 23), 1, "self", "", "wanted_on"), (date(2026, 11, 26), 1, "self", "", "wanted_on"),
        (SOON, 0, "self", "", "quantity"), (SOON, -3, "self", "", "quantity"), (SOON, 1, "guest", "", "guest_name"),
    ],
)  # fmt: skip
def test_a_day_or_a_number_that_cannot_be(chengang, actor, day, quantity, person, guest, field):
    with pytest.raises(Invalid) as refused:
        holding.hold(actor, chengang, GOLF, quantity, day, person=person, guest_name=guest)
    assert set(refused.value.fields) == {field}
    assert Hold.select().count() == Lot.select().count() == 0


def test_what_is_not_for_him_is_not_there(chengang, wutao, actor):
    for client, code in ((chengang, "no_such"), (chengang, "points")):
        with pytest.raises(OutOfScope):
            holding.hold(actor, client, code, 1, SOON)
    with pytest.raises(holding.AllowanceUsed):
        holding.hold(actor, wutao, GOLF, 1, SOON)


def test_an_unlimited_benefit_is_recorded(chengang, actor):
    made = holding.hold(actor, chengang, "hospital_booking", 3, SOON)
    assert numbers(chengang, "hospital_booking") == (0, 3, 0, 0)
    holding.use(actor, made.id, 2)
    assert numbers(chengang, "hospital_booking") == (0, 0, 2, 0)
    assert line(chengang, "hospital_booking").unlimited


def test_guests_have_a_counter_of_their_own(liufang, actor):
    holding.hold(actor, liufang, LANE, 1, SOON, person="guest", guest_name="刘强")
    assert numbers(liufang, LANE) == (2, 0, 0, 0) and numbers(liufang, LANE, guests=True) == (0, 1, 0, 0)
    with pytest.raises(holding.HeldElsewhere):
        holding.hold(actor, liufang, LANE, 1, SOON, person="guest", guest_name="刘强")
    assert (line(liufang, LANE).left, line(liufang, LANE).guests_left) == (2, 0)


def test_the_same_form_twice_is_one_hold(chengang, actor):
    one, other = (holding.hold(actor, chengang, GOLF, 1, SOON, submission="a" * 36) for _ in range(2))
    assert one == other and numbers(chengang) == (5, 1, 0, 0)


def test_a_lot_ends_at_midnight_in_changchun_and_what_is_held_is_honoured(chengang, actor, at):
    at("2026-12-20 10:00")
    held = holding.hold(actor, chengang, GOLF, 1, date(2026, 12, 31))
    at("2026-12-31 23:59:59")
    assert expiring.expire() == 0
    at("2027-01-01 00:00")
    assert expiring.expire() == 1
    assert expiring.expire() == 0
    assert numbers(chengang) == (0, 1, 0, 5)
    holding.use(actor, held.id)
    assert numbers(chengang) == (0, 0, 1, 5)


def test_next_years_day_wants_next_years_lot(chengang, actor, at):
    at("2026-12-30 10:00")
    with pytest.raises(holding.AllowanceUsed):
        holding.hold(actor, chengang, GOLF, 1, date(2027, 1, 3))
    at("2027-01-01 00:00")
    holding.hold(actor, chengang, GOLF, 1, date(2027, 1, 4))
    assert {lot.period for lot in Lot.select()} == {"2027"}


@pytest.mark.parametrize(("cause", "grace"), [("client", 0), ("bank", 1), ("partner", 1)])
def test_what_returns_to_a_lot_that_ended_lapses_or_is_given_anew(chengang, actor, at, cause, grace):
    at("2026-12-20 10:00")
    held = holding.hold(actor, chengang, GOLF, 1, date(2026, 12, 31))
    at("2027-01-02 10:00")
    expiring.expire()
    holding.release(actor, held.id, cause=cause)
    assert numbers(chengang) == (grace, 0, 0, 6)
    if grace:
        assert Lot.get(Lot.cause.startswith("grace")).until == date(2027, 2, 1)


def test_no_grace_where_the_setting_says_so(chengang, actor, at):
    set_to("benefits.grace_days", 0)
    at("2026-12-20 10:00")
    held = holding.hold(actor, chengang, GOLF, 1, date(2026, 12, 31))
    at("2027-01-02 10:00")
    holding.release(actor, held.id, cause="bank")
    assert numbers(chengang)[0] == 5 and not Lot.select().where(Lot.cause.startswith("grace"))


def test_the_worker_grants_once_however_often(app, chengang, liufang, wutao):
    made = granting.grant_what_is_due()
    assert made == Lot.select().count() == Entry.select().count() > 10
    assert granting.grant_what_is_due() == 0
    LedgerRun.delete().execute()
    assert granting.grant_what_is_due() == 0
    assert not Lot.select().where(Lot.client == wutao)


def test_two_workers_at_once_grant_once(app, chengang, liufang):
    found = together(app, *[granting.grant_what_is_due] * 4)
    assert all(isinstance(one, int) for one in found), found
    assert sum(found) == Lot.select().count()


def test_a_rise_adds_the_difference_to_the_most_and_a_fall_ends_the_rest(liufang, actor):
    with write():
        granting.grant_to([liufang.id])
    assert numbers(liufang, LANE) == (2, 0, 0, 0)
    put_in(liufang, "platinum")
    assert numbers(liufang, LANE) == (6, 0, 0, 0)
    assert numbers(liufang, LANE, guests=True) == (3, 0, 0, 0)
    held = holding.hold(actor, Client.get_by_id(liufang.id), LANE, 1, SOON)
    put_in(liufang, "gold")
    assert numbers(liufang, LANE) == (1, 1, 0, 4)
    holding.release(actor, held.id)
    assert numbers(liufang, LANE) == (2, 0, 0, 4)
    put_in(liufang, "platinum")
    assert numbers(liufang, LANE) == (2, 0, 0, 4), "the difference to the most he had is nothing"
    put_in(liufang, "diamond")
    assert numbers(liufang, LANE) == (8, 0, 0, 4)


def test_what_returns_after_a_fall_ends_where_it_exceeds_the_lower_tier(liufang, actor):
    put_in(liufang, "platinum")
    held = holding.hold(actor, Client.get_by_id(liufang.id), LANE, 5, SOON)
    put_in(liufang, "gold")
    assert numbers(liufang, LANE) == (0, 5, 0, 1)
    holding.release(actor, held.id)
    assert numbers(liufang, LANE) == (2, 0, 0, 4)


def test_a_fall_keeps_the_lots_where_the_setting_says_so(liufang):
    put_in(liufang, "platinum")
    set_to("benefits.fall_keeps_lot", True)
    put_in(liufang, "gold")
    assert numbers(liufang, LANE) == (6, 0, 0, 0)


def test_unlimited_ends_with_the_tier_and_begins_again(chengang, actor):
    holding.use(actor, holding.hold(actor, chengang, "hospital_booking", 2, SOON).id)
    put_in(chengang, "gold")
    assert numbers(chengang, "hospital_booking") == (2, 0, 2, 0)
    assert (line(Client.get_by_id(chengang.id), "hospital_booking").whole) == 2
    put_in(chengang, "diamond")
    assert line(Client.get_by_id(chengang.id), "hospital_booking").unlimited


def test_who_is_no_vip_any_more_has_nothing_left_but_what_is_held(chengang, actor):
    held = holding.hold(actor, chengang, GOLF, 1, SOON)
    put_in(chengang, "standard")
    assert numbers(chengang) == (0, 1, 0, 5)
    holding.use(actor, held.id)
    assert numbers(chengang) == (0, 0, 1, 5)


def test_corrections_never_go_below_what_is_left(chengang, branch_admin, actor):
    admin = people.actor(branch_admin)
    made = holding.hold(actor, chengang, GOLF, 2, SOON)
    lot = Lot.get(Lot.benefit == GOLF)
    correcting.correct(admin, lot.id, 3, "补")
    correcting.correct(admin, lot.id, -7, "重复")
    for by in (-1, 0):
        with pytest.raises(Invalid):
            correcting.correct(admin, lot.id, by, "x")
    holding.use(actor, made.id)
    used = Entry.get(Entry.kind == "use")
    correcting.take_back(admin, used.id, "未到场")
    assert numbers(chengang) == (2, 0, 0, 0)
    with pytest.raises(WrongState):
        correcting.take_back(admin, used.id, "again")


def test_the_database_itself_refuses(chengang, actor):
    holding.hold(actor, chengang, GOLF, 2, SOON)
    lot = Lot.get(Lot.benefit == GOLF)
    for values in ({"available": Lot.available - 9}, {"held": 0}, {"used": Lot.used + 1}, {"quantity": 99}):
        with pytest.raises(peewee.IntegrityError), write():
            Lot.update(**values).where(Lot.id == lot.id).execute()
    for deed in (Entry.update(quantity=1), Entry.delete()):
        with pytest.raises(peewee.DatabaseError, match="append-only"), write():
            deed.execute()
    hold = Entry.get(Entry.kind == "hold")
    with write():
        lots.move(lot, "release", 2, entry=hold.id, hold=hold.hold_id)
    with pytest.raises(peewee.IntegrityError), write():
        lots.move(lot, "release", 0, entry=hold.id, hold=hold.hold_id)
    Resolution.create(hold=hold.hold_id, outcome="released", returned=2, at=clock.now())
    with pytest.raises(peewee.IntegrityError), write():
        Resolution.create(hold=hold.hold_id, outcome="used", used=2, at=clock.now())


def test_the_proof_finds_what_the_entries_do_not_bear_out(chengang, actor):
    holding.hold(actor, chengang, GOLF, 2, SOON)
    Lot.update(available=Lot.available - 1, used=1).where(Lot.benefit == GOLF).execute()
    assert [text for text in proof.faults() if text.startswith("lot ")]
    Lot.update(available=Lot.available + 1, used=0).where(Lot.benefit == GOLF).execute()


def both(*deeds):
    """One thread does several deeds, one after the other: as many connections as the pool has."""

    def done():
        found = []
        for deed in deeds:
            try:
                found.append(deed())
            except Exception as error:
                found.append(error)
        return found

    return done


def test_64_mixed_deeds_at_once(app, chengang, actor, branch_admin):
    """Hold, use, release, lapse, expire and correct, all of one client: never below zero, each hold once."""
    admin = people.actor(branch_admin)
    with write():
        granting.grant_to([chengang.id])
        version = reference.benefits()[GOLF]
        for n in range(6):
            lots.grant(chengang.id, version, 2, f"old-{n}", "2025", date(2025, 1, 1), clock.today() - clock.days(1))
    lot = Lot.get(Lot.benefit == GOLF, Lot.cause == "tier")
    correcting.correct(admin, lot.id, 20, "more")
    held = [holding.hold(actor, chengang, GOLF, 1, SOON) for _ in range(16)]
    deeds = [
        *(lambda one=one: holding.use(actor, one.id) for one in held),
        *(lambda one=one: holding.release(actor, one.id) for one in held[:10]),
        *(lambda one=one: holding.lapse(actor, one.id) for one in held[10:]),
        *(lambda: holding.hold(actor, chengang, GOLF, 1, SOON) for _ in range(20)),
        *(lambda by=by: correcting.correct(admin, lot.id, by, "x") for by in (-1, 1, -2, 2)),
        *[expiring.expire] * 8,
    ]
    assert len(deeds) == 64
    found = [
        one
        for pair in together(app, *(both(*pair) for pair in zip(deeds[::2], deeds[1::2], strict=True)))
        for one in pair
    ]
    for one in found:
        assert not isinstance(one, Exception) or isinstance(
            one, (holding.ResolvedAlready, holding.HeldElsewhere, holding.AllowanceUsed, Invalid)
        ), repr(one)
    assert sum(isinstance(one, Resolution) for one in found) == 16
    assert Resolution.select().count() == 16
